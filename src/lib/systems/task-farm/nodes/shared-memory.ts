import { below } from '../../../sim';
import type { Behaviour, Handlers, Node, Out } from '../../../sim';
import type { Instant, Micros, NodeRef, NodeRefs, TimerId } from '../../../sim';
import { nodeMachine, off, well } from '../../../nodes/machine';
import type { Attempt, Exit, Step, Taken } from './messages';
import type { Plan } from './plan';

export interface MemoryOptions {
  readonly plan: Plan;
  readonly threads: NodeRefs;
  /** In the same order: their ids, by which one is picked by hand, and what they are called. */
  readonly ids: readonly string[];
  readonly names: readonly string[];
  /** One step, whoever takes it, µs. */
  readonly stepTime: Micros;
}

interface Waiting {
  readonly thread: NodeRef;
  readonly attempt: Attempt;
}

interface Volatile {
  total: number;
  /** The thread that holds the lock. */
  holder: NodeRef | null;
  /** Threads that sleep until the lock is free, in the order in which they asked. */
  sleepers: NodeRef[];
  /** Threads whose next step can be taken. */
  ready: Waiting[];
  timer: TimerId | null;
  /** When the last step was taken, by its own count of time. */
  lastAt: Micros;
  /** The last step of each thread, so that a copy of an attempt is not taken twice. */
  last: Map<NodeRef, number>;
  exited: NodeRef[];
}

/** Counts for the measures: what an observer outside knows, and no thread does. */
export interface MemoryTally {
  readonly plan: Plan;
  begunAt: Instant | null;
  total: number;
  /** What the total would be, had every update had its effect. */
  meant: number;
  steps: number;
  updates: number;
  /** Stores that overwrote an update which their thread had not seen. */
  lostUpdates: number;
  /** Changes of the total, and how many each thread had seen when it loaded. */
  version: number;
  seen: Map<NodeRef, number>;
  finished: boolean;
}

const machine = nodeMachine('shared-memory', {
  serving: well('takes one step at a time, in some order', { FINISH: 'finished' }),
  finished: off('all threads have exited'),
});

interface MemoryKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: MemoryTally;
  options: MemoryOptions;
  takes: Attempt | Exit;
  sends: Taken;
  timers: { step: undefined };
  events: {
    /** A thread's step has been taken; `hides` counts the updates that a store has overwritten unseen. */
    stepped: { thread: NodeRef; name: string; step: Step; total: number; hides: number };
    /** A thread sleeps until the lock is free. */
    slept: { thread: NodeRef; name: string };
  };
  gauges: 'total' | 'sleepers' | 'lost';
  probes: 'makespan';
}
type SharedMemory = Node<MemoryKind>;
type MemoryOut = Out<MemoryKind>;

const nameOf = ({ options }: SharedMemory, thread: NodeRef): string =>
  options.names[options.threads.indexOf(thread)];

function change(node: SharedMemory, total: number, size: number, out: MemoryOut): void {
  const { volatile: v, durable: tally } = node;
  const lostBefore = tally.meant - tally.total;
  v.total = total;
  tally.total = total;
  tally.meant += size;
  if (tally.meant - total !== lostBefore) out.gauge('lost', tally.meant - total);
  tally.updates++;
  tally.version++;
  out.gauge('total', total);
}

const ANSWERS: Readonly<Record<Step, Taken['type']>> = {
  load: 'loaded',
  add: 'added',
  store: 'stored',
  'fetch-add': 'fetched',
  lock: 'locked',
  unlock: 'unlocked',
};

function reply(node: SharedMemory, thread: NodeRef, step: Step, out: MemoryOut, hides = 0): void {
  const { total } = node.volatile;
  out.event('stepped', { thread, name: nameOf(node, thread), step, total, hides });
  out.send(thread, { type: ANSWERS[step], value: total });
}

/** A store writes whatever its thread has in its register, and so hides what came after the thread had loaded. */
function store(node: SharedMemory, { thread, attempt }: Waiting, out: MemoryOut): void {
  const { durable: tally } = node;
  const hides = tally.version - (tally.seen.get(thread) ?? 0);
  if (hides > 0) {
    tally.lostUpdates++;
    out.note(`${nameOf(node, thread)} overwrites what it has not seen`);
  }
  change(node, attempt.value, attempt.size, out);
  reply(node, thread, 'store', out, hides);
}

function lock(node: SharedMemory, { thread }: Waiting, out: MemoryOut): void {
  const { volatile: v } = node;
  if (v.holder === null) {
    v.holder = thread;
    return reply(node, thread, 'lock', out);
  }
  v.sleepers.push(thread);
  out.gauge('sleepers', v.sleepers.length);
  out.event('slept', { thread, name: nameOf(node, thread) });
}

