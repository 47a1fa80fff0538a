import {
  exponential,
  type LooseBehaviour,
  type LooseHandlers,
  type NodeState,
  type LooseOut,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Task } from './messages';

export interface WorkloadOptions {
  readonly clients: readonly number[];
  /** Each call goes to all clients, to compare them, or to the client whose turn it is. */
  readonly spread: 'all' | 'turns';
  /** How many calls there are. */
  readonly calls: number;
  /** All at once, or at random times with this mean gap between them, µs. */
  readonly arrivals: 'random' | 'at-once';
  readonly meanGap: number;
  /** Mean time of work for one call, µs, and whether each takes just that long. */
  readonly work: number;
  readonly workSpread: 'fixed' | 'exponential';
}

export interface WorkloadTally {
  made: number;
}

export type Workload = NodeState<null, WorkloadTally, WorkloadOptions>;

/** µs */
const SAY_EVERY = 1_000_000;

const machine = nodeMachine('workload', {
  initial: 'calling',
  states: {
    calling: {
      on: { ALL_MADE: 'over' },
      description: 'calls at random times, whatever comes back',
    },
    over: {},
  },
});

function make(node: Workload, out: LooseOut): void {
  const { options: o, durable: tally } = node;
  const id = tally.made++;
  const share = o.workSpread === 'fixed' ? 1 : exponential(out.stream('work'));
  const task: Task = { type: 'task', id, work: Math.round(o.work * share) };
  const to = o.spread === 'all' ? o.clients : [o.clients[id % o.clients.length]];
  for (const client of to) out.send(client, task);
}

function next(node: Workload, out: LooseOut): void {
  const { options: o, durable: tally } = node;
  if (tally.made < o.calls)
    return void out.after(Math.round(exponential(out.stream('arrivals')) * o.meanGap), 'next');
  out.become('ALL_MADE');
  tellOver(node, out);
  out.done();
}

/** Says so again and again: a client that is paused or cut off hears it later. */
function tellOver(node: Workload, out: LooseOut): void {
  for (const client of node.options.clients) out.send(client, { type: 'over' });
  out.after(SAY_EVERY, 'over');
}

const calling: LooseHandlers<null, WorkloadTally, WorkloadOptions> = {
  timer(node, name, _data, out) {
    if (name === 'over') return tellOver(node, out);
    make(node, out);
    next(node, out);
  },
};

/** Where calls come from: the same ones at the same times for every client that is compared. Open-loop. */
export const workload: LooseBehaviour<null, WorkloadTally, WorkloadOptions> = {
  kind: 'workload',
  diskless: true,
  machine,
  volatile: () => null,
  durable: () => ({ made: 0 }),
  start(node, out) {
    if (node.options.arrivals === 'at-once')
      while (node.durable.made < node.options.calls) make(node, out);
    next(node, out);
  },
  roles: { calling, over: calling },
};
