/**
 * Measures that cost the same however long the run is. A histogram keeps counts per bucket, 2^bits of them for each
 * doubling of the value: exact below 2^bits and within one part in 2^bits above, up to 2^40 (in µs, twelve days).
 */
export interface Histogram {
  readonly bits: number;
  /** Grows with the largest value seen. */
  counts: Uint32Array;
  total: number;
  sum: number;
  max: number;
  /** The highest bucket that was added to. */
  high: number;
}

/** Fine for the whole run (0.05 %), coarse for the window between two samples (0.8 %). */
const FINE = 11;
const COARSE = 7;

export function emptyHistogram(bits = FINE, counts = new Uint32Array(4 << bits)): Histogram {
  return { bits, counts, total: 0, sum: 0, max: 0, high: -1 };
}

function bucketOf(value: number, bits: number): number {
  if (value < 1 << bits) return value < 0 ? 0 : Math.floor(value);
  let octave = 0;
  let high = value;
  if (high >= 2 ** 31) {
    octave = 20;
    high = Math.floor(high / 2 ** 20);
  }
  const shift = 31 - Math.clz32(high) - bits;
  if (shift > 0) {
    octave += shift;
    high >>>= shift;
  }
  return (octave << bits) + high;
}

/** The largest value that falls into a bucket. */
function topOf(bucket: number, bits: number): number {
  if (bucket < 2 << bits) return bucket;
  const octave = (bucket >> bits) - 1;
  return (bucket - (octave << bits) + 1) * 2 ** octave - 1;
}

function widened(counts: Uint32Array, length: number): Uint32Array {
  const wider = new Uint32Array(length);
  wider.set(counts);
  return wider;
}

function countIn(h: Histogram, value: number): void {
  const bucket = bucketOf(value, h.bits);
  if (bucket >= h.counts.length) {
    h.counts = widened(h.counts, ((bucket >> h.bits) + 1) << h.bits);
  }
  h.counts[bucket]++;
  if (bucket > h.high) h.high = bucket;
}

/** Adds a value (0 … 2^40; below 0 counts as 0). */
export function addTo(h: Histogram, value: number): void {
  countIn(h, value);
  h.total++;
  h.sum += value;
  if (value > h.max) h.max = value;
}

/** The nearest-rank percentile: the smallest value with at least share `q` of the values at or below it. NaN if empty. */
export function percentile(h: Histogram, q: number): number {
  if (h.total === 0) return NaN;
  const rank = Math.max(1, Math.ceil(q * h.total));
  let seen = 0;
  for (let i = 0; i <= h.high; i++) {
    seen += h.counts[i];
    if (seen >= rank) return Math.min(topOf(i, h.bits), h.max);
  }
  return h.max;
}

/** The values below which these shares (0 … 1) of the times in a histogram lie, ms. */
export const timesMs = (of: Histogram, ...shares: readonly number[]): number[] =>
  shares.map((q) => percentile(of, q) / 1000);

/**
 * How many values are at or below each of `tops`, which ascend, counted in whole buckets: those of a top's own bucket all
 * count. One pass, however many tops: it is asked at every sample of a run.
 */
export function countsUpTo(h: Histogram, tops: readonly number[]): number[] {
  let seen = 0;
  let next = 0;
  return tops.map((top) => {
    const last = Math.min(bucketOf(top, h.bits), h.high);
    while (next <= last) seen += h.counts[next++];
    return seen;
  });
}

/** NaN if empty. */
export function meanOf(h: Histogram): number {
  return h.total === 0 ? NaN : h.sum / h.total;
}

export function clearHistogram(h: Histogram): void {
  h.counts.fill(0, 0, h.high + 1);
  h.high = -1;
  h.total = 0;
  h.sum = 0;
  h.max = 0;
}

/** How a system names a probe: a `histogram` keeps the distribution, a `counter` the sum alone. */
export interface ProbeSpec {
  readonly id: string;
  readonly kind: 'histogram' | 'counter';
  readonly unit: string;
}

/** A sum alone, of plain numbers. */
export const COUNTER = { kind: 'counter', unit: '' } as const;
/** A distribution of times, µs. */
export const TIMES = { kind: 'histogram', unit: 'us' } as const;

/** A probe's values: since the run began, and since the last sample. */
export interface Probe {
  readonly spec: ProbeSpec;
  readonly counts: boolean;
  all: Histogram;
  /** Whole only between `closeWindow` and `nextWindow`: till then its counts alone are kept. */
  window: Histogram;
  /** What `all.total` and `all.sum` were when the window began. */
  total: number;
  sum: number;
}

/** Only as large as it has to be at first: a hunt opens probes thousands of times. */
export function openProbe(spec: ProbeSpec): Probe {
  const counts = spec.kind === 'counter';
  return {
    spec,
    counts,
    all: emptyHistogram(counts ? 0 : FINE),
    window: emptyHistogram(counts ? 0 : COARSE),
    total: 0,
    sum: 0,
  };
}

export function observe({ counts, all, window }: Probe, value: number): void {
  if (counts) {
    all.total++;
    all.sum += value;
    return;
  }
  addTo(all, value);
  countIn(window, value);
}

/** Makes the window whole, for a sample to be taken of it. */
export function closeWindow({ all, window, total, sum }: Probe): void {
  window.total = all.total - total;
  window.sum = all.sum - sum;
  window.max = all.max;
}

/** Begins the next window. */
export function nextWindow(probe: Probe): void {
  const { all, window } = probe;
  probe.total = all.total;
  probe.sum = all.sum;
  if (window.total > 0) clearHistogram(window);
}
