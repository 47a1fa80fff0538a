import { alongOf, pointText, type Plane } from './plane';
import type { Split } from './reading';

const TOOTH = 13;

/** A number in −1 … 1 that belongs to a tooth: the line has the same teeth however it is moved. */
function bite(k: number, seed: number): number {
  const mixed = Math.imul(k * 2 + 1, 0x9e3779b1) ^ Math.imul(seed + 7, 0x85ebca6b);
  const size = 0.35 + 0.65 * (((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32);
  return k % 2 === 0 ? size : -size;
}

/** Pairs of neighbouring lines (the first of each) whose processes are on different sides. */
export function gapsOf(plane: Plane, sides: readonly number[]): number[] {
  const byLine = Array.from(
    { length: plane.lines },
    (_, line) => sides[plane.lineOf.indexOf(line)],
  );
  const gaps: number[] = [];
  let side = -1;
  byLine.forEach((next, line) => {
    if (next < 0) return;
    if (side >= 0 && next !== side) gaps.push(line - 1);
    side = next;
  });
  return gaps;
}

/** The fault lines of a partition while it stands: one path, jagged along time between the lines that it parts. */
export function splitPath(plane: Plane, { from, to, sides }: Split): string {
  const { span, first, pitch } = plane;
  if (to < span.from || from > span.to) return '';
  const origin = alongOf(plane, from);
  const last = alongOf(plane, Math.min(to, span.to));
  const low = Math.max(0, Math.floor((alongOf(plane, Math.max(from, span.from)) - origin) / TOOTH));
  const high = Math.ceil((last - origin) / TOOTH);
  const amplitude = Math.min(6, pitch * 0.3);
  return gapsOf(plane, sides)
    .map((gap) => {
      const middle = first + (gap + 0.5) * pitch;
      const points = Array.from({ length: high - low + 1 }, (_, i) => {
        const k = low + i;
        const along = Math.min(last, origin + k * TOOTH);
        return pointText(plane, along, middle + amplitude * bite(k, gap));
      });
      return `M${points.join('L')}`;
    })
    .join('');
}
