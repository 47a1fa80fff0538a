/** The share of later writes with an earlier stamp, for two errors uniform within ±s and a gap g, in the same unit. */
export const inversionShare = (s: number, g: number): number =>
  s <= 0 ? 0 : Math.max(0, 2 * s - g) ** 2 / (8 * s * s);

export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Of a plot whose axes go to `most` (a gap, ms) and to one half. */
export function placeIn(
  plot: Plot,
  most: number,
): (gap: number, share: number) => [number, number] {
  const w = plot.width - plot.left - plot.right;
  const h = plot.height - plot.top - plot.bottom;
  return (gap, share) => [
    plot.left + (Math.min(gap, most) / most) * w,
    plot.top + (1 - Math.min(share, 0.5) / 0.5) * h,
  ];
}

/** The curve as a path: forty stretches are smooth at this size. */
export function curvePath(plot: Plot, s: number, most: number): string {
  const place = placeIn(plot, most);
  return Array.from({ length: 41 }, (_, i) => {
    const gap = (most * i) / 40;
    return place(gap, inversionShare(s, gap))
      .map((n) => n.toFixed(1))
      .join(',');
  }).join('L');
}
