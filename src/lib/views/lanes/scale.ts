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

/** Where a moment is drawn, px. */
export function scaleOf(span: Span, width: number, margins: Margins): (at: Micros) => number {
  const inner = innerWidth(width, margins);
  return (at) => margins.left + ((at - span.from) / (span.to - span.from)) * inner;
}
