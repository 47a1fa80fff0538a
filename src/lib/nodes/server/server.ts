import type { Behaviour, Handlers, Node, NodeRef, Out } from '../../sim';
import type { Answer, Boot, Check, CheckAnswer, Request } from '../load-balancer/messages';
import { nodeMachine, waiting, well } from '../machine';
import { FAIL_FAST_AFTER, failFast } from './fail-fast';
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
  readonly from: NodeRef;
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

const machine = nodeMachine('server', {
  serving: well('first come, first served', {
    DRAIN: 'draining',
    FAIL_FAST: 'failing',
    POWER_OFF: 'off',
  }),
  draining: waiting('finishes what it holds, asks for no more', {
    UNDRAIN: 'serving',
    FAIL_FAST: 'failing',
  }),
  failing: failFast('serving'),
  off: { tags: 'off', on: { BOOT: 'booting' } },
  booting: { tags: 'waiting', on: { READY: 'serving', POWER_OFF: 'off' } },
});

export interface ServerKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: ServerTally;
  options: ServerOptions;
  takes: Request | Check | Boot;
  sends: Answer | CheckAnswer;
  timers: { served: Job; refuse: Job; ready: undefined };
  gauges: 'queue' | 'busy' | 'served' | 'rejected' | 'errors';
}
export type Server = Node<ServerKind>;
type ServerOut = Out<ServerKind>;

/** Requests that a server holds: waiting and in service. */
export const held = ({ volatile: v }: Server): number => v.queue.length + v.busy;

/** Counts the busy time up to now and changes the number of workers at work. */
function engage(node: Server, change: -1 | 0 | 1, out: ServerOut): void {
  const v = node.volatile;
  v.busyTime += v.busy * (out.monotonic() - v.busyAt);
  v.busyAt = out.monotonic();
  v.busy += change;
  if (change !== 0) out.gauge('busy', v.busy / node.options.workers);
}

function begin(node: Server, job: Job, out: ServerOut): void {
  out.work(job.request.work * node.options.serviceTime, 'served', job);
}

function accept(node: Server, request: Request, from: NodeRef, out: ServerOut): void {
  const { volatile: v, options, durable: tally } = node;
  tally.received++;
  if (v.queue.length + v.busy >= options.cap) {
    out.gauge('rejected', ++tally.rejected);
    out.send(from, { type: 'rejected', id: request.id });
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

function finish(node: Server, job: Job, out: ServerOut): void {
  const { volatile: v, durable: tally } = node;
  out.gauge('served', ++tally.served);
  out.send(job.from, { type: 'response', id: job.request.id });
  const next = dequeue(v.queue);
  if (next) begin(node, next, out);
  else engage(node, -1, out);
  out.gauge('queue', v.queue.length + v.busy);
}

/** Health checks are answered at once, past the queue, as most servers' health ports do. */
function answerCheck(
  node: Server,
  check: Check,
  from: NodeRef,
  out: ServerOut,
  type: CheckAnswer['type'],
): void {
  const { volatile: v, options } = node;
  engage(node, 0, out);
  const since = out.monotonic() - v.askedAt;
  const busy = since > 0 ? v.busyTime / (since * options.workers) : 0;
  v.askedAt = out.monotonic();
  v.busyTime = 0;
  out.send(from, { type, round: check.round, busy });
}

/** Work begun in one role may end in another, so all roles know all timers. */
const timer: Handlers<ServerKind>['timer'] = (node, name, data, out) => {
  if (name === 'served') return finish(node, data, out);
  if (name === 'ready') return out.become('READY');
  out.gauge('errors', ++node.durable.errors);
  out.send(data.from, { type: 'error', id: data.request.id });
};

const working = (check: CheckAnswer['type']): Handlers<ServerKind> => ({
  message(node, message, from, out) {
    if (message.type === 'request') accept(node, message, from, out);
    else if (message.type === 'check') answerCheck(node, message, from, out, check);
  },
  timer,
  operate(_node, operation, _argument, out) {
    if (operation === 'drain') out.become('DRAIN');
    if (operation === 'undrain') out.become('UNDRAIN');
  },
});

const failing: Handlers<ServerKind> = {
  message(node, message, from, out) {
    if (message.type === 'check') return answerCheck(node, message, from, out, 'unhealthy');
    if (message.type !== 'request') return;
    node.durable.received++;
    out.after(FAIL_FAST_AFTER, 'refuse', { request: message, from });
  },
  timer,
};

const off: Handlers<ServerKind> = {
  message(node, message, _from, out) {
    if (message.type !== 'boot') return;
    out.become('BOOT');
    out.after(node.options.bootTime, 'ready');
  },
  timer,
};

/**
 * One FIFO queue before its workers (one, unless told otherwise): the M/M/c of the textbooks when arrivals and sizes are
 * exponential. Takes requests, health checks and an order to boot; sends answers. A full queue turns requests away, a
 * failing server answers errors at once.
 */
export const server: Behaviour<ServerKind> = {
  kind: 'server',
  diskless: true,
  machine,
  volatile: () => ({ queue: emptyFifo(), busy: 0, busyTime: 0, busyAt: 0, askedAt: 0 }),
  durable: () => ({ received: 0, served: 0, rejected: 0, errors: 0 }),
  start(node, out) {
    node.volatile.askedAt = out.monotonic();
    node.volatile.busyAt = out.monotonic();
    if (node.options.spare) out.become('POWER_OFF');
    out.gauge('busy', 0);
    out.gauge('queue', 0);
  },
  roles: {
    serving: working('healthy'),
    draining: working('leaving'),
    failing,
    off,
    booting: { message: 'ignores', timer },
  },
  operations: [
    { id: 'drain', title: 'Drain' },
    { id: 'undrain', title: 'Back into service' },
  ],
};
