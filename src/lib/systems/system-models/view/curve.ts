import type { SettingValue } from '../../../sim';
import { mistakesByArrival, mistakesBySending } from '../theory';

/** Time-outs that are tried, ms. */
export const TIMEOUTS = [150, 200, 250, 300, 400, 500, 700];

/** What a time-out costs: mistakes an hour and pair, and the time until a crash is noticed, ms. */
export interface Point {
  readonly timeout: number;
  readonly mistakes: number;
  readonly detection: number;
}

type Settings = Readonly<Record<string, SettingValue>>;

/** Mistakes an hour by theory; `null` where there is no formula. With a bound, none once T covers it. */
export function theoryOf(timeout: number, s: Settings): number | null {
  const pace = {
    median: Number(s.medianMs),
    sigma: Number(s.sigma),
    beat: Number(s.heartbeatMs),
  };
  if (s.delays === 'bounded') return null;
  if (s.rule === 'sent') return mistakesBySending(timeout, pace);
  if (s.rule === 'any') return mistakesByArrival(timeout, pace, { steps: 60, reach: 40 });
  return null;
}

/** The axes: time-outs from 100 to 750 ms, and a tenth to ten thousand mistakes an hour, by their logarithm. */
export interface Plot {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
const [LEAST, MOST] = [100, 750];
const DECADES = 5;

export const xOf = (plot: Plot, timeout: number): number =>
  plot.left + ((timeout - LEAST) / (MOST - LEAST)) * (plot.width - plot.left - plot.right);

/** None at all lies on the base line, below a tenth. */
export function yOf(plot: Plot, mistakes: number): number {
  const share = mistakes <= 0 ? 0 : (Math.log10(mistakes) + 1) / DECADES;
  const inner = plot.height - plot.top - plot.bottom;
  return plot.top + (1 - Math.min(1, Math.max(0, share))) * inner;
}

export function theoryPath(plot: Plot, settings: Settings): string | null {
  const points = Array.from({ length: 14 }, (_, i) => LEAST + i * 50).map((timeout) => {
    const mistakes = theoryOf(timeout, settings);
    return mistakes === null
      ? null
      : `${xOf(plot, timeout).toFixed(1)},${yOf(plot, mistakes).toFixed(1)}`;
  });
  return points.includes(null) ? null : points.join('L');
}
