import type { Behaviour, Handlers, Node, NodeRef, Out, TimerId } from '../../sim';
import { fault, nodeMachine, well } from '../machine';
import type { Accepted, Ack, Deliver, Fetch, Publish } from './messages';
import type { BrokerKind, QueueOptions, TopicOptions } from './options';
import { partitionedLog, type PartitionedLog } from './partitioned-log';
import type { Consumers, Keeping, Stored } from './store';
import { workQueue, type WorkQueue } from './work-queue';

export type { BrokerKind, QueueOptions, TopicOptions } from './options';

type Store = WorkQueue | PartitionedLog;

/** Counts for the measures. */
export interface TopicTally {
  accepted: number;
  delivered: number;
  /** Deliveries of a message that had been delivered before. */
  repeated: number;
  acknowledged: number;
  dead: number;
}

const NO_TALLY: TopicTally = { accepted: 0, delivered: 0, repeated: 0, acknowledged: 0, dead: 0 };

export interface QueueDisk {
  stores: Record<string, Store>;
  /** How each topic is kept now, and in how many partitions. */
  kinds: Record<string, BrokerKind>;
  shapes: Record<string, string>;
  receipts: number;
  /** Messages taken so far: each gets the next number as the broker's id. */
  taken: number;
  tallies: Record<string, TopicTally>;
}

interface Volatile {
  consumers: Record<string, Consumers>;
  /** The timers of what is handed out, by receipt. */
  timers: Map<number, TimerId>;
  /** The options that topics were last shaped by: a broker that was paused when they changed finds out later. */
  shapedBy: QueueOptions | null;
}

const machine = nodeMachine('message-queue', {
  serving: well('keeps messages until they are acknowledged', { FAIL_FAST: 'refusing' }),
  refusing: fault('takes nothing and hands out nothing', { RECOVER: 'serving' }),
});

/** A delivery that is waited for. */
interface Watched {
  readonly topic: string;
  readonly receipt: number;
}

/** Of the topics with these names, and of deliveries that say what is in them. Each topic has a gauge of its name. */
export interface MessageQueueKind<
  Topic extends string = string,
  Delivery extends Deliver<Topic> = Deliver<Topic>,
> {
  machine: typeof machine;
  volatile: Volatile;
  durable: QueueDisk;
  options: QueueOptions<Topic>;
  takes: Publish | Fetch | Ack;
  sends: Accepted | Delivery;
  timers: { visible: Watched };
  gauges: Topic;
}
export type MessageQueue = Node<MessageQueueKind>;
type QueueOut = Out<MessageQueueKind>;

const keepings: Record<BrokerKind, Keeping<Store>> = { queue: workQueue, log: partitionedLog };

const keepingOf = (node: MessageQueue, topic: string) => keepings[node.durable.kinds[topic]];

/** Messages that a topic holds: waiting and handed out. */
export function heldIn(node: MessageQueue, topic: string): number {
  return keepingOf(node, topic).held(node.durable.stores[topic]);
}

function accept(node: MessageQueue, topic: string, stored: Stored, out: QueueOut): void {
  keepingOf(node, topic).accept(node.durable.stores[topic], stored);
  node.durable.tallies[topic].accepted++;
  pump(node, topic, out);
}

/** Hands out all that can be. */
function pump(node: MessageQueue, topic: string, out: QueueOut): void {
  const keeping = keepingOf(node, topic);
  const store = node.durable.stores[topic];
  const consumers = node.volatile.consumers[topic];
  for (;;) {
    const next = keeping.next(store, consumers, out.monotonic());
    if (!next) break;
    deliver(node, topic, next.stored, next.consumer, out);
  }
  out.gauge(topic, keeping.held(store));
}

function deliver(
  node: MessageQueue,
  topic: string,
  stored: Stored,
  to: NodeRef,
  out: QueueOut,
): void {
  const { durable: disk, volatile: v } = node;
  const { credit } = v.consumers[topic];
  const want = credit.get(to)! - 1;
  // To the end of the line: consumers take turns.
  credit.delete(to);
  credit.set(to, want);
  const receipt = ++disk.receipts;
  stored.attempts++;
  disk.tallies[topic].delivered++;
  if (stored.attempts > 1) disk.tallies[topic].repeated++;
  keepingOf(node, topic).handOut(disk.stores[topic], stored, receipt);
  watch(node, topic, receipt, out);
  const { id, brokerId, attempts: attempt, body } = stored;
  out.send(to, { type: 'deliver', topic, id, brokerId, receipt, attempt, body });
}

function watch(node: MessageQueue, topic: string, receipt: number, out: QueueOut): void {
  const { visibility } = node.options.topics[topic];
  node.volatile.timers.set(receipt, out.after(visibility, 'visible', { topic, receipt }));
}

function unwatch(node: MessageQueue, receipt: number, out: QueueOut): void {
  const timer = node.volatile.timers.get(receipt);
  if (timer === undefined) return;
  out.cancel(timer);
  node.volatile.timers.delete(receipt);
}

/** No acknowledgement in time: once more, or to the dead letters. */
function expire(node: MessageQueue, { topic, receipt }: Watched, out: QueueOut): void {
  const { durable: disk, options } = node;
  const keeping = keepingOf(node, topic);
  const store = disk.stores[topic];
  const found = keeping.handedOut(store).find((h) => h.receipt === receipt);
  node.volatile.timers.delete(receipt);
  if (!found) return;
  const { maxAttempts, dead } = options.topics[topic];
  if (dead !== null && maxAttempts > 0 && found.stored.attempts >= maxAttempts) {
    keeping.settle(store, receipt);
    disk.tallies[topic].dead++;
    out.note(`message ${found.stored.id} becomes a dead letter after ${maxAttempts} deliveries`);
    accept(node, dead, { ...found.stored, attempts: 0 }, out);
  } else keeping.release(store, receipt);
  pump(node, topic, out);
}

