import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { openStream } from './random';
import { exp, logNormal, normal } from './log-normal';

describe('exp', () => {
  propertyTest(
    'is the exponential to within two ulps',
    fc.property(fc.double({ min: -600, max: 600, noNaN: true }), (x) => {
      const exact = Math.exp(x);
      expect(Math.abs(exp(x) - exact)).toBeLessThanOrEqual(2 * 2 ** -52 * exact);
    }),
    5000,
  );

  test('gives these very bits', () => {
    const bits = (x: number) =>
      Buffer.from(new Float64Array([x]).buffer)
        .reverse()
        .toString('hex');
    expect([0, 1, -1, 0.5, 10].map((x) => bits(exp(x)))).toMatchInlineSnapshot(`
      [
        "3ff0000000000000",
        "4005bf0a8b14576a",
        "3fd78b56362cef38",
        "3ffa61298e1e069c",
        "40d5829dcf950560",
      ]
    `);
  });
});

const draws = (n: number, draw: () => number): number[] => Array.from({ length: n }, draw);

describe('the normal draw', () => {
  const n = 200_000;
  const s = openStream(1, 'normal');
  const xs = draws(n, () => normal(s));
  const share = (below: number) => xs.filter((x) => x < below).length / n;

  test('has mean 0 and variance 1', () => {
    const mean = xs.reduce((a, b) => a + b, 0) / n;
    const variance = xs.reduce((a, b) => a + b * b, 0) / n;
    expect(Math.abs(mean)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(variance - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  test.each([
    [-2, 0.02275],
    [-1, 0.158655],
    [0, 0.5],
    [1, 0.841345],
    [2.3263, 0.99],
  ])('is below %d with probability %d', (x, p) => {
    expect(Math.abs(share(x) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / n));
  });

  test('draws are those pinned here, in every engine', () => {
    const t = openStream(8, 'normal');
    expect([normal(t), normal(t), logNormal(t, 5, 0.5)]).toMatchInlineSnapshot(`
      [
        0.7753566026789528,
        0.4595655344002862,
        3.585823133469146,
      ]
    `);
  });
});

test('half of all log-normal draws are below the median, and 99 % below median × e^(2.326 σ)', () => {
  const s = openStream(3, 'calls');
  const xs = draws(100_000, () => logNormal(s, 5, 0.5));
  const share = (below: number) => xs.filter((x) => x < below).length / xs.length;
  expect(Math.abs(share(5) - 0.5)).toBeLessThan(0.007);
  expect(Math.abs(share(5 * Math.exp(2.3263 * 0.5)) - 0.99)).toBeLessThan(0.0013);
  expect(Math.min(...xs)).toBeGreaterThan(0);
});
