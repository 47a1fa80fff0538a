/** The arithmetic of a slider: where a value sits on the track, and what a place on the track means. */

export interface Range {
  min: number;
  max: number;
  /** Smallest change; on a logarithmic track, the finest value shown. 0 for none. */
  step: number;
  /** Equal distances are equal ratios. Needs min > 0. */
  log?: boolean;
}

/** The track has this many places, so that a logarithmic one still moves finely. */
export const TRACK = 1000;

/** Place of a value on the track, 0 to TRACK; values outside the range sit at its ends. */
export function toTrack(value: number, { min, max, log }: Range): number {
  const v = Math.min(max, Math.max(min, value));
  if (max <= min) return 0;
  const share = log ? Math.log(v / min) / Math.log(max / min) : (v - min) / (max - min);
  return Math.round(share * TRACK);
}

/** Value at a place of the track, on the range's steps. */
export function fromTrack(place: number, range: Range): number {
  const share = Math.min(TRACK, Math.max(0, place)) / TRACK;
  const { min, max, log } = range;
  const raw = log ? min * Math.pow(max / min, share) : min + (max - min) * share;
  return snap(log ? threeFigures(raw) : raw, range);
}

/** Nearest step counted from `min`, inside the range, without binary crumbs. */
export function snap(value: number, { min, max, step }: Range): number {
  const stepped = step > 0 ? min + Math.round((value - min) / step) * step : value;
  return Math.min(max, Math.max(min, tidy(stepped)));
}

/** One press of an arrow key (or ten, for Page Up): a step, or on a logarithmic track a fortieth of it. */
export function nudge(value: number, steps: number, range: Range): number {
  if (!range.log) return snap(value + steps * (range.step || (range.max - range.min) / 100), range);
  const moved = fromTrack(toTrack(value, range) + steps * 25, range);
  if (moved !== snap(value, range)) return moved;
  return snap(value + Math.sign(steps) * (range.step || value / 40), range);
}

function threeFigures(value: number): number {
  return Number(value.toPrecision(3));
}

function tidy(value: number): number {
  return Number(value.toPrecision(12));
}
