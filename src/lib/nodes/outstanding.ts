import { loadInstant, loadRef, storeInstant } from '../sim';
import type { Instant, Micros, NodeRef } from '../sim';

/**
 * Requests sent and not answered, in a table that is found by the low bits of their id. Plain data, since it lives in
 * a node's volatile part; ids are whole numbers handed out in about rising order.
 */
export interface Outstanding {
  count: number;
  id: Float64Array;
  /** By the owner's own count of time, and in true time for the measures. */
  since: Float64Array;
  instant: Float64Array;
  /** Who the answer is for, and which target was asked, by a number of the owner's choosing. */
  client: Int32Array;
  target: Int32Array;
}

const FREE = -1;

export function emptyOutstanding(capacity = 1024): Outstanding {
  return {
    count: 0,
    id: new Float64Array(capacity).fill(FREE),
    since: new Float64Array(capacity),
    instant: new Float64Array(capacity),
    client: new Int32Array(capacity),
    target: new Int32Array(capacity),
  };
}

/** Adds a request and returns its place; an id that is outstanding already is refused with −1. */
export function add(
  o: Outstanding,
  id: number,
  since: Micros,
  instant: Instant,
  client: NodeRef,
  target: number,
): number {
  let slot = id & (o.id.length - 1);
  while (o.id[slot] !== FREE) {
    if (o.id[slot] === id) return -1;
    widen(o);
    slot = id & (o.id.length - 1);
  }
  o.id[slot] = id;
  o.since[slot] = since;
  storeInstant(o.instant, slot, instant);
  o.client[slot] = client;
  o.target[slot] = target;
  o.count++;
  return slot;
}

/** The place of a request; −1 when it is not (or no longer) outstanding. */
export function find(o: Outstanding, id: number): number {
  const slot = id & (o.id.length - 1);
  return o.id[slot] === id ? slot : -1;
}

export function remove(o: Outstanding, slot: number): void {
  o.id[slot] = FREE;
  o.count--;
}

/** Calls `visit` for each outstanding request; it may remove the one it is shown. */
export function forEach(o: Outstanding, visit: (slot: number) => void): void {
  let left = o.count;
  for (let slot = 0; left > 0 && slot < o.id.length; slot++) {
    if (o.id[slot] === FREE) continue;
    left--;
    visit(slot);
  }
}

/** Who waits for the answer, and since when in true time. */
export const clientOf = (o: Outstanding, slot: number): NodeRef => loadRef(o.client, slot);
export const instantOf = (o: Outstanding, slot: number): Instant => loadInstant(o.instant, slot);

/** Doubles the table until no two ids meet. */
function widen(o: Outstanding): void {
  const old = { ...o };
  Object.assign(o, emptyOutstanding(o.id.length * 2));
  forEach(old, (slot) =>
    add(
      o,
      old.id[slot],
      old.since[slot],
      instantOf(old, slot),
      clientOf(old, slot),
      old.target[slot],
    ),
  );
}

/** A long limit is looked after once a second, a short one five times within itself. */
const SWEEP_EVERY: Micros = 1_000_000;
const MILLISECOND: Micros = 1_000;

/** Time between two looks for requests older than `limit`, µs: none outlives it by more than a fifth, or a millisecond. */
export const sweepEvery = (limit: Micros): Micros =>
  Math.min(SWEEP_EVERY, Math.max(MILLISECOND, Math.round(limit / 5)));
