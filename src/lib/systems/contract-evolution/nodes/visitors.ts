import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Ask } from './messages';

export interface VisitorsOptions {
  readonly instances: readonly number[];
  readonly gap: Micros;
  readonly requests: number;
}

export type Visitors = NodeState<null, { sent: number }, VisitorsOptions>;

/** What is under way may arrive, µs. */
const SETTLE = 500_000;

const machine = nodeMachine('visitors', {
  initial: 'asking',
  states: { asking: { on: { ALL_ASKED: 'over' }, description: 'one request each gap' }, over: {} },
});

function next(node: Visitors, delay: Micros, out: LooseOut): void {
  if (node.durable.sent < node.options.requests) return void out.after(delay, 'ask');
  out.become('ALL_ASKED');
  out.after(SETTLE, 'settled');
}

const asking: LooseHandlers<null, { sent: number }, VisitorsOptions> = {
  timer(node, name, _data, out) {
    if (name === 'settled') return out.done();
    const { options: o, durable: tally } = node;
    const id = tally.sent++;
    out.send(o.instances[id % o.instances.length], { type: 'request', id } as Ask);
    next(node, o.gap, out);
  },
};

/** Requests at equal distances, each to the next instance in turn. The first comes after half a gap. */
export const visitors: LooseBehaviour<null, { sent: number }, VisitorsOptions> = {
  kind: 'even-visitors',
  diskless: true,
  machine,
  volatile: () => null,
  durable: () => ({ sent: 0 }),
  start: (node, out) => next(node, Math.round(node.options.gap / 2), out),
  roles: { asking, over: asking },
};
