import { exp, ln } from '../../sim';

/** Delays that are log-normal, and heartbeats that are sent every `beat` ms; all times in ms. */
export interface Pace {
  readonly median: number;
  readonly sigma: number;
  readonly beat: number;
}

const HOUR = 3_600_000;
const ONE_OVER_ROOT_2PI = 0.3989422804014327;

/** The standard normal distribution, by its series; beyond six deviations it is 0 or 1. */
export function normalCdf(z: number): number {
  if (z < -6) return 0;
  if (z > 6) return 1;
  let [term, sum] = [z, z];
  for (let k = 1; k < 80 && Math.abs(term) > 1e-18; k++) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + ONE_OVER_ROOT_2PI * exp((-z * z) / 2) * sum;
}

/** The probability that a message takes at most `time`. */
export function arrivesBy(time: number, { median, sigma }: Pace): number {
  if (time <= 0) return 0;
  if (sigma === 0) return time >= median ? 1 : 0;
  return normalCdf(ln(time / median) / sigma);
}

/**
 * Mistakes an hour of a detector with freshness points: trusted until `timeout` after the newest heartbeat was sent.
 * Chen, Toueg and Aguilera 2002, with δ = timeout − beat.
 */
export function mistakesBySending(timeout: number, pace: Pace): number {
  const shift = timeout - pace.beat;
  let all = 1;
  for (let j = 0; j * pace.beat <= shift; j++) all *= 1 - arrivesBy(shift - j * pace.beat, pace);
  return (HOUR / pace.beat) * arrivesBy(timeout, pace) * all;
}

/**
 * Mistakes an hour where any heartbeat's arrival starts the time-out again: those arrivals that no other one follows
 * within `timeout`. Summed over the delay of that one in `steps` steps, and over as many heartbeats before it as `reach`.
 */
export function mistakesByArrival(
  timeout: number,
  pace: Pace,
  { steps = 240, reach = 400 } = {},
): number {
  const { median, sigma, beat } = pace;
  let sum = 0;
  const width = 12 / steps;
  for (let k = 0; k < steps; k++) {
    const z = -6 + (k + 0.5) * width;
    const own = median * exp(sigma * z);
    let alone = 1;
    const last = Math.ceil((own + timeout) / beat);
    for (let j = -reach; j <= last && alone > 1e-12; j++) {
      if (j === 0) continue;
      const from = own - j * beat;
      alone *= 1 - (arrivesBy(from + timeout, pace) - arrivesBy(from, pace));
    }
    sum += ONE_OVER_ROOT_2PI * exp((-z * z) / 2) * width * alone;
  }
  return (HOUR / beat) * sum;
}
