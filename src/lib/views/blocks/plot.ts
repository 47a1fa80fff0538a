/** A plot's room, px: the whole, and what its axes and their labels take of it on each side. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Where a point lies that is at these shares (0 … 1) of the horizontal and of the vertical axis, px. */
export function pointIn(plot: Plot, along: number, up: number): [x: number, y: number] {
  const { width, height, left, right, top, bottom } = plot;
  return [left + along * (width - left - right), top + (1 - up) * (height - top - bottom)];
}

/** What comes after the M of a path through these points, to a tenth of a pixel. */
export const pathThrough = (points: readonly (readonly [x: number, y: number])[]): string =>
  points.map((point) => point.map((n) => n.toFixed(1)).join(',')).join('L');
