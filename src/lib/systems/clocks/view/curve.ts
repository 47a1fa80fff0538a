import { pathThrough, pointIn, type Plot } from '../../../views/blocks/plot';

/** The share of later writes with an earlier stamp, for two errors uniform within ±s and a gap g, in the same unit. */
export const inversionShare = (s: number, g: number): number =>
  s <= 0 ? 0 : Math.max(0, 2 * s - g) ** 2 / (8 * s * s);

/** Of a plot whose axes go to `most` (a gap, ms) and to one half. */
export const placeIn =
  (plot: Plot, most: number) =>
  (gap: number, share: number): [number, number] =>
    pointIn(plot, Math.min(gap, most) / most, Math.min(share, 0.5) / 0.5);

/** The curve as a path: forty stretches are smooth at this size. */
export function curvePath(plot: Plot, s: number, most: number): string {
  const place = placeIn(plot, most);
  const gaps = Array.from({ length: 41 }, (_, i) => (most * i) / 40);
  return pathThrough(gaps.map((gap) => place(gap, inversionShare(s, gap))));
}
