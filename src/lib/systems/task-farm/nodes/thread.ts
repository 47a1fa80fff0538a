import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import {
  batchesOf,
  FARM_PROBES,
  sizeOf,
  type Attempt,
  type Plan,
  type Step,
  type Taken,
} from './messages';

export interface ThreadOptions {
  readonly memory: number;
  /** Its place among the threads, from 0, and how many there are. */
  readonly place: number;
  readonly threads: number;
  readonly plan: Plan;
  readonly taskTime: Micros;
  /** What it does to add a batch's result to the shared total. */
  readonly program: readonly Step[];
}

interface Volatile {
  batch: number;
  /** Its own: what it loaded, and then the sum. */
  register: number;
  /** The step of the program that it is at. */
  at: number;
  steps: number;
  since: Micros;
}

/** Counts for the measures. */
export interface ThreadTally {
  begun: boolean;
  /** As the thread was made: settings that change later do not change its share. */
  readonly plan: Plan;
  executed: number;
}

export type Thread = NodeState<Volatile, ThreadTally, ThreadOptions>;

const machine = nodeMachine('thread', {
  initial: 'computing',
  states: {
    computing: {
      on: { COMPUTED: 'updating', EXIT: 'finished', GONE: 'gone' },
      description: 'works on its own tasks',
    },
    updating: {
      on: { UPDATED: 'computing' },
      description: 'adds what it has to the shared total, step by step',
    },
    finished: { description: 'has done its share' },
    gone: { description: 'a thread that died does not come back' },
  },
});

/** Batches are divided beforehand: thread i takes each n-th. */
function begin(node: Thread, batch: number, out: LooseOut): void {
  const { volatile: v, durable: tally, options } = node;
  v.batch = batch;
  if (batch >= batchesOf(tally.plan)) {
    out.send(options.memory, { type: 'exit' });
    out.gauge('busy', 0);
    return out.become('EXIT');
  }
  v.since = out.now;
  out.work(sizeOf(tally.plan, batch) * options.taskTime, 'computed');
}

function attempt(node: Thread, out: LooseOut): void {
  const { volatile: v, durable: tally, options } = node;
  const size = sizeOf(tally.plan, v.batch);
  const type = options.program[v.at];
  const message: Attempt = { type, n: ++v.steps, value: v.register, size };
  out.send(options.memory, message);
}

function advance(node: Thread, { type, value }: Taken, out: LooseOut): void {
  const { volatile: v, durable: tally, options } = node;
  if (type === 'loaded') v.register = value;
  if (type === 'added') v.register += sizeOf(tally.plan, v.batch);
  out.gauge('register', v.register);
  v.at++;
  if (v.at < options.program.length) return attempt(node, out);
  out.observe(FARM_PROBES.turnaround, out.now - v.since);
  out.become('UPDATED');
  begin(node, v.batch + options.threads, out);
}

const ANSWERS: ReadonlySet<string> = new Set([
  'loaded',
  'added',
  'stored',
  'fetched',
  'locked',
  'unlocked',
]);

const computing: LooseHandlers<Volatile, ThreadTally, ThreadOptions> = {
  timer(node, name, _data, out) {
    if (name !== 'computed') return;
    const { volatile: v, durable: tally } = node;
    tally.executed += sizeOf(tally.plan, v.batch);
    v.at = 0;
    out.become('COMPUTED');
    attempt(node, out);
  },
};

const updating: LooseHandlers<Volatile, ThreadTally, ThreadOptions> = {
  message(node, message, _from, out) {
    if (ANSWERS.has(message.type)) advance(node, message as Taken, out);
  },
};

/** A thread that adds its results to a total in shared memory. Every step on the way waits for its turn. */
export const thread: LooseBehaviour<Volatile, ThreadTally, ThreadOptions> = {
  kind: 'thread',
  diskless: true,
  machine,
  volatile: () => ({ batch: 0, register: 0, at: 0, steps: 0, since: 0 }),
  durable: ({ options }) => ({ begun: false, plan: options.plan, executed: 0 }),
  start(node, out) {
    const { durable: tally, options } = node;
    if (tally.begun) return out.become('GONE');
    tally.begun = true;
    out.gauge('busy', 1);
    out.gauge('register', 0);
    begin(node, options.place, out);
  },
  roles: { computing, updating, finished: {}, gone: {} },
};
