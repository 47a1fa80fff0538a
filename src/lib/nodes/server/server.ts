import type { LooseBehaviour, LooseHandlers, Message, NodeState, LooseOut } from '../../sim';
import { nodeMachine } from '../machine';
import type { Answer, Check, CheckAnswer, Request } from '../messages';
import { dequeue, emptyFifo, enqueue, type Fifo } from './queue';

export interface ServerOptions {
  /** Time that a request of size 1 takes, µs. */
  readonly serviceTime: number;
  /** Most requests it holds, those in service included. */
  readonly cap: number;
  /** How many requests it works on at once, all from one queue. */
  readonly workers: number;
  /** A machine in reserve: switched off until somebody boots it. */
  readonly spare: boolean;
  /** From switched on to ready, µs. */
  readonly bootTime: number;
}

interface Job {
  readonly request: Request;
  readonly from: number;
}

interface Volatile {
  queue: Fifo<Job>;
  /** Workers at work. */
  busy: number;
  /** Busy time of all workers since the last health check, up to `busyAt`. */
  busyTime: number;
  busyAt: number;
  askedAt: number;
}

/** Counts for the measures; they outlive a crash as a log file would. */
export interface ServerTally {
  received: number;
  served: number;
  rejected: number;
  errors: number;
}

type Server = NodeState<Volatile, ServerTally, ServerOptions>;

/** A failing server answers with an error after this long, µs: much faster than it would work. */
const FAIL_FAST_AFTER = 1_000;

const machine = nodeMachine('server', {
  initial: 'serving',
  states: {
    serving: {
      on: { DRAIN: 'draining', FAIL_FAST: 'failing', POWER_OFF: 'off' },
      description: 'first come, first served',
    },
    draining: {
      on: { UNDRAIN: 'serving', FAIL_FAST: 'failing' },
      description: 'finishes what it holds, asks for no more',
    },
    failing: { on: { RECOVER: 'serving' }, description: 'answers at once, with an error' },
    off: { on: { BOOT: 'booting' } },
    booting: { on: { READY: 'serving', POWER_OFF: 'off' } },
  },
});

/** Requests that a server holds: waiting and in service. */
export const held = (node: NodeState): number => {
  const v = node.volatile as Volatile;
  return v.queue.length + v.busy;
};

/** Counts the busy time up to now and changes the number of workers at work. */
function engage(node: Server, change: -1 | 0 | 1, out: LooseOut): void {
  const v = node.volatile;
  v.busyTime += v.busy * (out.now - v.busyAt);
  v.busyAt = out.now;
  v.busy += change;
  if (change !== 0) out.gauge('busy', v.busy / node.options.workers);
}

function begin(node: Server, job: Job, out: LooseOut): void {
  out.work(job.request.work * node.options.serviceTime, 'served', job);
}

function accept(node: Server, message: Message, from: number, out: LooseOut): void {
  const { volatile: v, options, durable: tally } = node;
  const request = message as Request;
  tally.received++;
  if (v.queue.length + v.busy >= options.cap) {
    tally.rejected++;
    out.send(from, { type: 'rejected', id: request.id } as Answer);
    return;
  }
  const job = { request, from };
  if (v.busy >= options.workers) enqueue(v.queue, job);
  else {
    engage(node, 1, out);
    begin(node, job, out);
  }
  out.gauge('queue', v.queue.length + v.busy);
}

function finish(node: Server, job: Job, out: LooseOut): void {
  const { volatile: v, durable: tally } = node;
  tally.served++;
  out.send(job.from, { type: 'response', id: job.request.id } as Answer);
  const next = dequeue(v.queue);
  if (next) begin(node, next, out);
  else engage(node, -1, out);
  out.gauge('queue', v.queue.length + v.busy);
}

/** Health checks are answered at once, past the queue, as most servers' health ports do. */
function answerCheck(
  node: Server,
  message: Message,
  from: number,
  out: LooseOut,
  type: CheckAnswer['type'],
): void {
  const { volatile: v, options } = node;
  engage(node, 0, out);
  const since = out.now - v.askedAt;
  const busy = since > 0 ? v.busyTime / (since * options.workers) : 0;
  v.askedAt = out.now;
  v.busyTime = 0;
  out.send(from, { type, round: (message as Check).round, busy } as CheckAnswer);
}

/** Work begun in one role may end in another, so all roles know all timers. */
function onTimer(node: Server, name: string, data: unknown, out: LooseOut): void {
  if (name === 'served') return finish(node, data as Job, out);
  if (name === 'ready') return out.become('READY');
  const job = data as Job;
  node.durable.errors++;
  out.send(job.from, { type: 'error', id: job.request.id } as Answer);
}

const working = (
  check: CheckAnswer['type'],
): LooseHandlers<Volatile, ServerTally, ServerOptions> => ({
  message(node, message, from, out) {
    if (message.type === 'request') accept(node, message, from, out);
    else if (message.type === 'check') answerCheck(node, message, from, out, check);
  },
  timer: onTimer,
  operate(_node, operation, _argument, out) {
    if (operation === 'drain') out.become('DRAIN');
    if (operation === 'undrain') out.become('UNDRAIN');
  },
});

const failing: LooseHandlers<Volatile, ServerTally, ServerOptions> = {
  message(node, message, from, out) {
    if (message.type === 'check') return answerCheck(node, message, from, out, 'unhealthy');
    if (message.type !== 'request') return;
    node.durable.received++;
    out.after(FAIL_FAST_AFTER, 'refuse', { request: message, from });
  },
  timer: onTimer,
};

const off: LooseHandlers<Volatile, ServerTally, ServerOptions> = {
  message(node, message, _from, out) {
    if (message.type !== 'boot') return;
    out.become('BOOT');
    out.after(node.options.bootTime, 'ready');
  },
  timer: onTimer,
};

/** One FIFO queue before its workers (one, unless told otherwise): the M/M/c of the books when both are exponential. */
export const server: LooseBehaviour<Volatile, ServerTally, ServerOptions> = {
  kind: 'server',
  diskless: true,
  machine,
  volatile: () => ({ queue: emptyFifo(), busy: 0, busyTime: 0, busyAt: 0, askedAt: 0 }),
  durable: () => ({ received: 0, served: 0, rejected: 0, errors: 0 }),
  start(node, out) {
    node.volatile.askedAt = out.now;
    node.volatile.busyAt = out.now;
    if (node.options.spare) out.become('POWER_OFF');
    out.gauge('busy', 0);
    out.gauge('queue', 0);
  },
  roles: {
    serving: working('healthy'),
    draining: working('leaving'),
    failing,
    off,
    booting: { timer: onTimer },
  },
  operations: [
    { id: 'drain', title: 'Drain' },
    { id: 'undrain', title: 'Back into service' },
  ],
};
