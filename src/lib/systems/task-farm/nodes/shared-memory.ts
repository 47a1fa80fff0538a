import {
  below,
  type LooseBehaviour,
  type LooseHandlers,
  type Micros,
  type NodeState,
  type LooseOut,
  type TimerId,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { TAKEN, type Attempt, type Plan, type Step } from './messages';

export interface MemoryOptions {
  readonly plan: Plan;
  /** The threads, and their names for whoever picks one by hand. */
  readonly threads: readonly number[];
  readonly names: readonly string[];
  /** One step, whoever takes it, µs. */
  readonly stepTime: Micros;
}

interface Waiting {
  readonly thread: number;
  readonly attempt: Attempt;
}

interface Volatile {
  total: number;
  /** The thread that holds the lock; −1: nobody. */
  holder: number;
  /** Threads that sleep until the lock is free, in the order in which they asked. */
  sleepers: number[];
  /** Threads whose next step can be taken. */
  ready: Waiting[];
  timer: TimerId;
  /** When the last step was taken, by its own clock. */
  lastAt: Micros;
  /** The last step of each thread, so that a copy of an attempt is not taken twice. */
  last: Map<number, number>;
  exited: number[];
}

/** Counts for the measures: what an observer outside knows, and no thread does. */
export interface MemoryTally {
  readonly plan: Plan;
  total: number;
  /** What the total would be, had every update had its effect. */
  meant: number;
  steps: number;
  updates: number;
  /** Stores that wrote over what their thread had not seen. */
  lostUpdates: number;
  /** Changes of the total, and how many each thread had seen when it loaded. */
  version: number;
  seen: Map<number, number>;
  finished: boolean;
  endedAt: Micros;
}

export type SharedMemory = NodeState<Volatile, MemoryTally, MemoryOptions>;

const machine = nodeMachine('shared-memory', {
  initial: 'serving',
  states: {
    serving: { on: { FINISH: 'finished' }, description: 'one step at a time, in some order' },
    finished: { description: 'all threads have exited' },
  },
});

function change(node: SharedMemory, total: number, size: number, out: LooseOut): void {
  const { volatile: v, durable: tally } = node;
  v.total = total;
  tally.total = total;
  tally.meant += size;
  tally.updates++;
  tally.version++;
  out.gauge('total', total);
}

function hold(node: SharedMemory, thread: number, out: LooseOut): void {
  node.volatile.holder = thread;
  out.gauge('holder', thread);
  out.gauge('sleepers', node.volatile.sleepers.length);
}

/** What each step does to the memory. False: the thread has to sleep. */
const effects: Record<Step, (node: SharedMemory, waiting: Waiting, out: LooseOut) => boolean> = {
  load({ durable: tally }, { thread }) {
    tally.seen.set(thread, tally.version);
    return true;
  },
  add: () => true,
  store(node, { thread, attempt }, out) {
    const { durable: tally } = node;
    if (tally.seen.get(thread) !== tally.version) {
      tally.lostUpdates++;
      out.note(`${nameOf(node, thread)} writes over what it has not seen`);
    }
    change(node, attempt.value, attempt.size, out);
    return true;
  },
  'fetch-add'(node, { attempt }, out) {
    change(node, node.volatile.total + attempt.size, attempt.size, out);
    return true;
  },
  lock(node, { thread }, out) {
    const { volatile: v } = node;
    if (v.holder >= 0) {
      v.sleepers.push(thread);
      out.gauge('sleepers', v.sleepers.length);
      out.gauge('slept', thread);
      return false;
    }
    hold(node, thread, out);
    return true;
  },
  unlock(node, _waiting, out) {
    const next = node.volatile.sleepers.shift();
    hold(node, next ?? -1, out);
    if (next !== undefined) reply(node, next, 'lock', out);
    return true;
  },
};

const nameOf = ({ options }: SharedMemory, thread: number): string =>
  options.names[options.threads.indexOf(thread)];

function reply(node: SharedMemory, thread: number, step: Step, out: LooseOut): void {
  out.send(thread, { type: TAKEN[step], value: node.volatile.total } as never);
}

/** Takes the step of the thread at place `i` of those that are ready. */
function take(node: SharedMemory, i: number, out: LooseOut): void {
  const { volatile: v, durable: tally } = node;
  const [waiting] = v.ready.splice(i, 1);
  const { type } = waiting.attempt;
  tally.steps++;
  v.lastAt = out.clock();
  if (effects[type](node, waiting, out)) reply(node, waiting.thread, type, out);
  arm(node, out);
}

/** A step takes its time, so whoever gets ready meanwhile has the same chance to be next. */
function arm(node: SharedMemory, out: LooseOut): void {
  const { volatile: v, options } = node;
  out.cancel(v.timer);
  v.timer = -1;
  if (v.ready.length === 0) return;
  const since = out.clock() - v.lastAt;
  const isBusy = since >= 0 && since < options.stepTime;
  v.timer = out.after(options.stepTime - (isBusy ? since : 0), 'step');
}

function exit(node: SharedMemory, thread: number, out: LooseOut): void {
  const { volatile: v, durable: tally, options } = node;
  if (v.exited.includes(thread)) return;
  v.exited.push(thread);
  if (v.exited.length < options.threads.length) return;
  tally.finished = true;
  tally.endedAt = out.now;
  out.note(`the total is ${v.total}`);
  out.become('FINISH');
  out.done();
}

const serving: LooseHandlers<Volatile, MemoryTally, MemoryOptions> = {
  message(node, message, from, out) {
    const { volatile: v } = node;
    if (message.type === 'exit') return exit(node, from, out);
    if (!(message.type in TAKEN)) return;
    const attempt = message as Attempt;
    if (attempt.n <= (v.last.get(from) ?? 0)) return;
    v.last.set(from, attempt.n);
    v.ready.push({ thread: from, attempt });
    if (v.ready.length === 1) arm(node, out);
  },
  timer(node, name, _data, out) {
    const { ready } = node.volatile;
    if (name === 'step' && ready.length > 0)
      take(node, below(out.stream('scheduler'), ready.length), out);
  },
  operate(node, operation, argument, out) {
    if (operation !== 'step') return;
    const thread = node.options.threads[node.options.names.indexOf(argument)];
    const i = node.volatile.ready.findIndex((w) => w.thread === thread);
    if (i >= 0) return take(node, i, out);
    out.note(`${argument} has no step that could be taken now`);
  },
};

/**
 * Memory that threads share, with the scheduler that decides whose step is next: by a fair draw among those that are
 * ready, unless somebody picks one. Steps are indivisible and one follows the other, which is sequential consistency
 * (Lamport 1979); what is between two steps of one thread is not.
 */
export const sharedMemory: LooseBehaviour<Volatile, MemoryTally, MemoryOptions> = {
  kind: 'shared-memory',
  diskless: true,
  machine,
  volatile: () => ({
    total: 0,
    holder: -1,
    sleepers: [],
    ready: [],
    timer: -1,
    lastAt: -Infinity,
    last: new Map(),
    exited: [],
  }),
  durable: ({ options }) => ({
    plan: options.plan,
    total: 0,
    meant: 0,
    steps: 0,
    updates: 0,
    lostUpdates: 0,
    version: 0,
    seen: new Map(),
    finished: false,
    endedAt: 0,
  }),
  start(node, out) {
    node.durable.total = 0;
    out.gauge('total', 0);
    out.gauge('holder', -1);
    out.gauge('sleepers', 0);
    if (!node.durable.finished) return;
    out.become('FINISH');
    out.done();
  },
  roles: { serving, finished: {} },
  operations: [{ id: 'step', title: 'Take the next step of', argument: 'a thread' }],
};
