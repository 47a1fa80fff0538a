import type { Micros, Node, NodeRef, Out, TimerId } from '../../../sim';
import { nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Protocol, SenderState } from '../protocol/protocol';
import type { SenderRule } from '../protocol/rules';
import type { AckPacket, DataPacket } from './messages';
import type { RoundTrip } from './round-trip';

interface SenderOptions {
  readonly channel: NodeRef;
  readonly protocol: Protocol;
  readonly rules: readonly SenderRule[];
  /** How many messages it has to pass on. */
  readonly messages: number;
  /** So long after one packet the next one leaves at the earliest, µs. */
  readonly packetTime: Micros;
  /** Its fixed time-out, or that before the first measurement, µs. */
  readonly timeout: Micros;
  readonly measures: boolean;
  /** Without acknowledgements: how long after the last packet it counts itself as done, µs. */
  readonly linger: Micros;
  /** It sends and times out only when it is told to. */
  readonly byHand: boolean;
}

export const machine = nodeMachine('window-sender', {
  sending: well('its window has room, or nothing is left to send', {
    FILL: 'full',
    FINISH: 'finished',
  }),
  full: waiting('its window is full: it waits for the oldest packet’s acknowledgement', {
    OPEN: 'sending',
    FINISH: 'finished',
  }),
  finished: off('every packet is acknowledged'),
});

/** A packet that waits for the line: the transmission's number, the packet, and whether it was sent before. */
export interface Leaving {
  readonly no: number;
  readonly index: number;
  readonly again: boolean;
}

export interface SenderKind {
  machine: typeof machine;
  volatile: {
    timers: Map<number, TimerId>;
    roundTrip: RoundTrip | null;
    lingers: 'no' | 'yes' | 'over';
    /** When the line is free again, by its count of time, µs. */
    freeAt: Micros;
  };
  durable: { state: SenderState; sends: number; resent: number };
  options: SenderOptions;
  takes: AckPacket;
  sends: DataPacket;
  timers: { silence: number; linger: undefined; leave: Leaving };
  events: {
    sent: { no: number; seq: number; index: number; again: boolean };
    rule: { rule: string };
    heard: { no: number; rule: string };
    /** Its oldest outstanding packet, and the next new one. */
    window: { base: number; next: number };
    finished: { sends: number };
  };
  gauges: 'flight' | 'resent' | 'rto';
}
export type Sender = Node<SenderKind>;
export type SenderOut = Out<SenderKind>;
