import type {
  LooseBehaviour,
  LooseHandlers,
  Micros,
  NodeState,
  LooseOut,
  TimerId,
} from '../../sim';
import { nodeMachine } from '../machine';
import type { Accepted, Ack, Deliver, Fetch, Publish } from './messages';
import { partitionedLog } from './partitioned-log';
import type { Consumers, Keeping, Stored } from './store';
import { workQueue } from './work-queue';

export type BrokerKind = 'queue' | 'log';

export interface TopicOptions {
  readonly kind: BrokerKind;
  /** Of a log. */
  readonly partitions: number;
  /** A delivery that is not acknowledged for so long is repeated, µs. */
  readonly visibility: Micros;
  /** Deliveries after which a message goes to topic `dead`; 0: never. */
  readonly maxAttempts: number;
  /** Where it goes then. */
  readonly dead: string;
}

export interface QueueOptions {
  readonly topics: Readonly<Record<string, TopicOptions>>;
}

/** Counts for the measures. */
export interface TopicTally {
  accepted: number;
  delivered: number;
  /** Deliveries of a message that had been delivered before. */
  repeated: number;
  acknowledged: number;
  dead: number;
}

export interface QueueDisk {
  stores: Record<string, unknown>;
  /** How each topic is kept now, and in how many partitions. */
  kinds: Record<string, BrokerKind>;
  shapes: Record<string, string>;
  receipts: number;
  tallies: Record<string, TopicTally>;
}

interface Volatile {
  consumers: Record<string, Consumers>;
  /** The timers of what is handed out, by receipt. */
  timers: Map<number, TimerId>;
  /** The options that topics were last shaped by: a broker that was paused when they changed finds out later. */
  shapedBy: QueueOptions | null;
}

export type MessageQueue = NodeState<Volatile, QueueDisk, QueueOptions>;

const keepings: Record<BrokerKind, Keeping<unknown>> = {
  queue: workQueue as Keeping<unknown>,
  log: partitionedLog as Keeping<unknown>,
};

const machine = nodeMachine('message-queue', {
  initial: 'serving',
  states: {
    serving: {
      on: { FAIL_FAST: 'refusing' },
      description: 'keeps messages until they are acknowledged',
    },
    refusing: { on: { RECOVER: 'serving' }, description: 'takes nothing and hands out nothing' },
  },
});

const keepingOf = (node: MessageQueue, topic: string) => keepings[node.durable.kinds[topic]];

/** Messages that a topic holds: waiting and handed out. */
export function heldIn(node: MessageQueue, topic: string): number {
  return keepingOf(node, topic).held(node.durable.stores[topic]);
}

function accept(node: MessageQueue, topic: string, stored: Stored, out: LooseOut): void {
  keepingOf(node, topic).accept(node.durable.stores[topic], stored);
  node.durable.tallies[topic].accepted++;
  pump(node, topic, out);
}

/** Hands out all that can be. */
function pump(node: MessageQueue, topic: string, out: LooseOut): void {
  const keeping = keepingOf(node, topic);
  const store = node.durable.stores[topic];
  const consumers = node.volatile.consumers[topic];
  for (;;) {
    const next = keeping.next(store, consumers, out.clock());
    if (!next) break;
    deliver(node, topic, next.stored, next.consumer, out);
  }
  out.gauge(topic, keeping.held(store));
}

function deliver(
  node: MessageQueue,
  topic: string,
  stored: Stored,
  to: number,
  out: LooseOut,
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
  const { id, attempts: attempt, body } = stored;
  out.send(to, { type: 'deliver', topic, id, receipt, attempt, body } as Deliver);
}

function watch(node: MessageQueue, topic: string, receipt: number, out: LooseOut): void {
  const { visibility } = node.options.topics[topic];
  node.volatile.timers.set(receipt, out.after(visibility, 'visible', { topic, receipt }));
}

function unwatch(node: MessageQueue, receipt: number, out: LooseOut): void {
  const timer = node.volatile.timers.get(receipt);
  if (timer === undefined) return;
  out.cancel(timer);
  node.volatile.timers.delete(receipt);
}

