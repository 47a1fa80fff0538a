import type { Micros } from '../../../sim';

/** How clocks take a leap second: not at all, a second repeated, or a second spread over a long time. */
export interface Leap {
  readonly mode: 'none' | 'step' | 'smear';
  readonly at: Micros;
  /** How long the smear lasts, µs. */
  readonly over: Micros;
}

const LEAP: Micros = 1_000_000;

/** By how much a clock is behind one that knows no leap seconds. */
export function leapLag({ mode, at, over }: Leap, time: Micros): Micros {
  if (mode === 'none' || time < at) return 0;
  return mode === 'step' ? LEAP : Math.round(LEAP * Math.min(1, (time - at) / over));
}

export interface WallState {
  /** By how much it is wrong at present, µs. */
  error: Micros;
  /** What synchronisation has added, µs. */
  correction: Micros;
}

/** A quartz clock: the host's time, its error and drift, and what was added to correct it. Before leap seconds. */
export const uncorrectedBy = (
  { error, correction }: WallState,
  clock: Micros,
  monotonic: Micros,
  ppm: number,
): Micros => clock + error + correction + Math.round((monotonic * ppm) / 1e6);