function hear(
  node: MessageQueue,
  { topic, want }: Fetch | Ack,
  from: NodeRef,
  out: QueueOut,
): void {
  const { credit, heard } = node.volatile.consumers[topic];
  credit.set(from, want);
  heard.set(from, out.monotonic());
  pump(node, topic, out);
}

function acknowledge(node: MessageQueue, ack: Ack, from: NodeRef, out: QueueOut): void {
  const { topic, receipt } = ack;
  if (keepingOf(node, topic).settle(node.durable.stores[topic], receipt)) {
    node.durable.tallies[topic].acknowledged++;
    unwatch(node, receipt, out);
  }
  hear(node, ack, from, out);
}

/** Puts all dead letters back where they came from, to be tried anew. */
function redrive(node: MessageQueue, topic: string, out: QueueOut): void {
  const dead = node.options.topics[topic]?.dead;
  if (dead == null) return;
  const store = node.durable.stores[dead];
  for (const { receipt } of keepingOf(node, dead).handedOut(store)) unwatch(node, receipt, out);
  for (const stored of keepingOf(node, dead).drain(store))
    accept(node, topic, { ...stored, attempts: 0 }, out);
  out.gauge(dead, 0);
}

const shapeOf = ({ kind, partitions }: TopicOptions): string =>
  kind === 'log' ? `log of ${partitions}` : kind;

/** Moves the messages of topics that are to be kept in another way from now on. */
function reshape(node: MessageQueue, out: QueueOut): void {
  const { durable: disk, options } = node;
  node.volatile.shapedBy = options;
  for (const [topic, wanted] of Object.entries(options.topics)) {
    if (disk.shapes[topic] === shapeOf(wanted)) continue;
    const before = disk.stores[topic];
    for (const { receipt } of keepingOf(node, topic).handedOut(before)) unwatch(node, receipt, out);
    const messages = keepingOf(node, topic).drain(before);
    disk.kinds[topic] = wanted.kind;
    disk.shapes[topic] = shapeOf(wanted);
    disk.stores[topic] = keepings[wanted.kind].open(wanted.partitions);
    for (const stored of messages) keepingOf(node, topic).accept(disk.stores[topic], stored);
    pump(node, topic, out);
  }
}

const serving: Handlers<MessageQueueKind> = {
  message(node, message, from, out) {
    if (node.volatile.shapedBy !== node.options) reshape(node, out);
    switch (message.type) {
      case 'publish': {
        const { topic, id, key, body } = message;
        out.send(from, { type: 'accepted', id });
        const brokerId = ++node.durable.taken;
        return accept(node, topic, { id, brokerId, key, body, attempts: 0 }, out);
      }
      case 'fetch':
        return hear(node, message, from, out);
      case 'ack':
        return acknowledge(node, message, from, out);
    }
  },
  timer: (node, _name, watched, out) => expire(node, watched, out),
  operate(node, operation, topic, out) {
    if (operation === 'redrive') redrive(node, topic, out);
  },
};

/** What runs out while it refuses is looked at again later. */
const refusing: Handlers<MessageQueueKind> = {
  message: 'ignores',
  timer: (node, _name, { topic, receipt }, out) => watch(node, topic, receipt, out),
};

/**
 * A broker: topics on disk, each a work queue or a partitioned log. At least once: what is not acknowledged in time is
 * delivered again, up to a number of times, and then put aside. Messages survive a crash, consumers' requests do not.
 * Takes `publish`, `fetch` and `ack`; sends `accepted` and `deliver`.
 */
export const messageQueue: Behaviour<MessageQueueKind> = {
  kind: 'message-queue',
  machine,
  volatile: ({ options }) => ({
    consumers: Object.fromEntries(
      Object.keys(options.topics).map((t) => [t, { credit: new Map(), heard: new Map() }]),
    ),
    timers: new Map(),
    shapedBy: null,
  }),
  durable: ({ options }) => {
    const topics = Object.entries(options.topics);
    return {
      stores: Object.fromEntries(
        topics.map(([t, { kind, partitions }]) => [t, keepings[kind].open(partitions)]),
      ),
      kinds: Object.fromEntries(topics.map(([t, { kind }]) => [t, kind])),
      shapes: Object.fromEntries(topics.map(([t, o]) => [t, shapeOf(o)])),
      receipts: 0,
      taken: 0,
      tallies: Object.fromEntries(topics.map(([t]) => [t, { ...NO_TALLY }])),
    };
  },
  start(node, out) {
    reshape(node, out);
    for (const topic of Object.keys(node.options.topics))
      for (const { receipt } of keepingOf(node, topic).handedOut(node.durable.stores[topic]))
        watch(node, topic, receipt, out);
  },
  reconfigure: reshape,
  roles: { serving, refusing },
  operations: [{ id: 'redrive', title: 'Redrive dead letters', argument: 'topic' }],
};

/** The same broker for a system that says what its topics are called and what is in their messages. */
export const messageQueueOf = <Topic extends string, Delivery extends Deliver<Topic>>() =>
  // A broker looks neither into names nor into bodies, so it is the same code whatever they are.
  messageQueue as Behaviour<MessageQueueKind<Topic, Delivery>>;