function unlock(node: SharedMemory, { thread }: Waiting, out: MemoryOut): void {
  const { volatile: v } = node;
  v.holder = v.sleepers.shift() ?? null;
  out.gauge('sleepers', v.sleepers.length);
  if (v.holder !== null) reply(node, v.holder, 'lock', out);
  reply(node, thread, 'unlock', out);
}

/** What a step does to the memory, and its answer, which a lock that is held puts off. */
function perform(node: SharedMemory, waiting: Waiting, out: MemoryOut): void {
  const { durable: tally, volatile: v } = node;
  const { thread, attempt } = waiting;
  switch (attempt.type) {
    case 'store':
      return store(node, waiting, out);
    case 'lock':
      return lock(node, waiting, out);
    case 'unlock':
      return unlock(node, waiting, out);
    case 'load':
      tally.seen.set(thread, tally.version);
      break;
    case 'fetch-add':
      change(node, v.total + attempt.size, attempt.size, out);
      break;
    case 'add':
  }
  reply(node, thread, attempt.type, out);
}

/** Takes the step of the thread at place `i` of those that are ready. */
function take(node: SharedMemory, i: number, out: MemoryOut): void {
  const { volatile: v, durable: tally } = node;
  const [waiting] = v.ready.splice(i, 1);
  tally.steps++;
  v.lastAt = out.monotonic();
  perform(node, waiting, out);
  arm(node, out);
}

/** A step takes its time, so a thread that gets ready meanwhile has the same chance to be next. */
function arm({ volatile: v, options }: SharedMemory, out: MemoryOut): void {
  if (v.timer !== null) out.cancel(v.timer);
  v.timer = null;
  if (v.ready.length === 0) return;
  const since = out.monotonic() - v.lastAt;
  v.timer = out.after(options.stepTime - (since < options.stepTime ? since : 0), 'step');
}

function exit(node: SharedMemory, thread: NodeRef, out: MemoryOut): void {
  const { volatile: v, durable: tally, options } = node;
  if (v.exited.includes(thread)) return;
  v.exited.push(thread);
  if (v.exited.length < options.threads.length) return;
  tally.finished = true;
  out.observeSince('makespan', tally.begunAt!);
  out.note(`the total is ${v.total}`);
  out.become('FINISH');
  out.done();
}

const serving: Handlers<MemoryKind> = {
  message(node, message, from, out) {
    const { volatile: v } = node;
    if (message.type === 'exit') return exit(node, from, out);
    if (message.n <= (v.last.get(from) ?? 0)) return;
    v.last.set(from, message.n);
    v.ready.push({ thread: from, attempt: message });
    if (v.ready.length === 1) arm(node, out);
  },
  timer(node, _name, _data, out) {
    const { ready } = node.volatile;
    if (ready.length > 0) take(node, below(out.stream('scheduler'), ready.length), out);
  },
  operate(node, operation, argument, out) {
    if (operation !== 'step') return;
    const { options, volatile: v } = node;
    const thread = options.threads[options.ids.indexOf(argument)];
    const i = v.ready.findIndex((w) => w.thread === thread);
    if (i >= 0) return take(node, i, out);
    out.note(`${argument} has no step that could be taken now`);
  },
};

/**
 * Memory that threads share, with the scheduler that decides whose step is next: by a fair draw among those that are
 * ready, unless the reader picks one. Steps are indivisible and one follows the other, which is sequential consistency
 * (Lamport 1979); what is between two steps of one thread is not.
 */
export const sharedMemory: Behaviour<MemoryKind> = {
  kind: 'shared-memory',
  diskless: true,
  machine,
  volatile: () => ({
    total: 0,
    holder: null,
    sleepers: [],
    ready: [],
    timer: null,
    lastAt: -Infinity,
    last: new Map(),
    exited: [],
  }),
  durable: ({ options }) => ({
    plan: options.plan,
    begunAt: null,
    total: 0,
    meant: 0,
    steps: 0,
    updates: 0,
    lostUpdates: 0,
    version: 0,
    seen: new Map(),
    finished: false,
  }),
  start(node, out) {
    const { durable: tally } = node;
    tally.begunAt ??= out.instant();
    tally.total = 0;
    out.gauge('total', 0);
    out.gauge('sleepers', 0);
    if (!tally.finished) return;
    out.become('FINISH');
    out.done();
  },
  roles: { serving, finished: 'ignores' },
  operations: [{ id: 'step', title: 'Take the next step of', argument: 'a thread' }],
};
