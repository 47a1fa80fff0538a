import { ln, type Micros } from '../../../sim';
import { pathThrough, pointIn, type Plot } from '../../../views/blocks/plot';
import { amplification } from '../amplification';
import type { Checkout } from './calls';

/** What a stretch of a run came to: the share of database calls that failed, and calls for each checkout. */
export interface Dot {
  readonly failed: number;
  readonly load: number;
}

/** A stretch, µs, and the least checkouts that make a dot of it. */
const STRETCH = 2_000_000;
const LEAST = 5;

/** A dot for each stretch whose checkouts have all had time to end by `t`; each call counts for its checkout's stretch. */
export function dotsOf(
  checkouts: readonly Checkout[],
  database: number,
  t: Micros,
  patience: Micros,
): Dot[] {
  const stretches = new Map<number, { clicks: number; calls: number; failed: number }>();
  for (const { attempts } of checkouts) {
    const place = Math.floor(attempts[0].from / STRETCH);
    if ((place + 1) * STRETCH + patience > t) break;
    let s = stretches.get(place);
    if (!s) stretches.set(place, (s = { clicks: 0, calls: 0, failed: 0 }));
    s.clicks++;
    for (const a of attempts) {
      if (a.callee !== database || a.from > t) continue;
      s.calls++;
      if (a.why !== null && a.waited <= t) s.failed++;
    }
  }
  return [...stretches.values()]
    .filter((s) => s.clicks >= LEAST && s.calls > 0)
    .map(({ clicks, calls, failed }) => ({ failed: failed / calls, load: calls / clicks }));
}

/** Places in a plot of load against the share that fails; the load's axis is logarithmic, from 1 to `most`. */
export function placeIn(
  plot: Plot,
  most: number,
): (failed: number, load: number) => [number, number] {
  const top = Math.max(2, most);
  return (failed, load) => pointIn(plot, failed, ln(Math.min(Math.max(1, load), top)) / ln(top));
}

/** Theory as a path: sixty stretches are smooth at this size. */
export function theoryPath(plot: Plot, attempts: number, layers: number, most: number): string {
  const place = placeIn(plot, most);
  const shares = Array.from({ length: 61 }, (_, i) => i / 60);
  return pathThrough(
    shares.map((failed) => place(failed, amplification(failed, attempts, layers))),
  );
}