/** No acknowledgement in time: once more, or to the dead letters. */
function expire(node: MessageQueue, topic: string, receipt: number, out: LooseOut): void {
  const { durable: disk, options } = node;
  const keeping = keepingOf(node, topic);
  const store = disk.stores[topic];
  const found = keeping.handedOut(store).find((h) => h.receipt === receipt);
  node.volatile.timers.delete(receipt);
  if (!found) return;
  const { maxAttempts, dead } = options.topics[topic];
  if (maxAttempts > 0 && found.stored.attempts >= maxAttempts) {
    keeping.settle(store, receipt);
    disk.tallies[topic].dead++;
    out.note(`message ${found.stored.id} is a dead letter after ${maxAttempts} deliveries`);
    accept(node, dead, { ...found.stored, attempts: 0 }, out);
  } else keeping.release(store, receipt);
  pump(node, topic, out);
}

function hear(node: MessageQueue, topic: string, from: number, want: number, out: LooseOut): void {
  const { credit, heard } = node.volatile.consumers[topic];
  credit.set(from, want);
  heard.set(from, out.clock());
  pump(node, topic, out);
}

function acknowledge(node: MessageQueue, ack: Ack, from: number, out: LooseOut): void {
  const { topic, receipt, want } = ack;
  if (keepingOf(node, topic).settle(node.durable.stores[topic], receipt)) {
    node.durable.tallies[topic].acknowledged++;
    unwatch(node, receipt, out);
  }
  hear(node, topic, from, want, out);
}

/** Puts all dead letters back where they came from, to be tried anew. */
function redrive(node: MessageQueue, topic: string, out: LooseOut): void {
  const { dead } = node.options.topics[topic];
  const store = node.durable.stores[dead];
  for (const { receipt } of keepingOf(node, dead).handedOut(store)) unwatch(node, receipt, out);
  for (const stored of keepingOf(node, dead).drain(store))
    accept(node, topic, { ...stored, attempts: 0 }, out);
  out.gauge(dead, 0);
}

const shapeOf = ({ kind, partitions }: TopicOptions): string =>
  kind === 'log' ? `log of ${partitions}` : kind;

/** Moves the messages of topics that are to be kept in another way from now on. */
function reshape(node: MessageQueue, out: LooseOut): void {
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

const serving: LooseHandlers<Volatile, QueueDisk, QueueOptions> = {
  message(node, message, from, out) {
    if (node.volatile.shapedBy !== node.options) reshape(node, out);
    switch (message.type) {
      case 'publish': {
        const { topic, id, key, body } = message as Publish;
        out.send(from, { type: 'accepted', id } as Accepted);
        return accept(node, topic, { id, key, body, attempts: 0 }, out);
      }
      case 'fetch':
        return hear(node, (message as Fetch).topic, from, (message as Fetch).want, out);
      case 'ack':
        return acknowledge(node, message as Ack, from, out);
    }
  },
  timer(node, _name, data, out) {
    const { topic, receipt } = data as { topic: string; receipt: number };
    expire(node, topic, receipt, out);
  },
  operate(node, operation, topic, out) {
    if (operation === 'redrive' && node.options.topics[topic]?.dead) redrive(node, topic, out);
  },
};

/** What runs out while it refuses is dealt with when the node is asked for something again. */
const refusing: LooseHandlers<Volatile, QueueDisk, QueueOptions> = {
  timer(node, _name, data, out) {
    const { topic, receipt } = data as { topic: string; receipt: number };
    watch(node, topic, receipt, out);
  },
};

/**
 * A broker: topics on disk, each a work queue or a partitioned log. At least once: what is not acknowledged in time is
 * delivered again, up to a number of times, and then put aside. Messages survive a crash, consumers' requests do not.
 */
export const messageQueue: LooseBehaviour<Volatile, QueueDisk, QueueOptions> = {
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
      tallies: Object.fromEntries(
        topics.map(([t]) => [
          t,
          { accepted: 0, delivered: 0, repeated: 0, acknowledged: 0, dead: 0 },
        ]),
      ),
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
