import { upperBound, type Micros, type RunResult, type SettingValue } from '../../../sim';
import { pathThrough, pointIn, type Plot } from '../../../views/blocks/plot';
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
const [LEAST, MOST] = [100, 750];
const DECADES = 5;

/** Where so many mistakes at a time-out lie; none at all lies on the base line, below a tenth. */
export function placeIn(plot: Plot, timeout: number, mistakes: number): [number, number] {
  const share = mistakes <= 0 ? 0 : (Math.log10(mistakes) + 1) / DECADES;
  return pointIn(plot, (timeout - LEAST) / (MOST - LEAST), Math.min(1, Math.max(0, share)));
}

/** `null` where theory has no formula. */
export function theoryPath(plot: Plot, settings: Settings): string | null {
  const points: [number, number][] = [];
  for (let timeout = LEAST; timeout <= MOST; timeout += 50) {
    const mistakes = theoryOf(timeout, settings);
    if (mistakes === null) return null;
    points.push(placeIn(plot, timeout, mistakes));
  }
  return pathThrough(points);
}

/** Mistakes an hour and pair that a run had come to by `t`, as it was last sampled. */
export function rateBy({ series }: Pick<RunResult, 'series'>, t: Micros): number {
  const { at, values } = series.find(({ id }) => id === 'mistake-rate')!;
  return upperBound(at, t) > 0 ? values[0][upperBound(at, t) - 1] : 0;
}
