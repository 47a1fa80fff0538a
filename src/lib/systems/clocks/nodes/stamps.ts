import type { Micros } from '../../../sim';

/** How versions are put in order. `commit-wait` is the wall clock of a node that waits out its uncertainty. */
export type Ordering = 'wall' | 'lamport' | 'vector' | 'hybrid' | 'commit-wait';

/** Physical time that never goes back, and a counter for what happens within one microsecond of it. */
export interface Hybrid {
  readonly l: Micros;
  readonly c: number;
}

/** What each kind of clock says of one event. Every event gets all four; the ordering decides which one counts. */
export interface Stamps {
  /** The node's wall clock, µs. */
  readonly wall: Micros;
  readonly lamport: number;
  /** Events of each writer that this one may depend on, itself included. */
  readonly vector: readonly number[];
  readonly hybrid: Hybrid;
}

/** The logical clocks of a node: what it has to remember between two events. */
export type Logical = Omit<Stamps, 'wall'>;

export const zero = (writers: number): Logical => ({
  lamport: 0,
  vector: new Array<number>(writers).fill(0),
  hybrid: { l: 0, c: 0 },
});

/** After an event of its own at `wall`: Lamport 1978, Fidge and Mattern 1988, Kulkarni et al. 2014. */
export function ticked(clock: Logical, wall: Micros, place: number, counts = true): Logical {
  const { l, c } = clock.hybrid;
  const vector = clock.vector.slice();
  if (counts) vector[place]++;
  return {
    lamport: clock.lamport + 1,
    vector,
    hybrid: wall > l ? { l: wall, c: 0 } : { l, c: c + 1 },
  };
}

/** After a stamp has been received at `wall`. Receiving is an event, so every clock moves on. */
export function merged(
  clock: Logical,
  got: Stamps,
  wall: Micros,
  place: number,
  counts = true,
): Logical {
  const l = Math.max(clock.hybrid.l, got.hybrid.l, wall);
  const counters = [
    l === clock.hybrid.l ? clock.hybrid.c + 1 : 0,
    l === got.hybrid.l ? got.hybrid.c + 1 : 0,
  ];
  const vector = clock.vector.map((n, i) => Math.max(n, got.vector[i]));
  if (counts) vector[place]++;
  return {
    lamport: Math.max(clock.lamport, got.lamport) + 1,
    vector,
    hybrid: { l, c: Math.max(...counters) },
  };
}

/** −1: a before b; 1: b before a; 0: the same; null: neither, so they are concurrent. */
export function compareVectors(a: readonly number[], b: readonly number[]): -1 | 0 | 1 | null {
  let [less, more] = [false, false];
  for (let i = 0; i < a.length; i++) {
    if (a[i] < b[i]) less = true;
    else if (a[i] > b[i]) more = true;
  }
  if (less && more) return null;
  return less ? -1 : more ? 1 : 0;
}

export const compareHybrids = (a: Hybrid, b: Hybrid): number => a.l - b.l || a.c - b.c;

/** A write by its writer's place and that writer's count of writes, from 1. */
export interface WriteId {
  readonly by: number;
  readonly seq: number;
}

export interface Stamped extends WriteId {
  readonly stamps: Stamps;
}

function scalar(order: Exclude<Ordering, 'vector'>, a: Stamps, b: Stamps): number {
  if (order === 'lamport') return a.lamport - b.lamport;
  return order === 'hybrid' ? compareHybrids(a.hybrid, b.hybrid) : a.wall - b.wall;
}

/**
 * Which of two writes is the later one: below 0 for b, above 0 for a, `null` where the ordering says that neither is.
 * Only vectors say so; the others break ties by the writer's place and its own count.
 */
export function compare(order: Ordering, a: Stamped, b: Stamped): number | null {
  if (order === 'vector') return compareVectors(a.stamps.vector, b.stamps.vector);
  return scalar(order, a.stamps, b.stamps) || a.by - b.by || a.seq - b.seq;
}

/** Bytes that a stamp takes: 64 bits for a time or a counter, 48 + 16 for a hybrid, 64 for each writer of a vector. */
export const bytesOf = (order: Ordering, writers: number): number =>
  order === 'vector' ? 8 * writers : 8;

/** Whether stamps tell a time, and not a count only. */
export const holdsTime = (order: Ordering): boolean => order !== 'lamport' && order !== 'vector';

/** The time that a stamp tells, µs; one that holds a count only, read as a time. */
export function timeIn(order: Ordering, { wall, lamport, hybrid }: Stamps): Micros {
  if (order === 'vector') return 0;
  if (order === 'lamport') return lamport;
  return order === 'hybrid' ? hybrid.l : wall;
}

/** How far ahead of `wall` a stamp's time is, µs; 0 for orderings that hold no time. */
export function aheadOf(order: Ordering, stamps: Stamps, wall: Micros): Micros {
  return holdsTime(order) ? Math.max(0, timeIn(order, stamps) - wall) : 0;
}

/** A clock that reads more than this is not one that began with the run, µs. */
const HALF_AN_HOUR = 1.8e9;

/** A time in ms without its unit; one that is far off in hours. */
const inMs = (at: Micros): string =>
  at < HALF_AN_HOUR ? `${Math.round(at / 100) / 10}` : `${(at / 3.6e9).toFixed(1)} h`;

/** A stamp in a few characters: "180", "L 4", "2·1·0", "180+1". */
export function stampText(order: Ordering, { wall, lamport, vector, hybrid }: Stamps): string {
  switch (order) {
    case 'lamport':
      return `L ${lamport}`;
    case 'vector':
      return vector.length > 4 ? `V ${Math.max(...vector)}…` : vector.join('·');
    case 'hybrid':
      return hybrid.c > 0 ? `${inMs(hybrid.l)}+${hybrid.c}` : inMs(hybrid.l);
    default:
      return inMs(wall);
  }
}
