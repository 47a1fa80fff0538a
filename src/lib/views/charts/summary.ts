import type { Micros, Series } from '../../sim';
import { valueAt } from './geometry';

/** A line in numbers, for those who read a table rather than a picture. NaN where there is nothing to say. */
export interface LineSummary {
  readonly name: string;
  readonly now: number;
  readonly lowest: number;
  readonly highest: number;
  readonly mean: number;
  readonly last: number;
}

/** Each line of a series at time `at` and over the whole run. */
export function summarise(series: Series, at: Micros): LineSummary[] {
  return series.lines.map((name, i) => {
    const finite = series.values[i].filter(Number.isFinite);
    const some = finite.length > 0;
    return {
      name,
      now: valueAt(series, i, at),
      lowest: some ? finite.reduce((a, b) => Math.min(a, b)) : NaN,
      highest: some ? finite.reduce((a, b) => Math.max(a, b)) : NaN,
      mean: some ? finite.reduce((a, b) => a + b, 0) / finite.length : NaN,
      last: finite.at(-1) ?? NaN,
    };
  });
}
