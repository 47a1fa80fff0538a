import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import type { Hand, Publish } from './messages';

export interface RetainingQueueOptions {
  readonly readers: readonly number[];
  /** What is older than this is thrown away, µs. */
  readonly retention: Micros;
  /** The oldest message that it still has goes out again so often, µs; 0: never. */
  readonly replayEvery: Micros;
}

interface Kept {
  readonly at: Micros;
  readonly id: number;
  readonly bytes: readonly number[];
  copies: number;
}

/** On disk. */
export interface QueueDisk {
  /** The oldest first: a sample, one in so many of what came. */
  kept: Kept[];
  taken: number;
  replayed: number;
  /** Messages that a reader could not read, put aside. */
  dead: number;
}

export type RetainingQueue = NodeState<null, QueueDisk, RetainingQueueOptions>;

/** Of each so many messages one is kept to be handed out again. No divisor of ten: all instances have a turn. */
const SAMPLE = 7;

const machine = nodeMachine('retaining-queue', {
  initial: 'serving',
  states: { serving: { description: 'hands out what comes, and keeps it for a while' } },
});

function hand(node: RetainingQueue, kept: Kept, out: LooseOut): void {
  const { id, bytes, copies: copy } = kept;
  kept.copies++;
  for (const to of node.options.readers) out.send(to, { type: 'deliver', id, copy, bytes } as Hand);
}

function take(node: RetainingQueue, { id, bytes }: Publish, out: LooseOut): void {
  const { durable: disk, options: o } = node;
  const kept: Kept = { at: out.clock(), id, bytes, copies: 0 };
  if (o.replayEvery > 0 && disk.taken % SAMPLE === 0) disk.kept.push(kept);
  disk.taken++;
  hand(node, kept, out);
}

/** The clock may stand still for a paused process: what is too old is looked at just before it would go out. */
function replay(node: RetainingQueue, out: LooseOut): void {
  const { durable: disk, options: o } = node;
  const from = out.clock() - o.retention;
  const fresh = disk.kept.findIndex((k) => k.at >= from);
  disk.kept.splice(0, fresh < 0 ? disk.kept.length : fresh);
  if (disk.kept.length > 0) {
    disk.replayed++;
    hand(node, disk.kept[0], out);
  }
  out.gauge('kept', disk.kept.length);
}

function schedule({ options: o }: RetainingQueue, out: LooseOut): void {
  if (o.replayEvery > 0) out.after(o.replayEvery, 'replay');
}

const serving: LooseHandlers<null, QueueDisk, RetainingQueueOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'publish') take(node, message as Publish, out);
    else if (message.type === 'reject') node.durable.dead++;
  },
  timer(node, _name, _data, out) {
    replay(node, out);
    schedule(node, out);
  },
  operate(node, _operation, _argument, out) {
    replay(node, out);
  },
};

/** Hands each message to every reader, keeps it for a while, and may hand it out again as long as it has it. */
export const retainingQueue: LooseBehaviour<null, QueueDisk, RetainingQueueOptions> = {
  kind: 'retaining-queue',
  machine,
  volatile: () => null,
  durable: () => ({ kept: [], taken: 0, replayed: 0, dead: 0 }),
  start: schedule,
  roles: { serving },
  operations: [{ id: 'replay', title: 'hand the oldest message out again' }],
};
