import type { LooseBehaviour, LooseHandlers, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Ack, Deliver, Fetch } from '../../../nodes/message-queue/messages';
import type { Job } from './producer';

export interface WorkerOptions {
  readonly broker: number;
  readonly topic: string;
  /** Jobs that it works on at once. */
  readonly slots: number;
  /** The probe for the time from a job's beginning until it is done. */
  readonly probe: number;
  /** `early-ack`: it says "done" when it has begun. */
  readonly bug: 'none' | 'early-ack';
}

interface Volatile {
  /** Jobs that it is at, by id. */
  busy: Set<number>;
}

/** What it has done, as its database would have it: that outlives a crash. */
export interface WorkerDisk {
  done: Set<number>;
  /** Deliveries of what was done before. */
  repeated: number;
}

export type Worker = NodeState<Volatile, WorkerDisk, WorkerOptions>;

/** Says so often what it would take: the broker may have missed it, µs. */
const FETCH_EVERY = 250_000;

const machine = nodeMachine('worker', {
  initial: 'working',
  states: { working: { description: 'takes jobs from the queue, works, acknowledges' } },
});

const want = (node: Worker): number => node.options.slots - node.volatile.busy.size;

function fetch(node: Worker, out: LooseOut): void {
  const { broker, topic } = node.options;
  out.send(broker, { type: 'fetch', topic, want: want(node) } as Fetch);
  out.after(FETCH_EVERY, 'fetch');
}

function acknowledge(node: Worker, receipt: number, out: LooseOut): void {
  const { broker, topic } = node.options;
  out.send(broker, { type: 'ack', topic, receipt, want: want(node) } as Ack);
}

function show({ volatile: v }: Worker, out: LooseOut): void {
  out.gauge('busy', v.busy.size);
  out.gauge('engaged', v.busy.size > 0 ? 1 : 0);
}

function begin(node: Worker, { id, receipt, body }: Deliver, out: LooseOut): void {
  const { volatile: v, durable: disk, options: o } = node;
  if (disk.done.has(id) || v.busy.has(id)) {
    disk.repeated++;
    if (disk.done.has(id)) acknowledge(node, receipt, out);
    return;
  }
  v.busy.add(id);
  show(node, out);
  out.work((body as Job).work, 'done', { id, receipt, since: (body as Job).since });
  if (o.bug === 'early-ack') acknowledge(node, receipt, out);
}

function finish(node: Worker, id: number, receipt: number, since: number, out: LooseOut): void {
  const { volatile: v, durable: disk, options: o } = node;
  v.busy.delete(id);
  disk.done.add(id);
  show(node, out);
  out.observe(o.probe, out.now - since);
  if (o.bug === 'none') acknowledge(node, receipt, out);
  else out.send(o.broker, { type: 'fetch', topic: o.topic, want: want(node) } as Fetch);
}

const working: LooseHandlers<Volatile, WorkerDisk, WorkerOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'deliver') begin(node, message as Deliver, out);
  },
  timer(node, name, data, out) {
    if (name === 'fetch') return fetch(node, out);
    const { id, receipt, since } = data as { id: number; receipt: number; since: number };
    finish(node, id, receipt, since, out);
  },
};

/** A consumer of a queue that can be told the same twice: what it has done it does not do again. */
export const worker: LooseBehaviour<Volatile, WorkerDisk, WorkerOptions> = {
  kind: 'worker',
  machine,
  volatile: () => ({ busy: new Set() }),
  durable: () => ({ done: new Set(), repeated: 0 }),
  start(node, out) {
    show(node, out);
    fetch(node, out);
  },
  roles: { working },
};
