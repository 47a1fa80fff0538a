import type { Size } from '../stage/sizes';

/** Where the ticks of a queue go in a server's mark of each size. */
interface TickPlan {
  readonly x: number;
  /** From the mark's lower edge. */
  readonly up: number;
  readonly w: number;
  readonly h: number;
  readonly pitch: number;
  readonly most: number;
}

export const TICKS: Record<Exclude<Size, 'tiny'>, TickPlan> = {
  large: { x: 48, up: 25, w: 4, h: 14, pitch: 7, most: 12 },
  medium: { x: 38, up: 21, w: 3, h: 12, pitch: 5, most: 12 },
  small: { x: 9, up: 20, w: 2.5, h: 11, pitch: 4, most: 12 },
};

/** All ticks of a queue as one path: rectangles side by side, the first nearest to the worker. */
export function tickPath(length: number, plan: TickPlan, height: number): string {
  const y = height - plan.up;
  return Array.from({ length: Math.min(length, plan.most) }, (_, i) => {
    const x = plan.x + i * plan.pitch;
    return `M${x},${y}h${plan.w}v${plan.h}h${-plan.w}Z`;
  }).join('');
}

/** The ticks of a tiny mark: one upon the other, six at most. */
export function tinyTicks(length: number, w: number, h: number): string {
  return Array.from({ length: Math.min(6, length) }, (_, i) => {
    const y = h - 8 - i * 3.6;
    return `M${w - 20},${y}h13v2.4h-13Z`;
  }).join('');
}

/** Cells of a log, the latest at the right: which are committed. Those past the `most` that fit have moved out at the left. */
export function cellBoxes(length: number, committed: number, most: number): boolean[] {
  const first = Math.max(0, length - most);
  return Array.from({ length: length - first }, (_, i) => first + i < committed);
}
