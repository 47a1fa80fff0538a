import type { Micros } from '../../../sim';
import type { Span } from '../../../views/spacetime/span';
import { endOf, type Attempt } from './calls';

/** The part of a bar: waiting alone, work that somebody waits for, and work for nobody. */
export interface Bar {
  readonly attempt: Attempt;
  readonly from: Micros;
  readonly lane: number;
  readonly row: number;
}

/** Attempts in rows: each takes the first row of its callee's lane in which nothing else is drawn at that time. */
export function stack(
  attempts: readonly Attempt[],
  lanes: readonly number[],
  t: Micros,
): { bars: Bar[]; rows: number[] } {
  const free = lanes.map((): Micros[] => []);
  const bars: Bar[] = [];
  for (const attempt of attempts) {
    const lane = lanes.indexOf(attempt.callee);
    if (lane < 0 || attempt.from > t) continue;
    const ends = free[lane];
    const found = ends.findIndex((end) => end <= attempt.from);
    const row = found < 0 ? ends.length : found;
    ends[row] = endOf(attempt, t);
    bars.push({ attempt, from: attempt.from, lane, row });
  }
  return { bars, rows: free.map((ends) => Math.max(1, ends.length)) };
}

/** Heights and tops of lanes, px: rows get thinner where there are many. */
export function lanesOf(rows: readonly number[], top: number, most: number) {
  const height = (n: number): number => Math.max(2, Math.min(14, most / n));
  let next = top;
  return rows.map((n) => {
    const lane = { top: next, row: height(n), height: n * height(n) };
    next += Math.max(16, lane.height) + 8;
    return lane;
  });
}

export type Look = 'waits' | 'works' | 'fails' | 'wasted';

/** What is drawn of an attempt up to `t`, within a span: stretches of time, each with its look. */
export function piecesOf(
  a: Attempt,
  t: Micros,
  { from, to }: Span,
): { look: Look; from: Micros; to: Micros }[] {
  const clip = (at: Micros): Micros => Math.min(to, t, Math.max(from, at));
  const worked = Math.min(a.finished, t);
  const known = Math.min(a.waited, worked);
  const pieces: { look: Look; from: Micros; to: Micros }[] = [
    { look: 'waits', from: clip(a.from), to: clip(a.waited) },
  ];
  if (a.began < worked) {
    const failed = a.finished <= t && a.result !== null;
    if (a.began < known)
      pieces.push({ look: failed ? 'fails' : 'works', from: clip(a.began), to: clip(known) });
    const gone = Math.max(a.began, a.waited);
    if (gone < worked) pieces.push({ look: 'wasted', from: clip(gone), to: clip(worked) });
  }
  return pieces.filter((p) => p.to > p.from);
}
