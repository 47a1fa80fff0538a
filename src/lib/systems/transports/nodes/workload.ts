import { exponential, type Behaviour, type Micros, type Node, type NodeRefs } from '../../../sim';
import type { Handlers, Out } from '../../../sim';
import { gapOf, openLoop } from '../../../nodes/load/open-loop';
import { nodeMachine, off, well } from '../../../nodes/machine';
import type { Over, Task } from './messages';

interface WorkloadOptions {
  readonly clients: NodeRefs;
  /** Each call goes to all clients, to compare them, or to the client whose turn it is. */
  readonly spread: 'all' | 'turns';
  /** How many calls there are. */
  readonly calls: number;
  /** All at once, or at random times with this mean gap between them, µs. */
  readonly arrivals: 'random' | 'at-once';
  readonly meanGap: number;
  /** Mean time of work for one call, µs, and whether each takes exactly that long. */
  readonly work: Micros;
  readonly workSpread: 'fixed' | 'exponential';
}

/** µs */
const REPEAT_EVERY = 1_000_000;

const machine = nodeMachine('workload', {
  calling: well('calls at random times, whatever comes back', { ALL_MADE: 'over' }),
  over: off('has made all calls, and tells the clients so'),
});

interface WorkloadKind {
  machine: typeof machine;
  durable: { made: number };
  options: WorkloadOptions;
  sends: Task | Over;
  timers: { next: undefined; over: undefined };
}
type Workload = Node<WorkloadKind>;
type WorkloadOut = Out<WorkloadKind>;

function make(node: Workload, out: WorkloadOut): void {
  const { options: o, durable: tally } = node;
  const id = tally.made++;
  const share = o.workSpread === 'fixed' ? 1 : exponential(out.stream('work'));
  const task: Task = { type: 'task', id, work: Math.round(o.work * share) };
  const to = o.spread === 'all' ? o.clients : [o.clients[id % o.clients.length]];
  for (const client of to) out.send(client, task);
}

const { arm, next } = openLoop<Workload, WorkloadOut>({
  send: make,
  gap: ({ options }, out) => gapOf(options.meanGap, out.stream('arrivals')),
  isOver: ({ durable, options }) => durable.made >= options.calls,
  conclude(node, out) {
    out.become('ALL_MADE');
    tellOver(node, out);
    out.done();
  },
});

/** Repeated for ever: a client that is paused or cut off hears it later. */
function tellOver(node: Workload, out: WorkloadOut): void {
  for (const client of node.options.clients) out.send(client, { type: 'over' });
  out.after(REPEAT_EVERY, 'over');
}

const calling: Handlers<WorkloadKind> = {
  timer(node, name, _data, out) {
    if (name === 'next') next(node, out);
  },
};

const over: Handlers<WorkloadKind> = {
  timer(node, name, _data, out) {
    if (name === 'over') tellOver(node, out);
  },
};

/** Where calls come from: the same ones at the same times for every client that is compared. An open-loop generator. */
export const workload: Behaviour<WorkloadKind> = {
  kind: 'workload',
  diskless: true,
  machine,
  durable: () => ({ made: 0 }),
  start(node, out) {
    if (node.options.arrivals === 'at-once')
      while (node.durable.made < node.options.calls) make(node, out);
    arm(node, out);
  },
  roles: { calling, over },
};
