import type { Micros } from '../../../sim';

/** A running estimate of the round trip, as TCP keeps it (RFC 6298). */
export interface RoundTrip {
  readonly smoothed: Micros;
  readonly deviation: Micros;
}

/** The least by which a time-out exceeds the round trip, µs: with no deviation at all a timer would fire just before the answer. */
const LEAST = 10_000;

/** The estimate after one more measurement of `rtt` µs, ≥ 0. */
export function measured(before: RoundTrip | null, rtt: Micros): RoundTrip {
  if (!before) return { smoothed: rtt, deviation: rtt / 2 };
  return {
    deviation: before.deviation * 0.75 + Math.abs(before.smoothed - rtt) * 0.25,
    smoothed: before.smoothed * 0.875 + rtt * 0.125,
  };
}

/** How long to wait for an acknowledgement, µs. */
export const timeoutOf = ({ smoothed, deviation }: RoundTrip): Micros =>
  Math.round(smoothed + Math.max(LEAST, 4 * deviation));
