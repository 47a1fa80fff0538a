import { asRef, loadInstant, storeInstant } from '../sim';
import type { Instant, Micros, NodeRef } from '../sim';

/**
 * Requests sent and not answered, in a table that is found by the low bits of their id. Plain data, since it lives in
 * a node's volatile part; ids are whole numbers handed out in about rising order. The facts of a request stand side by
 * side in one array: a million requests pass through four such tables, and each look should touch memory once.
 */
export interface Outstanding {
  count: number;
  facts: Float64Array;
}

/** Of each request: its id, since when by the owner's count of time, the same in true time, and both ends. */
const WIDTH = 4;
const [ID, SINCE, INSTANT, ENDS] = [0, 1, 2, 3];
/** Both ends in one number: client × BASE + target. */
const BASE = 2 ** 15;
const FREE = -1;

/** `capacity` is a power of two. */
export const emptyOutstanding = (capacity = 64): Outstanding => ({
  count: 0,
  facts: new Float64Array(capacity * WIDTH).fill(FREE),
});

/** The place where an id belongs. */
const placeOf = ({ facts }: Outstanding, id: number): number => (id * WIDTH) & (facts.length - 1);

/**
 * Adds a request and returns its place; an id that is outstanding already is refused with −1. `client` is who the answer
 * is for, `target` who was asked, by a number of the owner's choosing below 2^15.
 */
export function add(
  o: Outstanding,
  id: number,
  since: Micros,
  instant: Instant,
  client: NodeRef,
  target: number,
): number {
  let place = placeOf(o, id);
  while (o.facts[place] !== FREE) {
    if (o.facts[place] === id) return -1;
    widen(o);
    place = placeOf(o, id);
  }
  const { facts } = o;
  facts[place] = id;
  facts[place + SINCE] = since;
  storeInstant(facts, place + INSTANT, instant);
  facts[place + ENDS] = client * BASE + target;
  o.count++;
  return place;
}

/** The place of a request; −1 when it is not (or no longer) outstanding. */
export function find(o: Outstanding, id: number): number {
  const place = placeOf(o, id);
  return o.facts[place] === id ? place : -1;
}

export function remove(o: Outstanding, place: number): void {
  o.facts[place] = FREE;
  o.count--;
}

/** Calls `visit` for each outstanding request; it may remove the one it is shown. */
export function forEach(o: Outstanding, visit: (place: number) => void): void {
  let left = o.count;
  for (let place = ID; left > 0 && place < o.facts.length; place += WIDTH) {
    if (o.facts[place] === FREE) continue;
    left--;
    visit(place);
  }
}

export const idOf = ({ facts }: Outstanding, place: number): number => facts[place];
export const sinceOf = ({ facts }: Outstanding, place: number): Micros => facts[place + SINCE];
/** In true time, for the measures. */
export const instantOf = ({ facts }: Outstanding, place: number): Instant =>
  loadInstant(facts, place + INSTANT);
/** Who waits for the answer. */
export const clientOf = ({ facts }: Outstanding, place: number): NodeRef =>
  asRef(facts[place + ENDS] >> 15);
export const targetOf = ({ facts }: Outstanding, place: number): number =>
  facts[place + ENDS] & (BASE - 1);

/** Doubles the table until no two ids meet. */
function widen(o: Outstanding): void {
  const old = { ...o };
  Object.assign(o, emptyOutstanding((2 * old.facts.length) / WIDTH));
  forEach(old, (at) =>
    add(
      o,
      idOf(old, at),
      sinceOf(old, at),
      instantOf(old, at),
      clientOf(old, at),
      targetOf(old, at),
    ),
  );
}

/** A long limit is looked after once a second, a short one five times within itself. */
const SWEEP_EVERY: Micros = 1_000_000;
const MILLISECOND: Micros = 1_000;

/** Time between two looks for requests older than `limit`, µs: none outlives it by more than a fifth, or a millisecond. */
export const sweepEvery = (limit: Micros): Micros =>
  Math.min(SWEEP_EVERY, Math.max(MILLISECOND, Math.round(limit / 5)));
