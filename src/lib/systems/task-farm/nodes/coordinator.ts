import type {
  LooseBehaviour,
  LooseHandlers,
  Message,
  Micros,
  NodeState,
  LooseOut,
  TimerId,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { Judged, judge, openLedger, type Dedupe, type Ledger } from './ledger';
import {
  FARM_PROBES,
  sizeOf,
  type Grant,
  type Plan,
  type Ready,
  type Result,
  type Wait,
} from './messages';

export interface CoordinatorOptions {
  readonly plan: Plan;
  readonly workers: readonly number[];
  /** What it does about a worker that it takes for dead. */
  readonly onSuspicion: 'abort' | 'reexecute';
  readonly detector: 'lease' | 'heartbeat' | 'never';
  /** A batch of `size` tasks may take `leaseBase + size · leasePerTask`, µs. */
  readonly leaseBase: Micros;
  readonly leasePerTask: Micros;
  /** A worker that says nothing for so long is taken for dead, µs. */
  readonly silence: Micros;
  readonly dedupe: Dedupe;
  /** Gives an idle worker a second copy of what another one still has in hand. */
  readonly backups: boolean;
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'count-arrivals';
}

interface Lease {
  readonly batch: number;
  readonly worker: number;
  readonly since: Micros;
  readonly timer: TimerId;
}

interface Volatile {
  leases: Map<number, Lease>;
  /** Leases that have run out, and whose result may still come. */
  expired: Set<number>;
  /** The next batch that was never handed out, and those to be handed out again. */
  next: number;
  again: number[];
  idle: number[];
  /** By worker: when it is taken for dead unless it says something. */
  silence: Map<number, TimerId>;
  /** Batches that are not in the total. */
  left: number;
}

export type Coordinator = NodeState<Volatile, Ledger, CoordinatorOptions>;

const machine = nodeMachine('coordinator', {
  initial: 'handing-out',
  states: {
    'handing-out': {
      on: { FINISH: 'finished', ABORT: 'aborted' },
      description: 'hands out batches and adds results up',
    },
    finished: { description: 'says its total' },
    aborted: { description: 'has given the job up' },
  },
});

const leaseOf = (v: Volatile, worker: number): number => {
  for (const [lease, l] of v.leases) if (l.worker === worker) return lease;
  return 0;
};

const inHand = (v: Volatile, batch: number): number => {
  let n = 0;
  for (const l of v.leases.values()) if (l.batch === batch) n++;
  return n;
};

/** The next batch to hand out; those that were lost come first. −1: there is none. */
function nextBatch({ volatile: v, durable: { counts } }: Coordinator): number {
  while (v.again.length > 0) {
    const batch = v.again.shift()!;
    if (counts[batch] === 0) return batch;
  }
  while (v.next < counts.length) {
    const batch = v.next++;
    if (counts[batch] === 0) return batch;
  }
  return -1;
}

/** What somebody else has had in hand for longest, and nobody has a second copy of. */
function straggler({ volatile: v, durable: { counts } }: Coordinator, worker: number): number {
  for (const { batch, worker: other } of v.leases.values())
    if (other !== worker && counts[batch] === 0 && inHand(v, batch) === 1) return batch;
  return -1;
}

/** Answers a message about `said`, a lease (0: none), with a batch, or with the word to wait. */
function give(node: Coordinator, worker: number, said: number, out: LooseOut): void {
  const { volatile: v, options, durable: ledger } = node;
  let batch = nextBatch(node);
  if (batch < 0 && options.backups) {
    batch = straggler(node, worker);
    if (batch >= 0) ledger.backups++;
  }
  v.idle = v.idle.filter((w) => w !== worker);
  if (batch < 0) {
    v.idle.push(worker);
    out.send(worker, { type: 'wait', lease: said } as Wait);
    return;
  }
  const lease = ++ledger.leases;
  ledger.grants++;
  if (ledger.granted[batch]++ > 0) ledger.again++;
  const size = sizeOf(ledger.plan, batch);
  const term = options.leaseBase + size * options.leasePerTask;
  const timer = options.detector === 'lease' ? out.after(term, 'lease', lease) : -1;
  v.leases.set(lease, { batch, worker, since: out.now, timer });
  out.send(worker, { type: 'grant', batch, lease, size } as Grant);
  out.gauge('left', v.left);
}

function giveAll(node: Coordinator, out: LooseOut): void {
  const waiting = [...node.volatile.idle];
  for (const worker of waiting) if (node.volatile.again.length > 0) give(node, worker, 0, out);
}

/** Takes a batch away from a worker that has had it too long, or that is silent. */
function expire(node: Coordinator, lease: number, out: LooseOut): void {
  const { volatile: v, durable: ledger } = node;
  const { batch, timer } = v.leases.get(lease)!;
  out.cancel(timer);
  v.leases.delete(lease);
  v.expired.add(lease);
  ledger.expired++;
  out.gauge('expired', lease);
  if (node.options.onSuspicion === 'abort') return end(node, 'aborted', out);
  if (ledger.counts[batch] === 0 && inHand(v, batch) === 0) v.again.push(batch);
}

function onSuspicion(
  node: Coordinator,
  leases: readonly number[],
  why: string,
  out: LooseOut,
): void {
  out.note(why);
  for (const lease of leases)
    if (node.durable.ended === 'no' && node.volatile.leases.has(lease)) expire(node, lease, out);
  if (node.durable.ended === 'no') giveAll(node, out);
}

function end(node: Coordinator, how: 'finished' | 'aborted', out: LooseOut): void {
  const { volatile: v, durable: ledger, options } = node;
  ledger.ended = how;
  ledger.endedAt = out.now;
  for (const { timer } of v.leases.values()) out.cancel(timer);
  for (const timer of v.silence.values()) out.cancel(timer);
  v.leases.clear();
  out.note(how === 'finished' ? `the total is ${ledger.total}` : 'gives the whole job up');
  out.become(how === 'finished' ? 'FINISH' : 'ABORT');
  for (const worker of options.workers) out.send(worker, { type: 'stop' });
  out.done();
}

function isOver({ volatile: v, options, durable: ledger }: Coordinator): boolean {
  return options.bug === 'count-arrivals' ? ledger.arrived >= ledger.counts.length : v.left === 0;
}

function onResult(node: Coordinator, result: Result, worker: number, out: LooseOut): void {
  const { volatile: v, durable: ledger, options } = node;
  const held = v.leases.get(result.lease);
  const judged = judge(ledger, options.dedupe, result);
  if (judged === Judged.Counted) v.left--;
  if (held) {
    out.cancel(held.timer);
    v.leases.delete(result.lease);
    out.observe(FARM_PROBES.turnaround, out.now - held.since);
  } else if (v.expired.delete(result.lease)) ledger.late++;
  out.gauge('judged', result.lease * 4 + judged);
  out.gauge('total', ledger.total);
  out.gauge('left', v.left);
  if (isOver(node)) return end(node, 'finished', out);
  answer(node, worker, result.lease, out);
}

/** A worker has one batch at a time: what it was given and seems not to know of is given to it once more. */
function answer(node: Coordinator, worker: number, said: number, out: LooseOut): void {
  const { volatile: v, durable: ledger } = node;
  const lease = leaseOf(v, worker);
  if (lease === 0) return give(node, worker, said, out);
  const { batch } = v.leases.get(lease)!;
  out.send(worker, { type: 'grant', batch, lease, size: sizeOf(ledger.plan, batch) } as Grant);
}

/** A worker that begins anew has lost what it had. One that waits for ever waits for that as well. */
function forget(node: Coordinator, worker: number, out: LooseOut): void {
  const { volatile: v, options } = node;
  const lease = leaseOf(v, worker);
  if (lease === 0) return;
  if (options.detector === 'never') v.leases.set(lease, { ...v.leases.get(lease)!, worker: -1 });
  else onSuspicion(node, [lease], `worker ${worker} has begun anew`, out);
}

function listen(node: Coordinator, worker: number, out: LooseOut): void {
  const { volatile: v, options } = node;
  if (options.detector !== 'heartbeat') return;
  const timer = v.silence.get(worker);
  if (timer !== undefined) out.cancel(timer);
  v.silence.set(worker, out.after(options.silence, 'silence', worker));
}

const handingOut: LooseHandlers<Volatile, Ledger, CoordinatorOptions> = {
  message(node, message: Message, from, out) {
    const { options } = node;
    if (message.type === 'corrupted') return;
    listen(node, from, out);
    if (message.type === 'result') onResult(node, message as Result, from, out);
    if (message.type !== 'ready') return;
    const { fresh, lease } = message as Ready;
    if (fresh && options.onSuspicion === 'abort') {
      out.note(`worker ${from} has died and come back`);
      return end(node, 'aborted', out);
    }
    if (fresh) forget(node, from, out);
    answer(node, from, lease, out);
  },
  timer(node, name, data, out) {
    const { volatile: v } = node;
    const which = data as number;
    if (name === 'lease' && v.leases.has(which)) {
      const { batch } = v.leases.get(which)!;
      onSuspicion(node, [which], `batch ${batch + 1} is overdue`, out);
    }
    if (name === 'silence') {
      v.idle = v.idle.filter((w) => w !== which);
      const leases = [...v.leases].filter(([, l]) => l.worker === which).map(([lease]) => lease);
      onSuspicion(node, leases, `worker ${which} is silent`, out);
    }
  },
};

/** Whoever asks after the end learns that it is over. */
const over: LooseHandlers<Volatile, Ledger, CoordinatorOptions> = {
  message(_node, message, from, out) {
    if (message.type === 'result' || message.type === 'ready') out.send(from, { type: 'stop' });
  },
};

/**
 * Hands out batches of tasks to whoever asks, under leases, and adds the results up. As MapReduce's master does
 * (Dean & Ghemawat, OSDI 2004, section 3.3), it gives the batches of a worker that it takes for dead to another one; or,
 * as a parallel program without fault tolerance does, it gives the whole job up.
 */
export const coordinator: LooseBehaviour<Volatile, Ledger, CoordinatorOptions> = {
  kind: 'coordinator',
  machine,
  volatile: ({ durable: ledger }) => ({
    leases: new Map(),
    expired: new Set(),
    next: 0,
    again: [],
    idle: [],
    silence: new Map(),
    left: ledger.counts.filter((n) => n === 0).length,
  }),
  durable: ({ options }) => openLedger(options.plan),
  start(node, out) {
    const { durable: ledger, options } = node;
    out.gauge('total', ledger.total);
    if (ledger.ended !== 'no') {
      out.become(ledger.ended === 'finished' ? 'FINISH' : 'ABORT');
      return out.done();
    }
    for (const worker of options.workers) listen(node, worker, out);
    // After a restart it waits until the workers speak: it does not know any more what they are doing.
    if (ledger.begun) return;
    ledger.begun = true;
    for (const worker of options.workers) give(node, worker, 0, out);
  },
  roles: { 'handing-out': handingOut, finished: over, aborted: over },
};
