import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario, testAllFacts } from '../../../../tests/fixtures/system/stage-facts';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { sentIn } from '../../../../tests/fixtures/traces';
import { grouped } from '../../sim';
import { system } from '.';
import { CUT } from './scenarios';
import { logsAt, readLogs } from './view/logs';

const { play } = runsOf(system);

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
    const asked = (mode: string) => sentIn(play({ settings: { mode, loadS: 2 } }, 'full'), 'write');
    expect(asked('async')).toEqual(asked('all'));
  });
});

describe('no easy way through the challenge', () => testNoEasyWay(system));

describe('the stage shows what happens, where it happens', () => {
  /** By scenario: at a caption (or at the end), what stands under a node. */
  testAllFacts(system, {
    healthy: ['1 node-1: lease 2.3 s · epoch 1'],
    broken: [
      '1 node-1: 83 only here · epoch 1',
      '2 node-1: 83 lost · epoch 1',
      '2 node-2: epoch 2',
      'end node-1: 83 lost · epoch 2',
    ],
    fixed: ['1 node-1: epoch 1'],
    'split-brain': ['end node-1: 10,641 lost · epoch 2', 'end writer-1: 10,602 lost'],
    fenced: ['1 node-1: 595 only here · epoch 1', '2 node-1: 595 lost · epoch 1'],
    delete: [
      '0 node-3: 4,576 rows gone · epoch 1',
      '0 backup: taken at 30 s · 3,072 rows',
      'end node-2: 1,504 rows gone · epoch 1',
    ],
    'stalled-standby': ['end writer-1: 950 timed out'],
    'zone-loss': ['1 node-2: epoch 2'],
    'one-zone': ['1 writer-2: 188 timed out'],
    'two-monitors': ['1 writer-2: 190 timed out'],
    'paused-primary': ['1 node-1: epoch 1'],
    'damaged-disk': [
      '0 node-1: disk damaged · lease 2.2 s · epoch 1',
      '1 backup: taken at 30 s · 978 rows',
    ],
  });

  const lossOf = (facts: string[]): number =>
    Number(
      facts
        .find((f) => f.endsWith(' lost'))
        ?.replace(' lost', '')
        .replace(',', '') ?? 0,
    );

  test.each(['broken', 'fixed', 'split-brain', 'fenced'])(
    '%s: stage, panel, logs and chart agree on what is lost, at the fail-over and at the end',
    (scenario) => {
      const { result, at } = stageOfScenario(system, scenario);
      const reading = readLogs(result, system.topology(result.recipe.settings).nodes)!;
      const end = result.virtualMs * 1000;
      const over = result.verdicts.find((v) => v.property === 'fail-over')!.at!;
      for (const t of [over, end]) {
        const stage = at(t);
        const lost = lossOf(stage.facts('node-1'));
        expect(lossOf(stage.facts('writer-1')) + lossOf(stage.facts('writer-2'))).toBe(lost);
        expect(logsAt(reading, t).lost).toBe(lost);
      }
      const lost = lossOf(at(end).facts('node-1'));
      expect(result.metrics.lostAcked).toBe(lost);
      expect(result.series.find((s) => s.id === 'lost')!.values[0].at(-1)).toBe(lost);
    },
  );

  test('delete: rows gone are the rows that the panel says are missing', () => {
    const { result, at } = stageOfScenario(system, 'delete');
    const [gone] = at(result.virtualMs * 1000).facts('node-1');
    expect(gone).toBe(`${grouped(result.metrics.missingRows)} rows gone`);
  });
});
