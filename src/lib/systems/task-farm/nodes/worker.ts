import type { Behaviour, Handlers, Micros, Node, NodeRef, Out, TimerId } from '../../../sim';
import { nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Grant, Heartbeat, Ready, Result, Stop, Wait } from './messages';

export interface WorkerOptions {
  readonly coordinator: NodeRef;
  /** Time of one task, µs. */
  readonly taskTime: Micros;
  /** Repeats what was not answered for so long, µs. */
  readonly askEvery: Micros;
  /** Sends a heartbeat this often, µs; 0: never. */
  readonly heartbeat: Micros;
}

interface Volatile {
  /** Batches that came while it was working on another one. */
  inbox: Grant[];
  /** The largest lease that it was ever given: a copy of a grant is not worked on again. */
  lastLease: number;
  /** What it said last and has had no answer to. */
  said: Result | Ready | null;
  asks: number;
  /** Asks again. */
  timer: TimerId | null;
}

/** Counts for the measures. */
interface WorkerTally {
  /** Tasks done, even if another worker did them as well. */
  executed: number;
  batches: number;
}

/** One that was told to wait asks again after so many times `askEvery`. */
const WAITING = 4;
/** After so many it concludes that nobody is there any more. */
const MOST_ASKS = 200;

const machine = nodeMachine('farm-worker', {
  idle: waiting('has no batch; asks for one', { TAKE: 'working', STOP: 'off' }),
  working: well('works on one batch at a time', { DONE: 'idle', STOP: 'off' }),
  off: off('the job is over'),
});

interface WorkerKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: WorkerTally;
  options: WorkerOptions;
  takes: Grant | Wait | Stop;
  sends: Result | Ready | Heartbeat;
  timers: { worked: Grant; ask: undefined; beat: undefined };
  events: {
    /** It begins to work on a batch. */
    began: { lease: number; batch: number };
    /** Its batch is done, or broken off because the job is over. */
    ended: { lease: number; done: boolean };
  };
  gauges: 'batch' | 'work' | 'busy';
}
export type Worker = Node<WorkerKind>;
type WorkerOut = Out<WorkerKind>;

const ready = ({ lastLease }: Volatile, fresh: boolean): Ready => ({
  type: 'ready',
  lease: lastLease,
  fresh,
});

/** Says it now, and again until there is an answer. */
function say(node: Worker, message: Result | Ready, out: WorkerOut): void {
  node.volatile.said = message;
  out.send(node.options.coordinator, message);
  askIn(node, node.options.askEvery, out);
}

function askIn({ volatile: v }: Worker, delay: Micros, out: WorkerOut): void {
  if (v.timer !== null) out.cancel(v.timer);
  v.timer = ++v.asks > MOST_ASKS ? null : out.after(delay, 'ask');
}

function begin(node: Worker, grant: Grant, out: WorkerOut): void {
  const { volatile: v, options } = node;
  const { lease, batch, size } = grant;
  if (v.timer !== null) out.cancel(v.timer);
  v.lastLease = lease;
  v.said = v.timer = null;
  v.asks = 0;
  out.work(size * options.taskTime, 'worked', grant);
  out.become('TAKE');
  out.event('began', { lease, batch });
  out.gauge('batch', batch + 1);
  out.gauge('work', size * options.taskTime);
  out.gauge('busy', 1);
}

function finish(node: Worker, { batch, lease, size }: Grant, out: WorkerOut): void {
  const { volatile: v, durable: tally } = node;
  tally.executed += size;
  tally.batches++;
  out.event('ended', { lease, done: true });
  out.gauge('batch', 0);
  out.gauge('busy', 0);
  out.become('DONE');
  say(node, { type: 'result', batch, lease, size }, out);
  const next = v.inbox.shift();
  if (next) begin(node, next, out);
}

function stop({ volatile: v }: Worker, out: WorkerOut): void {
  if (v.timer !== null) out.cancel(v.timer);
  v.inbox = [];
  v.said = null;
  out.gauge('batch', 0);
  out.gauge('busy', 0);
  out.become('STOP');
}

function beat({ options }: Worker, out: WorkerOut): void {
  if (options.heartbeat === 0) return;
  out.send(options.coordinator, { type: 'heartbeat' });
  out.after(options.heartbeat, 'beat');
}

const idle: Handlers<WorkerKind> = {
  message(node, message, _from, out) {
    const { volatile: v, options } = node;
    switch (message.type) {
      case 'grant':
        if (message.lease > v.lastLease) begin(node, message, out);
        return;
      case 'wait':
        if (message.lease !== v.lastLease) return;
        v.said = null;
        return askIn(node, options.askEvery * WAITING, out);
      case 'stop':
        return stop(node, out);
    }
  },
  timer(node, name, _data, out) {
    if (name === 'ask') say(node, node.volatile.said ?? ready(node.volatile, false), out);
    if (name === 'beat') beat(node, out);
  },
};

/** It has its answer: whatever else comes now is about a later batch, or the end. */
const working: Handlers<WorkerKind> = {
  message(node, message, _from, out) {
    const { volatile: v } = node;
    if (message.type === 'grant') {
      const known = Math.max(v.lastLease, ...v.inbox.map((g) => g.lease));
      if (message.lease > known) v.inbox.push(message);
    }
    if (message.type !== 'stop') return;
    out.event('ended', { lease: v.lastLease, done: false });
    stop(node, out);
  },
  timer(node, name, data, out) {
    if (name === 'worked') finish(node, data, out);
    if (name === 'beat') beat(node, out);
  },
};

/**
 * Works on one batch at a time and sends its result until it is answered. It keeps nothing on disk: a worker that
 * restarts has forgotten what it was doing, and says so.
 */
export const worker: Behaviour<WorkerKind> = {
  kind: 'farm-worker',
  diskless: true,
  machine,
  volatile: () => ({ inbox: [], lastLease: 0, said: null, asks: 0, timer: null }),
  durable: () => ({ executed: 0, batches: 0 }),
  start(node, out, again) {
    const { options, volatile: v } = node;
    out.gauge('busy', 0);
    if (again) out.gauge('batch', 0);
    // The coordinator knows its workers from the beginning; one that comes back has to say that it is there.
    if (again) say(node, ready(v, true), out);
    else askIn(node, options.askEvery, out);
    if (options.heartbeat > 0) out.after(options.heartbeat, 'beat');
  },
  roles: { idle, working, off: 'ignores' },
};
