import { eventReader, firstPlace, type Micros, type Trace } from '../../../sim';
import type { DnsSettings } from '../settings';
import type { DnsWorld } from '../world';

const eventsOf = eventReader<DnsWorld>();

/** One copy of www in one resolver. */
export interface CopyBar {
  readonly node: number;
  readonly resolver: number;
  readonly isOld: boolean;
  readonly from: Micros;
  /** When it expires, or is replaced before that. */
  readonly to: Micros;
  readonly until: Micros;
  /** When its resolver had it: its life began at the name server, a little earlier. */
  readonly got: Micros;
}

export interface Field {
  /** In order of the moment at which they were fetched. */
  readonly copies: readonly CopyBar[];
  /** When the owner changed the record; Infinity: never. */
  readonly change: Micros;
  /** By node: when it was asked, in order. */
  readonly asked: ReadonlyMap<number, readonly Micros[]>;
}

/** Reads from a trace which resolver had which copy of www, from when until when. */
export function fieldOf(trace: Trace): Field {
  const next = new Map<string, Micros>();
  const found = eventsOf(trace, 'cached').filter(({ data }) => data.name === 'www');
  const copies: CopyBar[] = [];
  for (const { at, node, data } of [...found].reverse()) {
    const key = `${node} ${data.resolver}`;
    const { resolver, address, from, until } = data;
    const to = Math.min(until, next.get(key) ?? Infinity);
    copies.push({ node, resolver, isOld: address === 1, from, to, until, got: at });
    next.set(key, at);
  }
  copies.sort((a, b) => a.from - b.from);
  const change = eventsOf(trace, 'planned').find(({ data }) => data.step === 'change');
  const asked = new Map<number, Micros[]>();
  for (const { at, node } of eventsOf(trace, 'asked')) {
    const times = asked.get(node);
    if (times) times.push(at);
    else asked.set(node, [at]);
  }
  return { copies, change: change?.at ?? Infinity, asked };
}

/** The end of a copy as it is known at `t`: that it will be replaced before it expires, nobody knows yet. */
export const endBy = ({ to, until }: CopyBar, t: Micros): Micros => (to <= t ? to : until);

/** The copies that their resolvers had by `t`. */
export const fetchedBy = (copies: readonly CopyBar[], t: Micros): readonly CopyBar[] =>
  copies.filter(({ got }) => got <= t);

/** The longest life of these copies, µs; at least `least`. */
export const longestOf = (copies: readonly CopyBar[], least: Micros): Micros =>
  copies.reduce((most, c) => Math.max(most, c.until - c.from), least);

/** How many of these moments, which are in order, have come by `t`. */
export function countBy(times: readonly Micros[], t: Micros): number {
  return firstPlace(0, times.length, (i) => times[i] <= t);
}

/** The share of `resolvers` that answer with the old address at a moment after the change. */
export function staleAt({ copies, change }: Field, t: Micros, resolvers: number): number {
  if (t < change) return 0;
  return copies.filter((c) => c.isOld && c.got <= t && c.to > t).length / resolvers;
}

type Plan = Pick<DnsSettings, 'ttlS' | 'lowTtlS' | 'lowerBeforeS'>;

/**
 * What arithmetic says of that share, `s` seconds after the change: copies of random ages die evenly over their TTL.
 * Those that were fetched before the TTL was lowered have the long one.
 */
export function expectedStale({ ttlS, lowTtlS, lowerBeforeS }: Plan, s: number): number {
  const long = Math.max(0, ttlS - lowerBeforeS - s) / ttlS;
  const lowered = Math.min(1, lowerBeforeS / ttlS);
  return long + lowered * Math.max(0, 1 - s / lowTtlS);
}

export type Kind = 'old' | 'stale' | 'new' | 'left';

interface Scale {
  x(at: Micros): number;
  y(left: Micros): number;
  readonly from: Micros;
  readonly to: Micros;
}

/** Diagonals from fetch to expiry as one path a kind: lived so far, lived past the change, and still to live. */
export function pathsOf(
  { copies, change }: Pick<Field, 'copies' | 'change'>,
  t: Micros,
  { x, y, from, to }: Scale,
): Record<Kind, string> {
  const paths = { old: '', stale: '', new: '', left: '' };
  for (const copy of copies) {
    if (copy.from > t || copy.from > to) break;
    if (endBy(copy, t) < from) continue;
    const line = (kind: Kind, a: Micros, b: Micros): void => {
      const [start, end] = [Math.max(a, from), Math.min(b, to)];
      if (start >= end) return;
      const point = (at: Micros) => `${x(at).toFixed(1)},${y(copy.until - at).toFixed(1)}`;
      paths[kind] += `M${point(start)}L${point(end)}`;
    };
    const now = Math.min(t, copy.to);
    if (copy.isOld) {
      line('old', copy.from, Math.min(now, change));
      line('stale', Math.max(copy.from, change), now);
    } else line('new', copy.from, now);
    if (copy.to > t) line('left', t, copy.until);
  }
  return paths;
}

/** A copy in words: "No. 12 of resolvers A: the old address, fetched at 12 s, expires at 312 s". */
export function copyText(
  { resolver, isOld, from, until }: CopyBar,
  crowd: string,
  t: Micros,
): string {
  const s = (at: Micros): string => `${Math.round(at / 1e6)} s`;
  const fetched = from < 0 ? `${s(-from)} before the run` : `at ${s(from)}`;
  const expired = until <= t ? 'expired' : 'expires';
  return `No. ${resolver + 1} of ${crowd}: the ${isOld ? 'old' : 'new'} address, fetched ${fetched}, ${expired} at ${s(until)}`;
}
