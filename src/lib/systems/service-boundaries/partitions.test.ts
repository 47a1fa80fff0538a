import { describe, expect, test } from 'vitest';
import { makeRecipe, simulate } from '../../sim';
import { system } from '.';
import { allPartitions, crossCalls, partitionText, settingsFor, shapeOf } from './partitions';

describe('the 52 partitions', { timeout: 60_000 }, () => {
  const all = allPartitions();

  test('are as many as the fifth Bell number, each a different one', () => {
    expect(new Set(all.map((p) => p.join())).size).toBe(52);
  });

  test('36 have the shape, 8 of them at most 0.50 calls, 4 of them 0.45', () => {
    const shaped = all.filter((p) => shapeOf(p).services >= 3 && shapeOf(p).largest <= 3);
    const within = (most: number) => shaped.filter((p) => crossCalls(p) <= most + 1e-9).length;
    expect([shaped.length, within(0.5), within(0.45), within(0.449)]).toEqual([36, 8, 4, 0]);
  });

  test('a run makes just the calls that are counted on paper, over each of them', () => {
    for (const partition of all) {
      const settings = { availabilityPercent: 100, loadS: 0.4, ...settingsFor(partition) };
      const { metrics } = simulate(system, makeRecipe(system, { settings }));
      expect(metrics.requests).toBe(20);
      expect(metrics.crossCallsPerRequest, partition.join()).toBeCloseTo(crossCalls(partition), 9);
      expect(metrics.splitSuccessPercent).toBe(100);
    }
  });
});

test('a partition in words', () => {
  expect(partitionText([0, 0, 1, 3, 0])).toBe(
    'users+organizations+teams | surveys | subscriptions',
  );
});
