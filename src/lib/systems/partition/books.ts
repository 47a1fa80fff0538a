import type { LocalClient } from './nodes/local-client';
import type { Answer, Request } from './nodes/messages';
import { OBJECTS, type Keeping, type ObjectId } from './nodes/operations';
import type { LooseProperty, World } from '../../sim';
import type { Replica } from './nodes/options';
import { places, replicaAt, SITES } from './topology';

/** Operations under way that the books can tell apart for one client. */
const RING = 1024;

/** Where the client of an operation stood when it asked: nothing cut, with a majority, or without one. */
export const Side = { Whole: 0, Majority: 1, Minority: 2 } as const;

/** How many operations on one object were begun and answered, by side. */
export interface Flow {
  readonly begun: number[];
  readonly ok: number[];
  /** Updates among the answered. */
  readonly updates: number[];
}

/** What an observer with a view of everything writes down. No node reads it. */
export interface Books {
  readonly flow: Record<ObjectId, Flow>;
  /** Updates acknowledged to clients, and the highest version they were told of. */
  readonly acked: Record<ObjectId, number>;
  readonly highest: Record<ObjectId, number>;
  /** Reads that miss an update which was acknowledged before they began. */
  staleReads: number;
  /** Items that were in no replica's cart any more when their client came to take them out. */
  vanished: number;
  /** The most that was ever paid out beyond what was there. */
  overdraft: number;
  /** Answers that one copy could not have given: older than what somebody was told before the client asked. */
  readonly outOfOrder: Record<ObjectId, number>;
  /** The first of them, or two updates given one version, on an object kept by majority. Empty: none. */
  disorder: string;
  lastAckAt: number;
  /** For each client and operation under way: what it has to know of, and its side. */
  readonly floor: Float64Array[];
  readonly side: Uint8Array[];
  /** Versions that an update was given, by their low bits. */
  readonly given: Record<ObjectId, Int32Array>;
}

const perObject = <T>(make: () => T): Record<ObjectId, T> =>
  Object.fromEntries(OBJECTS.map((id) => [id, make()])) as Record<ObjectId, T>;

export function emptyBooks(): Books {
  return {
    flow: perObject(() => ({ begun: [0, 0, 0], ok: [0, 0, 0], updates: [0, 0, 0] })),
    acked: perObject(() => 0),
    highest: perObject(() => 0),
    staleReads: 0,
    vanished: 0,
    overdraft: 0,
    outOfOrder: perObject(() => 0),
    disorder: '',
    lastAckAt: 0,
    floor: places.map(() => new Float64Array(RING)),
    side: places.map(() => new Uint8Array(RING)),
    given: perObject(() => new Int32Array(RING)),
  };
}

/** Which side of a cut the replica at `place` is on, by how many it can talk with. */
export function sideOf(world: World, place: number): number {
  if (world.calm) return Side.Whole;
  let near = 1;
  const me = replicaAt(place);
  for (let p = 0; p < SITES; p++)
    if (p !== place && world.reaches(me, replicaAt(p)) && world.reaches(replicaAt(p), me)) near++;
  return near === SITES ? Side.Whole : near > SITES / 2 ? Side.Majority : Side.Minority;
}

const keepingIn = (world: World, id: ObjectId): Keeping | undefined =>
  (world.nodes[replicaAt(0)] as Replica).options.keeping[id];

/**
 * Kept by majority, an object has versions in one order, and a client must be told of no earlier one than anybody was
 * told of before it asked. Kept otherwise, it ought to know of as many updates as were acknowledged.
 */
function begin(books: Books, world: World, place: number, r: Request): void {
  const client = world.nodes[place] as LocalClient;
  if (client.volatile.open.get(r.seq)?.sent !== 1) return;
  const slot = r.seq & (RING - 1);
  const side = sideOf(world, place);
  books.side[place][slot] = side;
  books.floor[place][slot] = Math.max(books.highest[r.object], books.acked[r.object]);
  books.flow[r.object].begun[side]++;
  if (r.verb === 'remove' && !places.some((p) => holds(world, p, r.amount))) books.vanished++;
}

/** Whether a replica has an item in its cart. */
function holds(world: World, place: number, item: number): boolean {
  const { durable: disk, options } = world.nodes[replicaAt(place)] as Replica;
  if (options.keeping.cart === 'crdt') return disk.cart.live.has(item);
  const list = options.keeping.cart === 'lww' ? disk.versions.cart : disk.machine.cells.cart;
  return (list?.value as readonly number[]).includes(item);
}

function answered(books: Books, world: World, place: number, a: Answer): void {
  const client = world.nodes[place] as LocalClient;
  const open = client.volatile.open.get(a.seq);
  if (!open || a.type === 'refused') return;
  const { object, verb, amount } = open.request;
  const slot = a.seq & (RING - 1);
  const flow = books.flow[object];
  flow.ok[books.side[place][slot]]++;
  const floor = books.floor[place][slot];
  if (verb === 'read' && a.version < floor) books.staleReads++;
  const isUpdate = verb !== 'read' && a.type === 'done';
  if (a.version < floor + (isUpdate ? 1 : 0)) books.outOfOrder[object]++;
  if (keepingIn(world, object) === 'quorum') order(books, client.id, object, isUpdate, a, floor);
  if (!isUpdate) return;
  flow.updates[books.side[place][slot]]++;
  books.acked[object]++;
  books.lastAckAt = world.now;
  if (verb === 'withdraw') noteOverdraft(books, world, amount);
}

/** Judges one answer by its version: the order of versions has to be an order that real time allows, without a tie. */
function order(
  books: Books,
  who: string,
  object: ObjectId,
  isUpdate: boolean,
  a: Answer,
  floor: number,
): void {
  const { given, highest } = books;
  if (a.version < floor + (isUpdate ? 1 : 0)) {
    books.disorder ||= `${who} is told of version ${a.version} of the ${object}, though version ${floor} had been told before it asked`;
  }
  if (isUpdate) {
    const slot = a.version & (RING - 1);
    if (given[object][slot] === a.version)
      books.disorder ||= `two updates of the ${object} were both told that they made version ${a.version}`;
    given[object][slot] = a.version;
  }
  highest[object] = Math.max(highest[object], a.version);
}

function noteOverdraft(books: Books, world: World, amount: number): void {
  let short = amount - Number(world.settings.walletStart);
  for (const place of places) {
    const { paidIn, paidOut } = (world.nodes[place] as LocalClient).durable;
    short += paidOut - paidIn;
  }
  books.overdraft = Math.max(books.overdraft, short);
}

export const BOOKS = 'accounted-for';

const isClient = (id: string): boolean => id.startsWith('client-');

/** The books of a run so far. */
export const booksOf = (world: World): Books => world.noted(BOOKS) as Books;

export const accountedFor: LooseProperty<Books> = {
  id: BOOKS,
  kind: 'always',
  title:
    'Every operation is answered, refused, given up or still open: none is lost from the books.',
  begin: emptyBooks,
  sends: ['read', 'write'],
  sender: isClient,
  send: (books, world, from, _to, message) => begin(books, world, from, message as Request),
  delivers: ['done', 'declined'],
  receiver: isClient,
  deliver: (books, world, _from, to, message) => answered(books, world, to, message as Answer),
  end(_books, world, report) {
    for (const place of places) {
      const { id, durable: b, volatile } = world.nodes[place] as LocalClient;
      const closed = b.ok + b.refused + b.unknown;
      if (b.sent !== closed + volatile.open.size)
        report(
          `${id} began ${b.sent} operations; ${closed} are closed and ${volatile.open.size} open`,
        );
    }
  },
};
