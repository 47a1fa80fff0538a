import { expect, test } from 'vitest';
import { Links } from './network';
import { openStream } from './random';

const MEDIAN = 20_000;

/** Many delays of one link, shortest first. */
function delays(spread: { sigma: number; most?: number }): number[] {
  const link = { from: 'a', to: 'b', latency: MEDIAN, spread };
  const links = new Links(2, [link], (id) => (id === 'a' ? 0 : 1));
  // A link that wavers must not be taken for one of constant latency, which needs no draw.
  expect(links.plain(0, 1)).toBe(-1);
  const random = openStream(7, 'link:a→b');
  return Array.from({ length: 20_000 }, () => links.draw(0, 1, random)).sort((a, b) => a - b);
}

test('a link’s spread has its latency as the median, and e^(1.2816 σ) times it at nine tenths', () => {
  const all = delays({ sigma: 1 });
  expect(all[10_000] / MEDIAN).toBeCloseTo(1, 1);
  expect(all[18_000] / MEDIAN / 3.602).toBeCloseTo(1, 1);
  expect(all.every((d) => Number.isInteger(d) && d >= 0)).toBe(true);
});

test('nothing takes longer than the bound, and without one some take much longer', () => {
  expect(delays({ sigma: 2, most: 80_000 }).at(-1)).toBe(80_000);
  expect(delays({ sigma: 2 }).at(-1)).toBeGreaterThan(80_000 * 20);
});

test('without sigma every delay is the latency', () => {
  expect(new Set(delays({ sigma: 0 }))).toEqual(new Set([MEDIAN]));
});
