import type { Behaviour, Handlers, Micros, Node, NodeRefs, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { Ack, Delivery, Publish, Reject } from './messages';

interface RetainingQueueOptions {
  readonly readers: NodeRefs;
  /** What is older than this is thrown away, µs. */
  readonly retention: Micros;
  /** Time between two replays of the oldest message that it still has, µs; 0: never. */
  readonly replayEvery: Micros;
}

interface Kept {
  /** When it came, by the queue's clock: a stamp on disk, which outlives a boot. */
  readonly at: Micros;
  readonly id: number;
  readonly bytes: readonly number[];
  copies: number;
}

interface QueueDisk {
  /** The oldest first: a sample, one in so many of what came. */
  kept: Kept[];
  taken: number;
  replayed: number;
  /** Messages that a reader could not read, set aside. */
  dead: number;
}

/** Of each so many messages one is kept for replay. No divisor of ten: all instances have a turn. */
const SAMPLE = 7;

const machine = oneRole('retaining-queue', {
  serving: 'delivers what comes, and keeps it for a while',
});

interface QueueKind {
  machine: typeof machine;
  durable: QueueDisk;
  options: RetainingQueueOptions;
  takes: Publish | Ack | Reject;
  sends: Delivery;
  timers: { replay: undefined };
  gauges: 'kept';
}
type RetainingQueue = Node<QueueKind>;
type QueueOut = Out<QueueKind>;

function deliver(node: RetainingQueue, kept: Kept, out: QueueOut): void {
  const { id, bytes, copies: copy } = kept;
  kept.copies++;
  for (const to of node.options.readers) out.send(to, { type: 'deliver', id, copy, bytes });
}

function take(node: RetainingQueue, { id, bytes }: Publish, out: QueueOut): void {
  const { durable: disk, options: o } = node;
  const kept: Kept = { at: out.clock(), id, bytes, copies: 0 };
  if (o.replayEvery > 0 && disk.taken % SAMPLE === 0) disk.kept.push(kept);
  disk.taken++;
  deliver(node, kept, out);
}

/** Forgets what is too old just before it would be replayed: a paused queue cannot do so in time. */
function replay(node: RetainingQueue, out: QueueOut): void {
  const { durable: disk, options: o } = node;
  const from = out.clock() - o.retention;
  const fresh = disk.kept.findIndex((k) => k.at >= from);
  disk.kept.splice(0, fresh < 0 ? disk.kept.length : fresh);
  if (disk.kept.length > 0) {
    disk.replayed++;
    deliver(node, disk.kept[0], out);
  }
  out.gauge('kept', disk.kept.length);
}

function schedule({ options: o }: RetainingQueue, out: QueueOut): void {
  if (o.replayEvery > 0) out.after(o.replayEvery, 'replay');
}

const serving: Handlers<QueueKind> = {
  message(node, message, _from, out) {
    if (message.type === 'publish') take(node, message, out);
    else if (message.type === 'reject') node.durable.dead++;
  },
  timer(node, _name, _data, out) {
    replay(node, out);
    schedule(node, out);
  },
  operate: (node, _operation, _argument, out) => replay(node, out),
};

/**
 * Delivers each message to every reader, keeps it for a while, and may deliver it again as long as it has it. Takes what
 * writers publish and what readers answer.
 */
export const retainingQueue: Behaviour<QueueKind> = {
  kind: 'retaining-queue',
  machine,
  durable: () => ({ kept: [], taken: 0, replayed: 0, dead: 0 }),
  start: schedule,
  roles: { serving },
  operations: [{ id: 'replay', title: 'Deliver the oldest message again' }],
};
