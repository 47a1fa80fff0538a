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
import type { Grant, Heartbeat, Ready, Result, Wait } from './messages';

export interface WorkerOptions {
  readonly coordinator: number;
  /** Time of one task, µs. */
  readonly taskTime: Micros;
  /** Says again what was not answered for so long, µs. */
  readonly askEvery: Micros;
  /** Says that it is alive this often, µs; 0: never. */
  readonly heartbeat: Micros;
}

interface Volatile {
  /** What it is working on. */
  grant: Grant | null;
  inbox: Grant[];
  /** The largest lease that it was ever given: a copy of a grant is not worked on again. */
  lastLease: number;
  /** What it said last and has had no answer to. */
  said: Result | Ready | null;
  asks: number;
  timer: TimerId;
}

/** Counts for the measures. */
export interface WorkerTally {
  boots: number;
  /** Tasks done, whoever else did them as well. */
  executed: number;
  batches: number;
}

export type Worker = NodeState<Volatile, WorkerTally, WorkerOptions>;

/** One that was told to wait asks again after so many times `askEvery`. */
const WAITING = 4;
/** Then it takes it that nobody is there any more. */
const MOST_ASKS = 200;

const machine = nodeMachine('farm-worker', {
  initial: 'idle',
  states: {
    idle: { on: { TAKE: 'working', STOP: 'off' }, description: 'asks for a batch' },
    working: { on: { DONE: 'idle', STOP: 'off' }, description: 'one batch at a time' },
    off: { description: 'the job is over' },
  },
});

const ready = ({ lastLease }: Volatile, fresh: boolean): Ready => ({
  type: 'ready',
  lease: lastLease,
  fresh,
});

function say(node: Worker, message: Result | Ready, out: LooseOut): void {
  const { volatile: v, options } = node;
  v.said = message;
  out.send(options.coordinator, message);
  wakeIn(node, options.askEvery, out);
}

function wakeIn(node: Worker, delay: Micros, out: LooseOut): void {
  const { volatile: v } = node;
  out.cancel(v.timer);
  v.timer = ++v.asks > MOST_ASKS ? -1 : out.after(delay, 'ask');
}

function begin(node: Worker, grant: Grant, out: LooseOut): void {
  const { volatile: v, options } = node;
  out.cancel(v.timer);
  Object.assign(v, { grant, lastLease: grant.lease, said: null, asks: 0, timer: -1 });
  out.work(grant.size * options.taskTime, 'worked', grant.lease);
  out.become('TAKE');
  out.gauge('batch', grant.batch + 1);
  out.gauge('lease', grant.lease);
  out.gauge('busy', 1);
}

function finish(node: Worker, { batch, lease, size }: Grant, out: LooseOut): void {
  const { volatile: v, durable: tally } = node;
  tally.executed += size;
  tally.batches++;
  v.grant = null;
  out.gauge('lease', 0);
  out.gauge('busy', 0);
  out.become('DONE');
  say(node, { type: 'result', batch, lease, size }, out);
  const next = v.inbox.shift();
  if (next) begin(node, next, out);
}

function onGrant(node: Worker, grant: Grant, out: LooseOut): void {
  const { volatile: v } = node;
  const known = Math.max(v.lastLease, ...v.inbox.map((g) => g.lease));
  if (grant.lease <= known) return;
  if (v.grant) v.inbox.push(grant);
  else begin(node, grant, out);
}

function stop(node: Worker, out: LooseOut): void {
  const { volatile: v } = node;
  out.cancel(v.timer);
  Object.assign(v, { grant: null, inbox: [], said: null });
  out.gauge('lease', 0);
  out.gauge('busy', 0);
  out.become('STOP');
}

const up: LooseHandlers<Volatile, WorkerTally, WorkerOptions> = {
  message(node, message: Message, _from, out) {
    const { volatile: v, options } = node;
    if (message.type === 'grant') onGrant(node, message as Grant, out);
    else if (message.type === 'stop') stop(node, out);
    else if (message.type === 'wait' && !v.grant && (message as Wait).lease === v.lastLease) {
      v.said = null;
      wakeIn(node, options.askEvery * WAITING, out);
    }
  },
  timer(node, name, data, out) {
    const { volatile: v, options } = node;
    if (name === 'worked' && v.grant?.lease === data) return finish(node, v.grant!, out);
    if (name === 'ask' && !v.grant) return say(node, v.said ?? ready(v, false), out);
    if (name !== 'beat' || options.heartbeat === 0) return;
    const heartbeat: Heartbeat = { type: 'heartbeat' };
    out.send(options.coordinator, heartbeat);
    out.after(options.heartbeat, 'beat');
  },
};

/**
 * Works off one batch at a time and sends its result until somebody answers. It keeps nothing on disk: a worker that is
 * started again has forgotten what it was doing, and says so.
 */
export const worker: LooseBehaviour<Volatile, WorkerTally, WorkerOptions> = {
  kind: 'farm-worker',
  diskless: true,
  machine,
  volatile: () => ({ grant: null, inbox: [], lastLease: 0, said: null, asks: 0, timer: -1 }),
  durable: () => ({ boots: 0, executed: 0, batches: 0 }),
  start(node, out) {
    const { options, durable: tally } = node;
    out.gauge('busy', 0);
    out.gauge('lease', 0);
    // The coordinator knows its workers from the beginning; one that comes back has to say that it is there.
    if (tally.boots++ > 0) say(node, ready(node.volatile, true), out);
    else wakeIn(node, options.askEvery, out);
    if (options.heartbeat > 0) out.after(options.heartbeat, 'beat');
  },
  roles: { idle: up, working: up, off: {} },
};
