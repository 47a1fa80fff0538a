import type { Micros } from '../../sim';
import type { Span } from '../spacetime/span';

/** What is left free around the bars, and how much room there is in all, px. */
export interface Margins {
  readonly left: number;
  readonly right: number;
  readonly top: number;
}

/** Beneath the lanes: ticks and their times, px. */
export const AXIS = 24;
const NARROWEST = 60;

/** Width of the stretch between the margins, px. */
export const innerWidth = (width: number, { left, right }: Margins): number =>
  Math.max(NARROWEST, width - left - right);

/** A mark on an axis, px, and what is written there; "" for nothing. */
export interface Mark {
  readonly x: number;
  readonly text: string;
}

/** A bar as it is drawn, px. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/** The box at a point of the picture, the topmost where several lie there; −1: none. `height` is that of every box. */
export const boxAt = (boxes: readonly Box[], px: number, py: number, height: number): number =>
  boxes.findLastIndex(
    ({ x, y, width }) => px >= x && px <= x + width && py >= y - 2 && py <= y + height + 2,
  );

/** The moment at a place of the picture, within a run that ends at `end`. The inverse of `scaleOf`. */
export function momentAt(
  px: number,
  span: Span,
  width: number,
  margins: Margins,
  end: Micros,
): Micros {
  const share = (px - margins.left) / innerWidth(width, margins);
  return Math.min(end, Math.max(0, span.from + share * (span.to - span.from)));
}

/** Where a moment is drawn, px. */
export function scaleOf(span: Span, width: number, margins: Margins): (at: Micros) => number {
  const inner = innerWidth(width, margins);
  return (at) => margins.left + ((at - span.from) / (span.to - span.from)) * inner;
}
