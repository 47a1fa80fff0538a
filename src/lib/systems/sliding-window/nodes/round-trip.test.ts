import { expect, test } from 'vitest';
import { range } from '../../../sim';
import { measured, timeoutOf, type RoundTrip } from './round-trip';

/** The estimate after so many measurements of one time. */
const after = (n: number, rtt: number, before: RoundTrip | null = null): RoundTrip =>
  range(n).reduce<RoundTrip | null>((estimate) => measured(estimate, rtt), before)!;

test('the first measurement counts whole, and half of it is its deviation', () => {
  expect(timeoutOf(measured(null, 100_000))).toBe(300_000);
});

test('a steady round trip leaves room above itself', () => {
  expect(timeoutOf(after(100, 100_000))).toBe(110_000);
});

test('one late answer raises the time-out above it at once', () => {
  expect(timeoutOf(measured(after(100, 100_000), 300_000))).toBeGreaterThan(300_000);
});
