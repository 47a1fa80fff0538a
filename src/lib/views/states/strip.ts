import type { Micros } from '../../sim';
import type { Timeline } from './modes';

/** A stretch of time in one state; `from` and `share` are parts of the whole run, 0 … 1. */
export interface Bar {
  readonly state: string;
  readonly at: Micros;
  readonly to: Micros;
  readonly from: number;
  readonly share: number;
}

/** The bars of a timeline over a run of `end` µs. */
export function barsOf(line: Timeline, end: Micros): Bar[] {
  if (!(end > 0)) return [];
  return line.states.flatMap((state, i) => {
    const at = Math.min(line.at[i], end);
    const to = Math.min(line.at[i + 1] ?? end, end);
    return to > at ? [{ state, at, to, from: at / end, share: (to - at) / end }] : [];
  });
}

/** The next change after `t`, or the last one before it; the ends of the run where there is none. */
export function nextChange(
  lines: readonly Timeline[],
  t: Micros,
  way: 1 | -1,
  end: Micros,
): Micros {
  const changes = lines.flatMap((line) => line.at.slice(1)).filter((at) => (at - t) * way > 0);
  return way > 0 ? Math.min(end, ...changes) : Math.max(0, ...changes);
}

/** Whether a word fits in a bar so wide (12 px sans, with a little air at both sides). */
export function fits(text: string, width: number): boolean {
  return text.length * 6.8 + 10 <= width;
}
