import { copyOf, emptyCounter, mergeCounter, updatesIn, valueOf } from '../../nodes/store/counter';
import type { PnCounter } from '../../nodes/store/counter';
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

/** Whether a replica has an item in its cart. */
export function holds({ durable: disk, options }: ReplicaNode, item: number): boolean {
  if (options.keeping.cart === 'crdt') return disk.cart.live.has(item);
  const list = options.keeping.cart === 'lww' ? disk.versions.cart : disk.state.cells.cart;
  return list !== undefined && typeof list.value !== 'number' && list.value.includes(item);
}

/** Acknowledged updates that no copy holds any longer, and those that would go if all copies met now. */
export interface Losses {
  readonly lost: number;
  readonly atRisk: number;
}

/**
 * Of an object kept by last writer wins, a cart excepted: updates that the replica at `place` decided on. As long as
 * some copy holds them they are at risk, and only once none does are they lost.
 */
export function lossesAt(world: W, id: ObjectId, place: number): Losses {
  if (id === 'cart' || keeping(world)[id] !== 'lww') return { lost: 0, atRisk: 0 };
  const versions = world.at.replicas.map((r) => versionOf(r, id));
  const last = versions.reduce((a, b) => (wins(b, a) ? b : a));
  const acked = world.observed.decided[id][place];
  const missing = Math.max(0, acked - last.seen[place]);
  const lost = Math.max(0, acked - Math.max(...versions.map((v) => v.seen[place])));
  return { lost, atRisk: missing - lost };
}

/** Of a cart: items that were added, that nobody took out, and that are in no copy, or not in the one that survives. */
function cartLosses(world: W): Losses {
  const survivor = survivorOf(world, 'cart');
  let [lost, atRisk] = [world.observed.vanished, 0];
  for (const { durable } of world.at.clients)
    for (const item of durable.mine) {
      if (survivor.has(item)) continue;
      if (world.at.replicas.some((r) => holds(r, item))) atRisk++;
      else lost++;
    }
  return { lost, atRisk };
}

export function lossesOf(world: W, id: ObjectId): Losses {
  if (id === 'cart') return cartLosses(world);
  if (keeping(world)[id] === 'lww') {
    const all = range(SITES).map((place) => lossesAt(world, id, place));
    return { lost: sum(all.map((l) => l.lost)), atRisk: sum(all.map((l) => l.atRisk)) };
  }
  const missing = world.observed.acked[id] - survivorOf(world, id).updates;
  return { lost: Math.max(0, missing), atRisk: 0 };
}

/** Acknowledged updates that would not survive, whether some copy still holds them or none. */
export function lostOf(world: W, id: ObjectId): number {
  const { lost, atRisk } = lossesOf(world, id);
  return lost + atRisk;
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
