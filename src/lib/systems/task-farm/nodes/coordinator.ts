import type { Behaviour, Handlers, Micros, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { fault, leads, nodeMachine, off } from '../../../nodes/machine';
import { inHand, leasesOf, nextBatch, openLeases, straggler, type Leases } from './leases';
import { audit, judge, openLedger, type Dedupe, type Ledger, type Verdict } from './ledger';
import type { Grant, Heartbeat, Ready, Result, Stop, Wait } from './messages';
import { sizeOf, type Plan } from './plan';

export interface CoordinatorOptions {
  readonly plan: Plan;
  readonly workers: NodeRefs;
  /** What the workers are called, in the same order. */
  readonly names: readonly string[];
  /** What it does about a worker that it suspects to be dead. */
  readonly onSuspicion: 'abort' | 'reexecute';
  readonly detector: 'lease' | 'heartbeat' | 'never';
  /** A batch of `size` tasks may take `leaseBase + size · leasePerTask`, µs. */
  readonly leaseBase: Micros;
  readonly leasePerTask: Micros;
  /** A worker that says nothing for so long is suspected to be dead, µs. */
  readonly silence: Micros;
  readonly dedupe: Dedupe;
  /** Gives an idle worker a second copy of what another one still has in hand. */
  readonly backups: boolean;
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'count-arrivals';
}

const machine = nodeMachine('coordinator', {
  'handing-out': leads('hands out batches and adds up their results', {
    FINISH: 'finished',
    ABORT: 'aborted',
  }),
  finished: off('has its total'),
  aborted: fault('has given up the job'),
});

interface CoordinatorKind {
  machine: typeof machine;
  volatile: Leases;
  durable: Ledger;
  options: CoordinatorOptions;
  takes: Result | Ready | Heartbeat;
  sends: Grant | Wait | Stop;
  /** A lease has run out; a worker has been silent for too long. */
  timers: { lease: number; silence: NodeRef };
  events: {
    /** A result has come. */
    judged: { lease: number; batch: number; verdict: Verdict };
    /** A batch is taken away from a worker that is suspected to be dead. */
    expired: { lease: number; batch: number };
  };
  gauges: 'total' | 'left' | 'twice' | 'ignored' | 'discarded';
  probes: 'turnaround' | 'makespan';
}
export type Coordinator = Node<CoordinatorKind>;
type CoordinatorOut = Out<CoordinatorKind>;

const nameOf = ({ options }: Coordinator, worker: NodeRef): string =>
  options.names[options.workers.indexOf(worker)];

/** Answers a message about `said`, a lease (0: none), with a batch, or tells the worker to wait. */
function give(node: Coordinator, worker: NodeRef, said: number, out: CoordinatorOut): void {
  const { volatile: v, options, durable: ledger } = node;
  let batch = nextBatch(v, ledger.counts);
  if (batch === null && options.backups) {
    batch = straggler(v, ledger.counts, worker);
    if (batch !== null) ledger.backups++;
  }
  v.idle = v.idle.filter((w) => w !== worker);
  if (batch === null) {
    v.idle.push(worker);
    return out.send(worker, { type: 'wait', lease: said });
  }
  const lease = ++ledger.leases;
  ledger.grants++;
  if (ledger.granted[batch]++ > 0) ledger.again++;
  ledger.firstAt[batch] ??= out.instant();
  const size = sizeOf(ledger.plan, batch);
  const term = options.leaseBase + size * options.leasePerTask;
  const timer = options.detector === 'lease' ? out.after(term, 'lease', lease) : null;
  v.leases.set(lease, { batch, worker, timer });
  out.send(worker, { type: 'grant', batch, lease, size });
  out.gauge('left', v.left);
}

/** Closes a lease and returns it. */
function close({ volatile: v }: Coordinator, lease: number, out: CoordinatorOut) {
  const held = v.leases.get(lease);
  if (held && held.timer !== null) out.cancel(held.timer);
  v.leases.delete(lease);
  return held;
}

/** Takes a batch away from a worker that has had it too long, or that is silent. */
function expire(node: Coordinator, lease: number, out: CoordinatorOut): void {
  const { volatile: v, durable: ledger } = node;
  const { batch } = close(node, lease, out)!;
  v.expired.add(lease);
  ledger.expired++;
  out.event('expired', { lease, batch });
  if (node.options.onSuspicion === 'abort') return end(node, 'aborted', out);
  if (ledger.counts[batch] === 0 && inHand(v, batch) === 0) v.again.push(batch);
}

/** Gives up these leases and hands their batches to workers that wait. */
function suspect(
  node: Coordinator,
  leases: readonly number[],
  why: string,
  out: CoordinatorOut,
): void {
  const { durable: ledger, volatile: v } = node;
  out.note(why);
  for (const lease of leases)
    if (ledger.ended === 'no' && v.leases.has(lease)) expire(node, lease, out);
  if (ledger.ended !== 'no') return;
  for (const worker of [...v.idle]) if (v.again.length > 0) give(node, worker, 0, out);
}

function end(node: Coordinator, how: 'finished' | 'aborted', out: CoordinatorOut): void {
  const { volatile: v, durable: ledger, options } = node;
  ledger.ended = how;
  out.observeSince('makespan', ledger.begunAt!);
  for (const lease of [...v.leases.keys()]) close(node, lease, out);
  for (const timer of v.silence.values()) out.cancel(timer);
  out.note(how === 'finished' ? `the total is ${ledger.total}` : 'gives up the whole job');
  out.become(how === 'finished' ? 'FINISH' : 'ABORT');
  if (how === 'aborted') out.gauge('discarded', ledger.total);
  for (const worker of options.workers) out.send(worker, { type: 'stop' });
  out.done();
}

function onResult(node: Coordinator, result: Result, worker: NodeRef, out: CoordinatorOut): void {
  const { volatile: v, durable: ledger, options } = node;
  const { lease, batch } = result;
  const verdict = judge(ledger, options.dedupe, result);
  if (verdict === 'counted') v.left--;
  const held = close(node, lease, out);
  if (verdict === 'counted') out.observeSince('turnaround', ledger.firstAt[batch]!);
  if (verdict === 'known') out.gauge('ignored', ledger.ignored);
  if (verdict === 'again') out.gauge('twice', audit(ledger).twice);
  if (!held && v.expired.delete(lease)) ledger.late++;
  out.event('judged', { lease, batch, verdict });
  out.gauge('total', ledger.total);
  out.gauge('left', v.left);
  const isOver =
    options.bug === 'count-arrivals' ? ledger.arrived >= ledger.counts.length : v.left === 0;
  if (isOver) end(node, 'finished', out);
  else answer(node, worker, lease, out);
}

/** A worker has one batch at a time: what it was given and seems not to know of is given to it once more. */
function answer(node: Coordinator, worker: NodeRef, said: number, out: CoordinatorOut): void {
  const { volatile: v, durable: ledger } = node;
  const [lease] = leasesOf(v, worker);
  const held = v.leases.get(lease);
  if (!held) return give(node, worker, said, out);
  const { batch } = held;
  out.send(worker, { type: 'grant', batch, lease, size: sizeOf(ledger.plan, batch) });
}

function onReady(
  node: Coordinator,
  { fresh, lease }: Ready,
  worker: NodeRef,
  out: CoordinatorOut,
): void {
  if (fresh && node.options.onSuspicion === 'abort') {
    out.note(`${nameOf(node, worker)} has died and restarted`);
    return end(node, 'aborted', out);
  }
  if (fresh) forget(node, worker, out);
  answer(node, worker, lease, out);
}

/** A worker that restarts has lost what it had. A coordinator that never suspects goes on waiting for that as well. */
function forget(node: Coordinator, worker: NodeRef, out: CoordinatorOut): void {
  const { volatile: v, options } = node;
  const [lease] = leasesOf(v, worker);
  const held = v.leases.get(lease);
  if (!held) return;
  if (options.detector === 'never') v.leases.set(lease, { ...held, worker: null });
  else suspect(node, [lease], `${nameOf(node, worker)} has restarted`, out);
}

/** Whatever a worker says shows that it is alive. */
function listen(node: Coordinator, worker: NodeRef, out: CoordinatorOut): void {
  const { volatile: v, options } = node;
  if (options.detector !== 'heartbeat') return;
  const timer = v.silence.get(worker);
  if (timer !== undefined) out.cancel(timer);
  v.silence.set(worker, out.after(options.silence, 'silence', worker));
}

const handingOut: Handlers<CoordinatorKind> = {
  message(node, message, from, out) {
    listen(node, from, out);
    if (message.type === 'result') onResult(node, message, from, out);
    if (message.type === 'ready') onReady(node, message, from, out);
  },
  timer(node, name, data, out) {
    const { volatile: v } = node;
    if (name === 'silence') {
      v.idle = v.idle.filter((w) => w !== data);
      return suspect(node, leasesOf(v, data), `${nameOf(node, data)} is silent`, out);
    }
    const held = v.leases.get(data);
    if (held) suspect(node, [data], `batch ${held.batch + 1} is overdue`, out);
  },
};

/** However it ended: a worker that asks afterwards learns that the job is over. */
const over: Handlers<CoordinatorKind> = {
  message(_node, message, from, out) {
    if (message.type !== 'heartbeat') out.send(from, { type: 'stop' });
  },
  timer: 'ignores',
};

/**
 * Hands out batches of tasks to workers that ask, under leases, and adds up the results. As MapReduce's master does
 * (Dean & Ghemawat, OSDI 2004, section 3.3), it gives the batches of a worker that it suspects to be dead to another
 * one; or, as a parallel program without fault tolerance does, it gives up the whole job.
 */
export const coordinator: Behaviour<CoordinatorKind> = {
  kind: 'coordinator',
  machine,
  volatile: ({ durable: ledger }) => openLeases(ledger.counts),
  durable: ({ options }) => openLedger(options.plan),
  start(node, out) {
    const { durable: ledger, options } = node;
    out.gauge('total', ledger.total);
    if (ledger.ended !== 'no') {
      out.become(ledger.ended === 'finished' ? 'FINISH' : 'ABORT');
      return out.done();
    }
    for (const worker of options.workers) listen(node, worker, out);
    // After a restart it waits until the workers speak: it no longer knows what they are doing.
    if (ledger.begunAt !== null) return;
    ledger.begunAt = out.instant();
    for (const worker of options.workers) give(node, worker, 0, out);
  },
  roles: { 'handing-out': handingOut, finished: over, aborted: over },
};
