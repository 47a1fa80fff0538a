import { MILLISECOND, type Micros } from '../sim';

/** Simulated seconds a second, in equal-looking steps of a logarithmic scale. */
export const SPEEDS: readonly number[] = [
  1 / 1000,
  1 / 500,
  1 / 200,
  1 / 100,
  1 / 50,
  1 / 20,
  1 / 10,
  1 / 5,
  1 / 2,
  1,
  2,
  5,
  10,
  20,
  50,
  100,
  200,
];

/** How long a message should be seen on its way, in wall time. */
const SEEN = 150 * MILLISECOND;

/** The next speed up or down from `speed`; the end of the scale stays. */
export function nextSpeed(speed: number, direction: 1 | -1): number {
  const at = SPEEDS.indexOf(nearestSpeed(speed));
  return SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, at + direction))];
}

/** The speed of the scale that is nearest, as ratios go. */
export function nearestSpeed(wanted: number): number {
  const away = (speed: number) => Math.abs(Math.log(speed / wanted));
  return SPEEDS.reduce((best, speed) => (away(speed) < away(best) ? speed : best));
}

/** A speed at which a message that takes `latency` µs is seen to travel; 1 where messages take no time. */
export function visibleSpeed(latency: Micros): number {
  return latency > 0 ? nearestSpeed(Math.min(1, latency / SEEN)) : 1;
}

/** "1/200×", "2×" */
export function speedText(speed: number): string {
  return speed < 1 ? `1/${Math.round(1 / speed)}×` : `${speed}×`;
}
