import { chance } from '../../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRef, Out, Stream } from '../../../sim';
import { serverMachine } from '../../../nodes/server/fail-fast';
import { dequeue, emptyFifo, enqueue, type Fifo } from '../../../nodes/server/queue';
import type { Call, Cause, Reply } from './messages';
import { noneTaken, remember, type Taken } from './taken';

export interface DatabaseOptions {
  /** Work on one call, µs. */
  readonly service: Micros;
  readonly queueLimit: number;
  readonly errorShare: number;
  readonly deadlines: boolean;
  readonly quota: number;
  /** Older tokens are refused, µs; 0: nobody asks. */
  readonly tokenLife: Micros;
  readonly marshal: Micros;
  readonly transmit: Micros;
}

/** A call that waits for its turn or is worked on. */
export interface Job {
  readonly call: Call;
  readonly caller: NodeRef;
}

const machine = serverMachine('chain-database', 'works on one call after the other');

interface DatabaseKind {
  machine: typeof machine;
  volatile: {
    queue: Fifo<Job>;
    current: Job | null;
    /** When work on the current call began, by its own clock. */
    begun: Micros;
    taken: Taken;
    errors: Stream | null;
    linkFree: Micros;
    /** The second that its quota is counted in, and calls admitted in it. */
    second: number;
    admitted: number;
  };
  durable: {
    /** Keys that were charged; a call without one is always a charge of its own. */
    charged: Set<string>;
    /** Its ledger, as an audit would read it: how often each order was charged, and how many more than once. */
    ledger: Map<number, number>;
    doubled: number;
    worked: number;
    errors: number;
    refused: number;
    expired: number;
  };
  options: DatabaseOptions;
  takes: Call;
  sends: Reply;
  timers: { worked: undefined; wire: { to: NodeRef; message: Reply } };
  events: {
    began: { checkout: number; caller: NodeRef; no: number };
    finished: { checkout: number; caller: NodeRef; no: number; why: Cause | null };
  };
  gauges: 'queue' | 'expired';
  probes: Cause;
}
type Database = Node<DatabaseKind>;
type DatabaseOut = Out<DatabaseKind>;

function answer(node: Database, { call, caller }: Job, why: Cause | null, out: DatabaseOut): void {
  const { options, volatile: v } = node;
  const { no, checkout } = call;
  const message: Reply =
    why === null
      ? { type: 'done', no, checkout }
      : { type: 'failed', no, checkout, why, address: 0 };
  if (options.transmit === 0) return out.send(caller, message);
  const now = out.monotonic();
  v.linkFree = Math.max(now, v.linkFree) + options.transmit;
  out.after(v.linkFree - now, 'wire', { to: caller, message });
}

const show = ({ volatile: v }: Database, out: DatabaseOut): void =>
  out.gauge('queue', v.queue.length + (v.current ? 1 : 0));

function refuse(node: Database, job: Job, why: Cause, out: DatabaseOut): void {
  node.durable.refused++;
  out.observe(why, 1);
  answer(node, job, why, out);
}

/** Its administrator admits so many calls in each second. */
function overQuota({ options, volatile: v }: Database, out: DatabaseOut): boolean {
  if (options.quota === 0) return false;
  const second = Math.floor(out.monotonic() / 1e6);
  if (second !== v.second) {
    v.second = second;
    v.admitted = 0;
  }
  return ++v.admitted > options.quota;
}

/** Works on the next call that somebody still waits for. */
function next(node: Database, out: DatabaseOut): void {
  const { options, volatile: v, durable } = node;
  let job = dequeue(v.queue) ?? null;
  while (job !== null && options.deadlines && out.clock() >= job.call.deadline) {
    out.gauge('expired', ++durable.expired);
    out.observe('deadline', 1);
    job = dequeue(v.queue) ?? null;
  }
  v.current = job;
  show(node, out);
  if (job === null) return;
  const { call, caller } = job;
  v.begun = out.clock();
  out.event('began', { checkout: call.checkout, caller, no: call.no });
  out.work(options.service + options.marshal, 'worked');
}

function take(node: Database, call: Call, caller: NodeRef, out: DatabaseOut): void {
  const { options, volatile: v } = node;
  if (!remember(v.taken, call.no)) return;
  const job = { call, caller };
  if (options.tokenLife > 0 && out.clock() - call.token > options.tokenLife)
    return refuse(node, job, 'token', out);
  if (overQuota(node, out)) return refuse(node, job, 'quota', out);
  if (v.queue.length >= options.queueLimit) return refuse(node, job, 'busy', out);
  enqueue(v.queue, job);
  if (v.current === null) next(node, out);
  else show(node, out);
}

/** Charges an order, unless its key says that it was charged before. */
function charge({ durable }: Database, { key, checkout }: Call): void {
  if (key !== null && durable.charged.has(key)) return;
  if (key !== null) durable.charged.add(key);
  const times = (durable.ledger.get(checkout) ?? 0) + 1;
  durable.ledger.set(checkout, times);
  if (times === 2) durable.doubled++;
}

function finish(node: Database, out: DatabaseOut): void {
  const { id, options, volatile: v, durable } = node;
  const job = v.current;
  if (job === null) return;
  const { call, caller } = job;
  v.errors ??= out.stream(`errors:${id}`);
  durable.worked++;
  const fails = chance(v.errors, options.errorShare);
  if (fails) {
    durable.errors++;
    out.observe('error', 1);
  } else charge(node, call);
  const why = fails ? 'error' : null;
  out.event('finished', { checkout: call.checkout, caller, no: call.no, why });
  answer(node, job, why, out);
  next(node, out);
}

const timer: Handlers<DatabaseKind>['timer'] = (node, name, data, out) => {
  if (name === 'wire') out.send(data.to, data.message);
  else finish(node, out);
};

/**
 * A database that works on one call at a time, first come, first served, and refuses what its queue has no room for.
 * A share of the calls ends in an error before anything is charged. Calls past their deadline are dropped unserved where
 * deadlines travel.
 */
export const database: Behaviour<DatabaseKind> = {
  kind: 'chain-database',
  machine,
  volatile: () => ({
    queue: emptyFifo(),
    current: null,
    begun: 0,
    taken: noneTaken(),
    errors: null,
    linkFree: 0,
    second: 0,
    admitted: 0,
  }),
  durable: () => ({
    charged: new Set(),
    ledger: new Map(),
    doubled: 0,
    worked: 0,
    errors: 0,
    refused: 0,
    expired: 0,
  }),
  roles: {
    serving: {
      message: take,
      timer,
    },
    failing: {
      message(node, call, caller, out) {
        refuse(node, { call, caller }, 'error', out);
      },
      timer,
    },
  },
};
