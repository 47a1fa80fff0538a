import type { LocalClient } from './nodes/local-client';
import type { Keeping, ObjectId, Value } from './nodes/operations';
import type { Replica } from './nodes/options';
import { copyOf, mergeCounter, updatesIn, valueOf } from '../../nodes/store/counter';
import { updatesOf, wins } from '../../nodes/store/lww';
import { changesIn, knowsRemoved } from '../../nodes/store/or-set';
import type { World } from '../../sim';
import { booksOf } from './books';
import type { PartitionSettings } from './settings';
import { objectsOf, places, replicaAt } from './topology';

/** What would be left of an object if all replicas told each other all they have, now. */
export interface Survivor {
  /** Updates that it is made of. */
  readonly updates: number;
  has(item: number): boolean;
}

export const replicasOf = (world: World): Replica[] =>
  places.map((p) => world.nodes[replicaAt(p)] as Replica);

/** As every replica has it among its options. */
export const keeping = (world: World): Readonly<Partial<Record<ObjectId, Keeping>>> =>
  (world.nodes[replicaAt(0)] as Replica).options.keeping;

export const objectsIn = (world: World): readonly ObjectId[] =>
  objectsOf((world.settings as PartitionSettings).workload);

/** The state machine that has applied most of the log. */
function foremost(world: World, id: ObjectId): Survivor {
  const [first, ...rest] = replicasOf(world);
  const best = rest.reduce(
    (a, b) => (b.durable.appliedIndex > a.durable.appliedIndex ? b : a),
    first,
  );
  const { value, updates } = best.durable.machine.cells[id];
  return { updates, has: holderOf(value) };
}

/** Looks items up in a list of them. */
function holderOf(value: Value): (item: number) => boolean {
  const items = new Set(typeof value === 'number' ? [] : value);
  return (item) => items.has(item);
}

function winner(world: World, id: ObjectId): Survivor {
  const versions = replicasOf(world).map((r) => r.durable.versions[id]!);
  const last = versions.reduce((a, b) => (wins(b, a) ? b : a));
  return { updates: updatesOf(last), has: holderOf(last.value) };
}

function mergedCounter(world: World, id: ObjectId): Survivor {
  const [first, ...rest] = replicasOf(world).map((r) => r.durable.counters[id]!);
  const all = copyOf(first);
  for (const other of rest) mergeCounter(all, other);
  return { updates: updatesIn(all), has: () => false };
}

/** An item is in the merged set when some replica holds an addition of it that no replica has seen removed. */
function mergedCart(world: World): Survivor {
  const carts = replicasOf(world).map((r) => r.durable.cart);
  const seen = places.map((p) => Math.max(...carts.map((c) => c.seen[p])));
  return {
    updates: seen.reduce((a, b) => a + b, 0),
    has: (item) =>
      carts.some((cart) =>
        cart.live.get(item)?.some((dot) => !carts.some((c) => knowsRemoved(c, item, dot))),
      ),
  };
}

export function survivorOf(world: World, id: ObjectId): Survivor {
  const how = keeping(world)[id];
  if (how === 'quorum') return foremost(world, id);
  if (how === 'lww') return winner(world, id);
  return id === 'cart' ? mergedCart(world) : mergedCounter(world, id);
}

const clients = (world: World): LocalClient[] => places.map((p) => world.nodes[p] as LocalClient);

/** Acknowledged updates that would not survive. Of a cart: items added, not taken out by anybody, and not in it. */
export function lostOf(world: World, id: ObjectId): number {
  const survivor = survivorOf(world, id);
  if (id !== 'cart') return Math.max(0, booksOf(world).acked[id] - survivor.updates);
  let lost = booksOf(world).vanished;
  for (const { durable } of clients(world))
    for (const item of durable.mine) if (!survivor.has(item)) lost++;
  return lost;
}

export const lostIn = (world: World): number =>
  objectsIn(world).reduce((n, id) => n + lostOf(world, id), 0);

/** More updates than clients can have caused: some took effect twice. */
export function inventedOf(world: World, id: ObjectId): number {
  let most = 0;
  for (const { durable } of clients(world)) {
    const { asked, declined, refused } = durable.updates[id];
    most += asked - declined - refused;
  }
  return Math.max(0, survivorOf(world, id).updates - most);
}

/** What a replica by itself would show of an object, and how many updates that takes into account. */
export function viewOf(
  replica: Replica,
  id: ObjectId,
  how: Keeping,
): { value: number; updates: number } {
  const { durable: disk, options } = replica;
  const sized = (v: number | readonly number[]) => (typeof v === 'number' ? v : v.length);
  if (how === 'quorum') {
    const { value, updates } = disk.machine.cells[id];
    return { value: sized(value), updates };
  }
  if (how === 'lww') {
    const version = disk.versions[id]!;
    return { value: sized(version.value), updates: updatesOf(version) };
  }
  if (id === 'cart') return { value: disk.cart.live.size, updates: changesIn(disk.cart) };
  const start = id === 'wallet' ? options.walletStart : 0;
  const counter = disk.counters[id]!;
  return { value: start + valueOf(counter), updates: updatesIn(counter) };
}
