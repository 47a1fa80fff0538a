import type { Node, Out } from '../../sim';
import { nodeMachine, waiting, well } from '../machine';
import type { Advertise, Announce, Answer, Check } from './messages';
import type { CheckAnswer, FleetReport, Register, Request } from './messages';
import type { BalancerOptions, BalancerTally, Pool } from './options';

export const machine = nodeMachine('load-balancer', {
  starting: { tags: 'waiting', on: { LEAD: 'active', FOLLOW: 'standby' } },
  active: well('holds the address that clients send to', { FOLLOW: 'standby' }),
  standby: waiting('listens for the other balancer', { LEAD: 'active' }),
});

export interface BalancerKind {
  machine: typeof machine;
  volatile: Pool;
  durable: BalancerTally;
  options: BalancerOptions;
  takes: Request | Answer | CheckAnswer | Register | Advertise;
  sends: Request | Answer | Check | Advertise | Announce | FleetReport;
  timers: {
    check: undefined;
    sweep: undefined;
    advertise: undefined;
    /** No advertisement came. */
    silence: undefined;
    /** A target's slow start, or its time outside, is over: its place. */
    warm: number;
    admit: number;
    resend: Request;
  };
  gauges: 'outstanding' | 'panic';
  probes: 'latency';
}
export type Balancer = Node<BalancerKind>;
export type BalancerOut = Out<BalancerKind>;
