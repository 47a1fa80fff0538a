import type { Behaviour, Instant, Micros, Node, NodeRef, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { Ack, Deliver, Fetch, Publish } from '../../../nodes/message-queue/messages';

/** The queue's one topic. */
export const TOPIC = 'orders';
export type Topic = typeof TOPIC;

/** What a message on the queue says. `since`: when its call was made, for the measures. */
export interface Job {
  readonly work: Micros;
  readonly since: Instant;
}
export type JobPublish = Publish<Topic, Job>;
export type JobDelivery = Deliver<Topic, Job>;

interface WorkerOptions {
  readonly broker: NodeRef;
  /** Jobs that it works on at once. */
  readonly slots: number;
  /** `early-ack`: it acknowledges a job when it begins. */
  readonly bug: 'none' | 'early-ack';
}

/** What it has done, as its database would have it: that outlives a crash. */
interface WorkerDisk {
  done: Set<number>;
  /** Deliveries of jobs that were done or in progress already. */
  repeated: number;
}

/** It asks for work again this often, since the broker may have missed it, µs. */
const FETCH_EVERY = 250_000;

const machine = oneRole('worker', { working: 'takes jobs from the queue, works, acknowledges' });

interface WorkerKind {
  machine: typeof machine;
  /** Jobs in progress, by id. */
  volatile: { busy: Set<number> };
  durable: WorkerDisk;
  options: WorkerOptions;
  takes: JobDelivery;
  sends: Fetch<Topic> | Ack<Topic>;
  timers: { fetch: undefined; done: JobDelivery };
  gauges: 'busy' | 'engaged' | 'done';
  probes: 'work-done';
}
type Worker = Node<WorkerKind>;
type WorkerOut = Out<WorkerKind>;

const want = (node: Worker): number => node.options.slots - node.volatile.busy.size;

function fetch(node: Worker, out: WorkerOut): void {
  out.send(node.options.broker, { type: 'fetch', topic: TOPIC, want: want(node) });
}

function acknowledge(node: Worker, { receipt }: JobDelivery, out: WorkerOut): void {
  out.send(node.options.broker, { type: 'ack', topic: TOPIC, receipt, want: want(node) });
}

function show({ volatile: v }: Worker, out: WorkerOut): void {
  out.gauge('busy', v.busy.size);
  out.gauge('engaged', v.busy.size > 0 ? 1 : 0);
}

function begin(node: Worker, job: JobDelivery, out: WorkerOut): void {
  const { volatile: v, durable: disk, options: o } = node;
  if (disk.done.has(job.id) || v.busy.has(job.id)) {
    disk.repeated++;
    if (disk.done.has(job.id)) acknowledge(node, job, out);
    return;
  }
  v.busy.add(job.id);
  show(node, out);
  out.work(job.body.work, 'done', job);
  if (o.bug === 'early-ack') acknowledge(node, job, out);
}

function finish(node: Worker, job: JobDelivery, out: WorkerOut): void {
  const { volatile: v, durable: disk, options: o } = node;
  v.busy.delete(job.id);
  disk.done.add(job.id);
  out.gauge('done', disk.done.size);
  show(node, out);
  out.observeSince('work-done', job.body.since);
  if (o.bug === 'none') acknowledge(node, job, out);
  else fetch(node, out);
}

function fetchAgain(node: Worker, out: WorkerOut): void {
  fetch(node, out);
  out.after(FETCH_EVERY, 'fetch');
}

/** A consumer of a queue that may hand the same job out twice: a job that is done is not done again. */
export const worker: Behaviour<WorkerKind> = {
  kind: 'worker',
  machine,
  volatile: () => ({ busy: new Set() }),
  durable: () => ({ done: new Set(), repeated: 0 }),
  start(node, out) {
    show(node, out);
    fetchAgain(node, out);
  },
  roles: {
    working: {
      message(node, message, _from, out) {
        if (message.type === 'deliver') begin(node, message, out);
      },
      timer(node, name, job, out) {
        if (name === 'fetch') fetchAgain(node, out);
        else finish(node, job, out);
      },
    },
  },
};
