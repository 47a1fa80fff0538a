import { ms, type Behaviour, type Micros, type Node, type NodeRefs, type Out } from '../../../sim';
import { openLoop } from '../../../nodes/load/open-loop';
import { nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Ask } from './messages';

interface VisitorsOptions {
  readonly instances: NodeRefs;
  readonly gap: Micros;
  readonly requests: number;
}

/** What was sent last may arrive, µs. */
const SETTLE = ms(500);

const machine = nodeMachine('visitors', {
  sending: well('one request each gap', { ALL_SENT: 'waiting' }),
  waiting: waiting('all are sent; the last ones may still be under way', {
    SETTLED: 'finished',
  }),
  finished: off('nobody asks any more'),
});

interface VisitorsKind {
  machine: typeof machine;
  durable: { sent: number };
  options: VisitorsOptions;
  sends: Ask;
  timers: { next: undefined; settled: undefined };
}
type Visitors = Node<VisitorsKind>;
type VisitorsOut = Out<VisitorsKind>;

const { next } = openLoop<Visitors, VisitorsOut>({
  send({ durable, options: { instances } }, out) {
    const id = durable.sent++;
    out.send(instances[id % instances.length], { type: 'request', id });
  },
  gap: ({ options }) => options.gap,
  isOver: ({ durable, options }) => durable.sent >= options.requests,
  conclude(_node, out) {
    out.become('ALL_SENT');
    out.after(SETTLE, 'settled');
  },
});

/**
 * An open-loop load generator: requests at equal distances, each to the next instance in turn. The first leaves after
 * half a gap, and nobody answers.
 */
export const visitors: Behaviour<VisitorsKind> = {
  kind: 'even-visitors',
  diskless: true,
  machine,
  durable: () => ({ sent: 0 }),
  start(node, out) {
    const { requests, gap } = node.options;
    if (node.durable.sent < requests) out.after(Math.round(gap / 2), 'next');
    else next(node, out);
  },
  roles: {
    sending: {
      timer(node, _name, _data, out) {
        next(node, out);
      },
    },
    waiting: {
      timer(_node, _name, _data, out) {
        out.become('SETTLED');
        out.done();
      },
    },
    finished: 'ignores',
  },
};
