import { expect, test } from 'vitest';
import { makeRecipe, mean, simulate } from '../../sim';
import { system } from '.';
import { callTimes, quantile, type Blocking } from './blocking';

const timeout = 60_000;
const SEEDS = [1, 2, 3, 4];
const names = { http2P50Ms: 0.5, http2P95Ms: 0.95, http2P99Ms: 0.99 } as const;

/** How far the three percentiles of a run are from those of a computation, as shares of the latter. */
function distances(ratePerSecond: number, lossPercent: number) {
  const settings = { lanes: 'http2', ratePerSecond, lossPercent, calls: 10_000 };
  const runs = SEEDS.map(
    (seed) => simulate(system, makeRecipe(system, { settings, seed })).metrics,
  );
  return (ways: Blocking['ways']): number[] => {
    const given = { calls: 100_000, ratePerSecond, loss: lossPercent / 100, rttMs: 50, workMs: 5 };
    const times = callTimes({ ...given, ways }, 1);
    return Object.entries(names).map(
      ([name, q]) => mean(runs.map((m) => m[name])) / quantile(times, q) - 1,
    );
  };
}

test.each([
  [500, 5],
  [200, 5],
  [500, 2],
])(
  'HTTP/2 at %d/s with %d % of packets lost: calls wait both ways, and answers held up together share packets',
  { timeout },
  (rate, loss) => {
    const from = distances(rate, loss);
    for (const off of from('both, shared')) expect(Math.abs(off)).toBeLessThan(0.05);
    // Neither of the simpler pictures would do.
    expect(Math.max(...from('there'))).toBeGreaterThan(0.1);
    expect(Math.min(...from('both, apart'))).toBeLessThan(-0.06);
  },
);

test('without a loss a call takes its round trip and its work', () => {
  const given = { calls: 1000, ratePerSecond: 500, loss: 0, rttMs: 50, workMs: 5 };
  for (const ways of ['there', 'both, apart', 'both, shared'] as const)
    for (const time of callTimes({ ...given, ways }, 3)) expect(time).toBeCloseTo(55, 6);
});
