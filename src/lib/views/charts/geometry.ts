import { bisectRight } from 'd3-array';
import { scaleBand, scaleLinear } from 'd3-scale';
import type { Micros, Series } from '../../sim';
import type { Plot } from '../blocks/plot';
import { textWidth, tickText } from '../format';

/** The box that a chart is drawn in, and its inside, px. */
export type Frame = Plot;

/**
 * A copy of a series (a run on this very thread grows its own in place) with the counts at the run's end where the
 * nodes have a counter of the series' name: the last sample is taken before the end, and 200,000 has to be 200,000.
 */
export function completed(
  series: Series,
  nodes: Readonly<Record<string, Readonly<Record<string, number>>>>,
  end: Micros,
): Series {
  const final = series.lines.map((line) => nodes[line]?.[series.id]);
  if (!(end > (series.at.at(-1) ?? end)) || !final.every(Number.isFinite)) return { ...series };
  return {
    ...series,
    at: [...series.at, end],
    values: series.values.map((line, i) => [...line, final[i]]),
  };
}

/** Lowest and highest finite number of a series' lines; `null` when there is none. */
export function extentOf(series: Series): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const line of series.values) {
    for (const v of line) {
      if (v < low) low = v;
      if (v > high && v !== Infinity) high = v;
    }
  }
  return low <= high ? [low, high] : null;
}

/** Time across; never narrower than a tenth of a second, so that the first sample has a place. */
export function timeScale(end: Micros, frame: Frame) {
  return scaleLinear([0, Math.max(end, 1e5) / 1e6], [frame.left, frame.width - frame.right]);
}

/** What the value axis has to hold: zero, every sample, and the target with room for its label. */
export function domainOf(series: Series): readonly [number, number] {
  const [low, high] = extentOf(series) ?? [0, 1];
  const top = Math.max(high, (series.target?.value ?? 0) * 1.06);
  // Where all is zero the axis goes to one, and not to some billionth.
  return low < 0 || top > 0 ? [Math.min(0, low), Math.max(0, top)] : [0, 1];
}

/** Values upwards, with a round number at the top. */
export function valueScale(domain: readonly [number, number], frame: Frame) {
  return scaleLinear(domain, [frame.height - frame.bottom, frame.top]).nice(4);
}

/** Room for the numbers at the left of a value axis, px. */
export function axisWidth(domain: readonly [number, number]): number {
  const ticks = scaleLinear(domain, [0, 1]).nice(4).ticks(5);
  const widest = Math.max(...ticks.map((tick) => textWidth(tickText(tick, ticks.at(-1)))));
  return Math.max(28, widest + 12);
}

/** Index of the last sample at or before `at`; the first where `at` lies before all; −1 without samples. */
export function sampleAt(series: Series, at: Micros): number {
  const n = series.at.length;
  return n === 0 ? -1 : Math.max(0, bisectRight(series.at, at, 0, n) - 1);
}

/** A line's value at a time, NaN where there is none. */
export function valueAt(series: Series, line: number, at: Micros): number {
  const i = sampleAt(series, at);
  return i < 0 ? NaN : (series.values[line][i] ?? NaN);
}

/**
 * The samples that make the picture of a line: all of them when few, else the lowest and the highest of each of
 * `columns` stretches, so that no peak is lost. Gaps (NaN) are kept.
 */
export function thin(values: readonly number[], columns: number): number[] {
  const n = values.length;
  if (n <= columns * 2) return Array.from({ length: n }, (_, i) => i);
  const kept: number[] = [];
  for (let c = 0; c < columns; c++) {
    const [from, to] = [Math.floor((c * n) / columns), Math.floor(((c + 1) * n) / columns)];
    let [low, high, gap] = [-1, -1, -1];
    for (let i = from; i < to; i++) {
      if (Number.isNaN(values[i])) gap = i;
      else {
        if (low < 0 || values[i] < values[low]) low = i;
        if (high < 0 || values[i] > values[high]) high = i;
      }
    }
    const picked = [low, high, gap].filter((i) => i >= 0).sort((a, b) => a - b);
    for (const i of picked) if (kept.at(-1) !== i) kept.push(i);
  }
  if (kept.at(-1) !== n - 1) kept.push(n - 1);
  return kept;
}

type Scale = (x: number) => number;

/** A number from 0 up with one decimal: several times faster than the engine's own way with fractions. */
function tenths(value: number): string {
  const n = Math.round(value * 10);
  const whole = Math.floor(n / 10);
  return `${whole}.${n - whole * 10}`;
}

/**
 * The path of one line of a series; a gap lifts the pen, and a sample alone between gaps is a dot (by round caps).
 * Written by hand, not with d3-shape: a hundred lines are drawn ten times a second. Both scales are linear.
 */
export function linePath(series: Series, line: number, x: Scale, y: Scale, columns = 200): string {
  const values = series.values[line];
  const [x0, y0] = [x(0), y(0)];
  const perMicro = (x(1) - x0) / 1e6;
  const perUnit = y(1) - y0;
  let path = '';
  let drawn = 0;
  for (const i of thin(values, columns)) {
    const value = values[i];
    if (!Number.isFinite(value)) {
      if (drawn === 1) path += 'h0';
      drawn = 0;
      continue;
    }
    const left = tenths(x0 + series.at[i] * perMicro);
    path += `${drawn++ === 0 ? 'M' : 'L'}${left},${tenths(y0 + value * perUnit)}`;
  }
  return drawn === 1 ? `${path}h0` : path;
}

/** The last finite sample of a line; −1 when it has none. */
export function lastSample(values: readonly number[]): number {
  let i = values.length - 1;
  while (i >= 0 && !Number.isFinite(values[i])) i--;
  return i;
}

/** Places for bars, and which of their names there is room for (every `step`th). */
export function bandsOf(names: readonly string[], frame: Frame) {
  const band = scaleBand<number>(
    names.map((_, i) => i),
    [frame.left, frame.width - frame.right],
  )
    .paddingInner(names.length > 40 ? 0.1 : 0.25)
    .paddingOuter(0.15);
  const widest = Math.max(...names.map(textWidth)) + 8;
  return { band, step: Math.max(1, Math.ceil(widest / band.step())) };
}

/** Marks of a scale, about one for each `every` px. */
export function ticksFor(
  scale: { ticks(count: number): number[] },
  length: number,
  every: number,
): number[] {
  return scale.ticks(Math.max(2, Math.floor(length / every)));
}
