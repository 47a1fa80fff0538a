import type { Behaviour, Handlers, Instant, Micros, Node, NodeRef, Out } from '../../../sim';
import { fault, nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Attempt, Exit, Step, Taken } from './messages';
import { batchesOf, sizeOf, type Plan } from './plan';

export interface ThreadOptions {
  readonly memory: NodeRef;
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
  since: Instant | null;
}

/** Counts for the measures. */
interface ThreadTally {
  /** As the thread was made: settings that change later do not change its share. */
  readonly plan: Plan;
  executed: number;
}

const machine = nodeMachine('thread', {
  computing: well('works on its own tasks', {
    COMPUTED: 'updating',
    EXIT: 'finished',
    GONE: 'gone',
  }),
  updating: waiting('adds its result to the shared total; every step waits for its turn', {
    UPDATED: 'computing',
  }),
  finished: off('has done its share'),
  gone: fault('a thread that died does not come back'),
});

interface ThreadKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: ThreadTally;
  options: ThreadOptions;
  takes: Taken;
  sends: Attempt | Exit;
  timers: { computed: undefined };
  gauges: 'busy' | 'register';
  probes: 'turnaround';
}
type Thread = Node<ThreadKind>;
type ThreadOut = Out<ThreadKind>;

/** Batches are divided beforehand: thread i takes each n-th. */
function begin(node: Thread, batch: number, out: ThreadOut): void {
  const { volatile: v, durable: tally, options } = node;
  v.batch = batch;
  if (batch >= batchesOf(tally.plan)) {
    out.send(options.memory, { type: 'exit' });
    out.gauge('busy', 0);
    return out.become('EXIT');
  }
  v.since = out.instant();
  out.work(sizeOf(tally.plan, batch) * options.taskTime, 'computed');
}

function attempt(node: Thread, out: ThreadOut): void {
  const { volatile: v, durable: tally, options } = node;
  const size = sizeOf(tally.plan, v.batch);
  out.send(options.memory, { type: options.program[v.at], n: ++v.steps, value: v.register, size });
}

const computing: Handlers<ThreadKind> = {
  message: 'ignores',
  timer(node, _name, _data, out) {
    const { volatile: v, durable: tally } = node;
    tally.executed += sizeOf(tally.plan, v.batch);
    v.at = 0;
    out.become('COMPUTED');
    attempt(node, out);
  },
};

const updating: Handlers<ThreadKind> = {
  message(node, { type, value }, _from, out) {
    const { volatile: v, durable: tally, options } = node;
    if (type === 'loaded') v.register = value;
    if (type === 'added') v.register += sizeOf(tally.plan, v.batch);
    out.gauge('register', v.register);
    v.at++;
    if (v.at < options.program.length) return attempt(node, out);
    out.observeSince('turnaround', v.since!);
    out.become('UPDATED');
    begin(node, v.batch + options.threads, out);
  },
  timer: 'ignores',
};

/** A thread that adds its results to a total in shared memory. Every step on the way waits for its turn. */
export const thread: Behaviour<ThreadKind> = {
  kind: 'thread',
  diskless: true,
  machine,
  volatile: () => ({ batch: 0, register: 0, at: 0, steps: 0, since: null }),
  durable: ({ options }) => ({ plan: options.plan, executed: 0 }),
  start(node, out, again) {
    if (again) return out.become('GONE');
    out.gauge('busy', 1);
    out.gauge('register', 0);
    begin(node, node.options.place, out);
  },
  roles: { computing, updating, finished: 'ignores', gone: 'ignores' },
};
