import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testSystem } from '../../../../tests/fixtures/system';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { linesOf } from '../../../../tests/fixtures/traces';
import { makeRecipe, simulate, type RecipeParts } from '../../sim';
import { system } from '.';
import { CUT } from './scenarios';

const play = (parts: RecipeParts, trace: 'full' | 'metrics' = 'metrics') =>
  simulate(system, makeRecipe(system, parts), { trace });

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['nothing-lost'],
  'split-brain': ['one-primary', 'nothing-lost'],
  fenced: ['nothing-lost'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('in closed form', { timeout: 60_000 }, () => {
  const CRASH = ['5s crash node-1'];
  const seeds = Array.from({ length: 12 }, (_, i) => i + 1);

  test.each([
    [100, 500],
    [500, 200],
    [200, 1000],
  ])('async at %d a second, %d ms behind: loses the product of the two', (ratePerSecond, lagMs) => {
    const settings = { mode: 'async', ratePerSecond, lagMs, lagSpreadPercent: 0, loadS: 9 };
    const lost = seeds.map(
      (seed) => play({ settings, seed, interventions: CRASH }).metrics.lostAcked,
    );
    const mean = lost.reduce((a, b) => a + b, 0) / lost.length;
    const expected = (ratePerSecond * lagMs) / 1000;
    // Arrivals are a Poisson process: so is what falls into the lag.
    expect(Math.abs(mean - expected)).toBeLessThan(4 * Math.sqrt(expected / lost.length));
  });

  test.each(['any-one', 'majority', 'all'])('%s: a crash of the primary loses nothing', (mode) => {
    for (const seed of [1, 2, 3]) {
      const { metrics } = play({ settings: { mode, loadS: 12 }, seed, interventions: CRASH });
      expect(metrics).toMatchObject({ lostAcked: 0, failovers: 1 });
    }
  });

  propertyTest(
    'a write costs the way to the primary and back, and one more where somebody waits for it',
    fc.property(fc.integer({ min: 1, max: 200 }), (zoneRttMs) => {
      for (const [mode, ways] of Object.entries({ async: 1, 'any-one': 2, majority: 2, all: 2 })) {
        const { metrics } = play({ settings: { mode, zoneRttMs, loadS: 2, ratePerSecond: 50 } });
        // The histogram's buckets are a two-thousandth wide.
        expect(Math.abs(metrics.p99Ms - ways * zoneRttMs)).toBeLessThan(zoneRttMs / 500);
      }
    }),
    8,
  );

  test('the writer nearby waits for the nearest standby alone', () => {
    const { metrics } = play({ settings: { placement: 'aab', loadS: 4 } });
    // Half of the writes come from zone A, half from B.
    expect(metrics.meanMs).toBeCloseTo((0.5 + 3) / 2 + 0.5, 0);
  });

  test('43 s without fencing: half of the writes of 43 s and of the lag, and nothing with it', () => {
    const parts = { settings: { mode: 'async' }, interventions: CUT, until: '64s' };
    const open = play({ ...parts, settings: { mode: 'async', fencing: false } }).metrics;
    expect(Math.abs(open.divergedWrites - (43 * 250 + 100))).toBeLessThan(350);
    const fenced = play(parts).metrics;
    expect(fenced.divergedWrites).toBe(0);
    // Until its lease is over the primary goes on for zone A: 2.7 s from a heartbeat up to half a second old.
    expect(fenced.lostAcked).toBeGreaterThan(2.2 * 250);
    expect(fenced.lostAcked).toBeLessThan(2.7 * 250 + 100 + 60);
  });

  test('what a DELETE takes and a snapshot brings back', () => {
    const { metrics, nodes } = play({ scenario: 'delete' });
    expect(Math.abs(metrics.missingSpanS - 15)).toBeLessThan(0.1);
    expect(Math.abs(metrics.missingRows - 1500)).toBeLessThan(4 * Math.sqrt(1500));
    expect(new Set(['node-1', 'node-2', 'node-3'].map((n) => nodes[n].rows)).size).toBe(1);
  });

  test.each([
    [3, 'majority', 1],
    [4, 'majority', 1],
    [5, 'majority', 2],
  ])('%d copies, a majority of them: %s, and %d may be lost', (copies, mode, most) => {
    const settings = { copies, mode, ratePerSecond: 50, loadS: 20, detectMs: 1000 };
    const outage = (crashes: number): number => {
      const lost = Array.from({ length: crashes }, (_, i) => `5s crash node-${copies - i}`);
      return play({ settings, interventions: lost, until: '22s' }).metrics.rtoMs;
    };
    expect(outage(most)).toBeLessThan(1000);
    expect(outage(most + 1)).toBeGreaterThan(14_000);
  });

  test('writers write the same, whoever waits for whom', () => {
    const asked = (mode: string) => {
      const { trace } = play({ settings: { mode, loadS: 2 } }, 'full');
      return linesOf(trace!)
        .filter((l) => l.kind === 'Send' && l.name === 'write')
        .map((l) => `${l.at} ${l.node}`);
    };
    expect(asked('async')).toEqual(asked('all'));
  });
});
