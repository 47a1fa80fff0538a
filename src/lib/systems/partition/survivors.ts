import {
  copyOf,
  emptyCounter,
  mergeCounter,
  updatesIn,
  valueOf,
  type PnCounter,
} from '../../nodes/store/counter';
import { firstVersion, updatesOf, wins, type Lww } from '../../nodes/store/lww';
import { changesIn, knowsRemoved } from '../../nodes/store/or-set';
import { range, sum } from '../../sim';
import { firstValue, shownOf, type Keeping, type ObjectId, type Value } from './nodes/operations';
import { objectsOf, SITES } from './topology';
import type { PartitionWorld as W, ReplicaNode } from './world';

/** What would be left of an object if all replicas told each other all they have, now. */
export interface Survivor {
  /** Updates that it is made of. */
  readonly updates: number;
  has(item: number): boolean;
}

/** As every replica has it among its options. */
export const keeping = (world: W): Readonly<Partial<Record<ObjectId, Keeping>>> =>
  world.at.replicas[0].options.keeping;

export const objectsIn = (world: W): readonly ObjectId[] => objectsOf(world.settings.workload);

/** A replica that was down when a setting changed has no copy of that kind before it restarts: it has seen no update. */
const versionOf = ({ durable: disk, options }: ReplicaNode, id: ObjectId): Lww<Value> =>
  disk.versions[id] ?? firstVersion(firstValue(id, options.walletStart), SITES);
const counterOf = ({ durable: disk }: ReplicaNode, id: ObjectId): PnCounter =>
  disk.counters[id] ?? emptyCounter(SITES);

/** The state machine that has applied most of the log. */
function foremost(world: W, id: ObjectId): Survivor {
  const [first, ...rest] = world.at.replicas;
  const best = rest.reduce(
    (a, b) => (b.durable.appliedIndex > a.durable.appliedIndex ? b : a),
    first,
  );
  const { value, updates } = best.durable.state.cells[id];
  return { updates, has: holderOf(value) };
}

/** Looks items up in a list of them. */
function holderOf(value: Value): (item: number) => boolean {
  const items = new Set(typeof value === 'number' ? [] : value);
  return (item) => items.has(item);
}

function winner(world: W, id: ObjectId): Survivor {
  const versions = world.at.replicas.map((r) => versionOf(r, id));
  const last = versions.reduce((a, b) => (wins(b, a) ? b : a));
  return { updates: updatesOf(last), has: holderOf(last.value) };
}

function mergedCounter(world: W, id: ObjectId): Survivor {
  const [first, ...rest] = world.at.replicas.map((r) => counterOf(r, id));
  const all = copyOf(first);
  for (const other of rest) mergeCounter(all, other);
  return { updates: updatesIn(all), has: () => false };
}

/** An item is in the merged set when some replica holds an addition of it that no replica has seen removed. */
function mergedCart(world: W): Survivor {
  const carts = world.at.replicas.map((r) => r.durable.cart);
  const seen = range(SITES).map((p) => Math.max(...carts.map((c) => c.seen[p])));
  return {
    updates: sum(seen),
    has: (item) =>
      carts.some((cart) =>
        cart.live.get(item)?.some((dot) => !carts.some((c) => knowsRemoved(c, item, dot))),
      ),
  };
}

export function survivorOf(world: W, id: ObjectId): Survivor {
  const how = keeping(world)[id];
  if (how === 'quorum') return foremost(world, id);
  if (how === 'lww') return winner(world, id);
  return id === 'cart' ? mergedCart(world) : mergedCounter(world, id);
}

/** Acknowledged updates that would not survive. Of a cart: items added, not taken out by anybody, and not in it. */
export function lostOf(world: W, id: ObjectId): number {
  const survivor = survivorOf(world, id);
  if (id !== 'cart') return Math.max(0, world.observed.acked[id] - survivor.updates);
  let lost = world.observed.vanished;
  for (const { durable } of world.at.clients)
    for (const item of durable.mine) if (!survivor.has(item)) lost++;
  return lost;
}

export const lostIn = (world: W): number => sum(objectsIn(world).map((id) => lostOf(world, id)));

/** More updates than clients can have caused: some took effect twice. */
export function inventedOf(world: W, id: ObjectId): number {
  let most = 0;
  for (const { durable } of world.at.clients) {
    const { asked, declined, refused } = durable.updates[id];
    most += asked - declined - refused;
  }
  return Math.max(0, survivorOf(world, id).updates - most);
}

/** What a replica by itself would show of an object, and how many updates that takes into account. */
export function viewOf(replica: ReplicaNode, id: ObjectId): { value: number; updates: number } {
  const { durable: disk, options } = replica;
  const how = options.keeping[id];
  if (how === 'quorum') {
    const { value, updates } = disk.state.cells[id];
    return { value: shownOf(value), updates };
  }
  if (how === 'lww') {
    const version = versionOf(replica, id);
    return { value: shownOf(version.value), updates: updatesOf(version) };
  }
  if (id === 'cart') return { value: disk.cart.live.size, updates: changesIn(disk.cart) };
  const start = id === 'wallet' ? options.walletStart : 0;
  const counter = counterOf(replica, id);
  return { value: start + valueOf(counter), updates: updatesIn(counter) };
}
