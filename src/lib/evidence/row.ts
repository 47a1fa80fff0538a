/** Where a published figure stands. */
export interface Source {
  readonly citation: string;
  readonly url: string;
}

export const source = (citation: string, url: string): Source => ({ citation, url });

/** One number of a row: what was published, what we get, and the range that counts as the same. */
export interface Figure {
  readonly label: string;
  readonly published: number;
  readonly ours: number;
  readonly from: number;
  readonly to: number;
  readonly holds: boolean;
}

/** A published result and how our kernel reproduces it. */
export interface Row {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly source: Source;
  /** How wide the range is and why, in words. */
  readonly tolerance: string;
  /** As the command line takes them after `run SYSTEM`. */
  readonly settings: string;
  readonly seeds: readonly number[];
  /** Takes at most a second or two: run again by every test. The others are run by `npm run check -- evidence`. */
  readonly cheap?: true;
  measure(): Promise<Figure[]>;
}

/** A figure with the range around the published value within which ours has to lie. */
export function figure(
  label: string,
  published: number,
  ours: number,
  from: number,
  to: number,
): Figure {
  return { label, published, ours, from, to, holds: ours >= from && ours <= to };
}

/** The mean of several runs, and three standard errors of it: 3·sd/√R. */
export function meanOfRuns(values: readonly number[]): { mean: number; spread: number } {
  const n = values.length;
  const mean = values.reduce((a, b) => a + b, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return { mean, spread: 3 * Math.sqrt(variance / n) };
}

/** Ours within three standard errors of the published value, or within `least` of it where that is wider. */
export function byRuns(
  label: string,
  published: number,
  values: readonly number[],
  least = 0,
): Figure {
  const { mean, spread } = meanOfRuns(values);
  const width = Math.max(spread, least * published);
  return figure(label, published, mean, published - width, published + width);
}

/** Ours within a share of the published value. */
export function within(label: string, published: number, ours: number, share: number): Figure {
  return figure(label, published, ours, published * (1 - share), published * (1 + share));
}

export const THREE_ERRORS = 'three standard errors of the mean of the runs, 3·sd/√R';
