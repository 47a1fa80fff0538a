import type { Micros } from '../../sim';

/**
 * A last-writer-wins register. The version with the later stamp stays, and the other one is dropped without a word.
 * `seen[i]` counts the updates stamped by replica i that this version was built on. The rule does not look at it; it
 * is kept so that what the rule throws away can be counted.
 */
export interface Lww<T> {
  readonly value: T;
  /** The writer's clock, µs: as true as that clock is. */
  readonly stamp: Micros;
  readonly by: number;
  readonly seen: readonly number[];
}

export function firstVersion<T>(value: T, replicas: number): Lww<T> {
  return { value, stamp: -Infinity, by: -1, seen: new Array<number>(replicas).fill(0) };
}

/** The version that `by` writes on top of another, at `stamp` on its clock. */
export function written<T>(on: Lww<T>, value: T, stamp: Micros, by: number): Lww<T> {
  const seen = on.seen.slice();
  seen[by]++;
  return { value, stamp, by, seen };
}

/** Whether `a` stays and `b` goes. Equal stamps are decided by the writer's number, and a writer's own later version stays. */
export function wins<T>(a: Lww<T>, b: Lww<T>): boolean {
  if (a.stamp !== b.stamp) return a.stamp > b.stamp;
  return a.by !== b.by ? a.by > b.by : updatesOf(a) > updatesOf(b);
}

export function updatesOf<T>(v: Lww<T>): number {
  let n = 0;
  for (const x of v.seen) n += x;
  return n;
}

/** Updates that `lost` was built on and `kept` was not. */
export function droppedBy<T>(kept: Lww<T>, lost: Lww<T>): number {
  let n = 0;
  lost.seen.forEach((x, i) => (n += Math.max(0, x - kept.seen[i])));
  return n;
}
