import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import {
  addTo,
  clearHistogram,
  closeWindow,
  countsUpTo,
  emptyHistogram,
  meanOf,
  nextWindow,
  observe,
  openProbe,
  percentile,
} from './probes';

const values = fc.array(
  fc.oneof(fc.nat(3000), fc.nat(2 ** 31 - 1), fc.integer({ min: 0, max: 2 ** 40 })),
  { minLength: 1, maxLength: 300 },
);

function filled(xs: number[]) {
  const h = emptyHistogram();
  for (const x of xs) addTo(h, x);
  return h;
}

/** The textbook's nearest rank: the smallest value with at least a share `q` of all at or below it. */
const nearestRank = (xs: number[], q: number) =>
  [...xs].sort((a, b) => a - b)[Math.max(1, Math.ceil(q * xs.length)) - 1];

propertyTest(
  'percentiles are the nearest rank, within 0.05 %',
  fc.property(values, fc.integer({ min: 1, max: 1000 }), (xs, permille) => {
    const exact = nearestRank(xs, permille / 1000);
    const ours = percentile(filled(xs), permille / 1000);
    expect(ours).toBeGreaterThanOrEqual(exact);
    expect(ours - exact).toBeLessThanOrEqual(exact * 0.0005);
  }),
  500,
);

propertyTest(
  'and exact below 2,048',
  fc.property(
    fc.array(fc.nat(2047), { minLength: 1 }),
    fc.integer({ min: 1, max: 100 }),
    (xs, q) => {
      expect(percentile(filled(xs), q / 100)).toBe(nearestRank(xs, q / 100));
    },
  ),
);

propertyTest(
  'mean, total and maximum are exact',
  fc.property(values, (xs) => {
    const h = filled(xs);
    expect(h.total).toBe(xs.length);
    expect(h.max).toBe(Math.max(...xs));
    expect(meanOf(h)).toBeCloseTo(xs.reduce((a, b) => a + b) / xs.length, 3);
  }),
);

propertyTest(
  'counts up to a value are whole buckets: all at or below it, and none more than 0.05 % above it',
  fc.property(values, fc.array(fc.nat(2 ** 31 - 1), { minLength: 1 }), (xs, some) => {
    const tops = some.toSorted((a, b) => a - b);
    for (const [i, seen] of countsUpTo(filled(xs), tops).entries()) {
      expect(seen).toBeGreaterThanOrEqual(xs.filter((x) => x <= tops[i]).length);
      expect(seen).toBeLessThanOrEqual(xs.filter((x) => x <= tops[i] * (1 + 2 ** -11)).length);
    }
  }),
);

test('an empty histogram has no percentile and no mean', () => {
  const h = filled([5, 6]);
  clearHistogram(h);
  expect([percentile(h, 0.5), meanOf(h)]).toEqual([NaN, NaN]);
});

test('a counter keeps the sum and the number, in all and in the window', () => {
  const probe = openProbe({ id: 'n', kind: 'counter', unit: '' });
  observe(probe, 3);
  closeWindow(probe);
  expect([probe.window.sum, probe.window.total]).toEqual([3, 1]);
  nextWindow(probe);
  observe(probe, 4);
  observe(probe, 5);
  closeWindow(probe);
  expect([probe.all.sum, probe.all.total, probe.window.sum, probe.window.total]).toEqual([
    12, 3, 9, 2,
  ]);
});

propertyTest(
  'a window has what was observed since the last one, and nothing else',
  fc.property(
    fc.array(values, { minLength: 1, maxLength: 5 }),
    fc.integer({ min: 1, max: 100 }),
    (windows, q) => {
      const probe = openProbe({ id: 'h', kind: 'histogram', unit: 'us' });
      for (const xs of windows) {
        nextWindow(probe);
        xs.forEach((x) => observe(probe, x));
        closeWindow(probe);
        const exact = nearestRank(xs, q / 100);
        expect(probe.window.total).toBe(xs.length);
        expect(Math.abs(percentile(probe.window, q / 100) - exact)).toBeLessThanOrEqual(
          exact * 0.008,
        );
      }
      expect(probe.all.total).toBe(windows.flat().length);
    },
  ),
);
