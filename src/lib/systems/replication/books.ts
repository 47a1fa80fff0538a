import type { Database } from './nodes/options';
import type { Written } from './nodes/messages';
import type { Writer } from './nodes/writer';
import { endOf, lastEpoch } from '../../nodes/store/timeline';
import type { LooseProperty, World } from '../../sim';
import { copyAt, WRITERS } from './topology';

/** What writers were told in one epoch. */
export interface EpochBooks {
  readonly epoch: number;
  count: number;
  /** The last entry of the log that a writer was told of. */
  highest: number;
  firstAt: number;
  lastAt: number;
}

/** What an observer with a view of everything writes down. No node reads it. */
export interface Books {
  /** Every acknowledged write, in the order in which writers heard of it: its row, its entry, its epoch, when. */
  count: number;
  rows: Int32Array;
  entries: Int32Array;
  epochs: Int32Array;
  at: Float64Array;
  readonly byEpoch: EpochBooks[];
  /** The longest time in which no writer was told of anything. */
  longestGap: number;
  lastAckAt: number;
}

export function emptyBooks(): Books {
  const n = 1024;
  return {
    count: 0,
    rows: new Int32Array(n),
    entries: new Int32Array(n),
    epochs: new Int32Array(n),
    at: new Float64Array(n),
    byEpoch: [],
    longestGap: 0,
    lastAckAt: 0,
  };
}

function widened<A extends Int32Array | Float64Array>(old: A, wider: A): A {
  wider.set(old);
  return wider;
}

function widen(b: Books): void {
  const n = 2 * b.rows.length;
  b.rows = widened(b.rows, new Int32Array(n));
  b.entries = widened(b.entries, new Int32Array(n));
  b.epochs = widened(b.epochs, new Int32Array(n));
  b.at = widened(b.at, new Float64Array(n));
}

const countOf = (world: World): number => Number(world.settings.copies);

export function copiesOf(world: World): Database[] {
  return world.nodes.slice(copyAt(0), copyAt(countOf(world))) as Database[];
}

/** The first copy of which `is` is true. For what is asked with every message: nothing is allocated. */
export function findCopy(world: World, is: (copy: Database) => boolean): Database | null {
  const end = copyAt(countOf(world));
  for (let i = copyAt(0); i < end; i++) {
    const copy = world.nodes[i] as Database;
    if (is(copy)) return copy;
  }
  return null;
}

/** The copy whose history stands: that of the newest epoch that has begun, as far as it goes. */
export function authority(world: World): Database {
  const [first, ...rest] = copiesOf(world);
  const isAhead = (a: Database, b: Database): boolean => {
    const [x, y] = [a.durable.log, b.durable.log];
    const newer = lastEpoch(x) - lastEpoch(y);
    return newer > 0 || (newer === 0 && x.length > y.length);
  };
  return rest.reduce((best, copy) => (isAhead(copy, best) ? copy : best), first);
}

function acknowledge(b: Books, world: World, m: Written): void {
  if (b.count === b.rows.length) widen(b);
  b.rows[b.count] = m.id;
  b.entries[b.count] = m.index;
  b.epochs[b.count] = m.epoch;
  b.at[b.count++] = world.now;
  b.longestGap = Math.max(b.longestGap, world.now - b.lastAckAt);
  b.lastAckAt = world.now;
  let of = b.byEpoch.find((e) => e.epoch === m.epoch);
  if (!of) {
    of = { epoch: m.epoch, count: 0, highest: 0, firstAt: world.now, lastAt: 0 };
    b.byEpoch.push(of);
  }
  of.count++;
  of.highest = Math.max(of.highest, m.index);
  of.lastAt = world.now;
}

/** Acknowledged entries of an epoch that the history that stands does not have. */
function beyond(b: Books, of: EpochBooks, end: number): number {
  if (of.highest <= end) return 0;
  let n = 0;
  for (let i = 0; i < b.count; i++) if (b.epochs[i] === of.epoch && b.entries[i] > end) n++;
  return n;
}

export interface Losses {
  /** Acknowledged writes that are in no history that stands. */
  readonly lost: number;
  /** Those of them that one primary took while another one led a newer epoch and took writes as well. */
  readonly diverged: number;
  /** Writes in the two histories, on either side, while there were two. */
  readonly split: number;
}

export function lossesIn(world: World): Losses {
  const b = booksOf(world);
  const { log } = authority(world).durable;
  let [lost, diverged, split] = [0, 0, 0];
  for (const of of b.byEpoch) {
    const gone = beyond(b, of, endOf(log, of.epoch));
    if (gone === 0) continue;
    lost += gone;
    const newer = b.byEpoch.filter((e) => e.epoch > of.epoch && e.firstAt < of.lastAt);
    if (newer.length === 0) continue;
    diverged += gone;
    split += gone;
    for (let i = 0; i < b.count; i++) if (b.epochs[i] > of.epoch && b.at[i] <= of.lastAt) split++;
  }
  return { lost, diverged, split };
}

/** Acknowledged writes that a crash of this primary's disk would take: no other copy holds them. */
export function exposedIn(world: World): number {
  const b = booksOf(world);
  const top = authority(world);
  const of = b.byEpoch.find((e) => e.epoch === lastEpoch(top.durable.log));
  if (!of) return 0;
  const others = copiesOf(world).filter((c) => c !== top);
  const best = Math.max(...others.map((c) => endOf(c.durable.log, of.epoch)));
  return beyond(b, of, best);
}

export const BOOKS = 'accounted-for';
export const booksOf = (world: World): Books => world.noted(BOOKS) as Books;
export const isWriter = (id: string): boolean => id.startsWith('writer-');
export const isCopy = (id: string): boolean => id.startsWith('node-');

export const accountedFor: LooseProperty<Books> = {
  id: BOOKS,
  kind: 'always',
  title:
    'Every write is acknowledged, refused, given up or still open: none is lost from the books.',
  begin: emptyBooks,
  delivers: ['written'],
  receiver: isWriter,
  deliver(books, world, _from, to, message) {
    const { id } = message as Written;
    if ((world.nodes[to] as Writer).volatile.open.has(id))
      acknowledge(books, world, message as Written);
  },
  end(_books, world, report) {
    for (let place = 0; place < WRITERS; place++) {
      const { id, durable: w, volatile } = world.nodes[place] as Writer;
      const closed = w.ok + w.refused + w.unknown;
      // What was open when the writer itself crashed is written off at its restart.
      const open =
        world.nodes[place].mode.host === 'crashed' ? w.sent - closed : volatile.open.size;
      if (w.sent !== closed + open)
        report(`${id} began ${w.sent} writes; ${closed} are closed and ${open} open`);
    }
  },
};
