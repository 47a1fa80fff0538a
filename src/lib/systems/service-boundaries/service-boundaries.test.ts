import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testSystem } from '../../../../tests/fixtures/system';
import { linesOf } from '../../../../tests/fixtures/traces';
import { ENDPOINTS, ENTITIES, type Entity } from './nodes/endpoints';
import type { RecipeParts } from '../../sim';
import { system } from '.';
import { allPartitions, LETTERS, settingOf, settingsFor } from './partitions';
import { REGROUPED } from './scenarios';

const { play, broken } = runsOf(system);

const STEADY = { availabilityPercent: 100 };

testSystem(system);

describe('a dead process', { timeout: 60_000 }, () => {
  const play2 = (refusesWhenDown: boolean, timeoutMs = 2000) =>
    play({ scenario: 'fixed', settings: { refusesWhenDown, timeoutMs } }).metrics;

  test('on a machine that is up refuses at once: nobody waits for the time-out', () => {
    expect(play2(true).p99Ms).toBeLessThan(20);
    expect(play2(false).p99Ms).toBeGreaterThan(2000);
  });

  test('fails the same requests either way', () => {
    expect(play2(true).splitBlastPercent).toBe(play2(false).splitBlastPercent);
    expect(play2(true).degraded).toBe(play2(false).degraded);
  });
});

describe('in closed form', { timeout: 60_000 }, () => {
  const KILL = (entity: string) => [`1s operate clients kill-${entity}`];
  const endpointsWith = (entity: Entity) =>
    ENDPOINTS.filter((e) => e.entities.includes(ENTITIES.indexOf(entity)));

  test.each([...ENTITIES])('%s die: whatever needs them fails, and nothing else', (entity) => {
    const settings = { ...STEADY, restartS: 20, loadS: 20 };
    const { metrics } = play({ settings, interventions: KILL(entity) });
    for (const { id } of ENDPOINTS) {
      const fails = endpointsWith(entity).some((e) => e.id === id);
      expect(metrics[`${id}DownSuccessPercent`], id).toBe(fails ? 0 : 100);
    }
    const share = endpointsWith(entity).reduce((n, e) => n + e.cards, 0) * 5;
    expect(Math.abs(metrics.splitBlastPercent - share)).toBeLessThan(1.5);
    expect(metrics.monolithBlastPercent).toBe(100);
  });

  test('a call is log-normal, with the clients’ way on top', () => {
    // Two fifths of the requests make one call: their 97.5 % is the 99 % of all.
    const settings = { ...STEADY, usersIn: 'a', organizationsIn: 'a', teamsIn: 'a' };
    const load = { subscriptionsIn: 'a', ratePerSecond: 500, loadS: 40 };
    const { metrics } = play({ settings: { ...settings, ...load } });
    const expected = 1 + 5 * Math.exp(0.5 * 1.96);
    expect(Math.abs(metrics.p99Ms / expected - 1)).toBeLessThan(0.05);
    expect(metrics.p50Ms).toBeLessThan(1.2);
  });

  test('in the monolith a call costs its hundredth of a millisecond', () => {
    const at = (inProcessMs: number) =>
      play({ settings: { ...STEADY, inProcessMs, loadS: 20 } }).metrics.monolithP99Ms;
    expect(at(1) - at(0)).toBeCloseTo(5, 1);
  });

  test('a process is up as often as it was said to be', () => {
    const settings = { availabilityPercent: 99, restartS: 5, ratePerSecond: 1, loadS: 40_000 };
    const { metrics } = play({ settings });
    // 40,000 s with 5 s away every 500: sd of the share √(80)·5/40,000 = 0.11 points.
    expect(Math.abs(metrics.monolithSuccessPercent - 99)).toBeLessThan(0.4);
    expect(Math.abs(metrics.profileSuccessPercent - 99)).toBeLessThan(0.4);
    expect(Math.abs(metrics.dashboardSuccessPercent - 100 * 0.99 ** 5)).toBeLessThan(1.6);
  });

  test('a leak kills after as many requests as fit into memory', () => {
    const settings = { ...STEADY, leakIn: 'surveys', leakMb: 2, memoryMb: 100, restartS: 120 };
    const { nodes } = play({ settings });
    // The fiftieth kills; each dies once, since nobody starts it again within the minute.
    expect(nodes['service-c'].starved).toBe(1);
    expect(nodes.monolith.starved).toBe(1);
    expect(nodes['service-a'].deaths).toBe(0);
  });

  test('the same requests at the same moments, however the entities are divided', () => {
    const asked = (partition: Record<string, string>) => {
      const { trace } = play({ settings: { ...STEADY, ...partition, loadS: 4 } }, 'full');
      return linesOf(trace!)
        .filter((l) => l.kind === 'Send' && l.name === 'request')
        .map((l) => l.at);
    };
    const apart = asked({});
    expect(apart).toEqual(asked(REGROUPED));
    // Each goes to both deployments in the same moment.
    expect(apart.filter((_, i) => i % 2 === 0)).toEqual(apart.filter((_, i) => i % 2 === 1));
  });
});

/** Deaths, changes of mode and what one request is asked for, in the order in which it happens. */
function story(parts: RecipeParts, from: number, to: number): string[] {
  const { trace, recipe } = play(parts, 'full');
  const { nodes } = system.topology(recipe.settings);
  const id = (node: number) => nodes[node]?.id ?? '';
  return linesOf(trace!)
    .filter((l) => ['Send', 'Lost', 'Mode', 'Note', 'Intervention'].includes(l.kind))
    .filter((l) => l.at >= from && l.at <= to && id(l.node) !== 'monolith-store')
    .filter((l) => id(l.node) !== 'monolith' && id(l.peer) !== 'monolith')
    .map((l) => {
      const where = l.kind === 'Send' ? `${id(l.node)} → ${id(l.peer)}` : id(l.node);
      return `${(l.at / 1000).toFixed(1)} ${l.kind === 'Lost' ? 'lost, ' : ''}${where}: ${l.name}`;
    });
}

describe('stories', { timeout: 60_000 }, () => {
  const few = { ...STEADY, ratePerSecond: 2, loadS: 10, timeoutMs: 100 };
  /** When the first dashboard leaves, and when it is closed. */
  const dashboard = (parts: RecipeParts): [number, number] => {
    const { trace, recipe } = play(parts, 'full');
    const { nodes } = system.topology(recipe.settings);
    const calls = linesOf(trace!).filter((l) => l.kind === 'Send' && l.name === 'call');
    const first = calls.find(
      (c, i) => calls[i + 1]?.at === c.at && nodes[c.node].id === 'service-a',
    )!;
    return [first.at - 500, first.at + 101_000];
  };

  /** How a dashboard begins. */
  const CALLED = [
    '3789.3 clients → service-a: request',
    '3789.8 service-a → service-b: call',
    '3789.8 service-a → service-c: call',
    '3789.8 service-a → service-d: call',
    '3789.8 service-a → service-e: call',
    '3789.8 service-a → store-a: read',
    '3789.9 store-a → service-a: rows',
  ];

  test('a dashboard calls four services side by side and waits for the slowest', () => {
    const parts = { settings: few, seed: 3 };
    const [from, to] = dashboard(parts);
    const told = story(parts, from, to);
    expect(told.slice(0, CALLED.length)).toEqual(CALLED);
    expect(told.slice(CALLED.length)).toMatchInlineSnapshot(`
      [
        "3791.2 service-c → store-c: read",
        "3791.2 store-c → service-c: rows",
        "3791.3 service-c → service-a: part",
        "3792.4 service-d → store-d: read",
        "3792.4 store-d → service-d: rows",
        "3792.5 service-d → service-a: part",
        "3795.9 service-e → store-e: read",
        "3796.0 store-e → service-e: rows",
        "3796.0 service-e → service-a: part",
        "3798.2 service-b → store-b: read",
        "3798.3 store-b → service-b: rows",
        "3798.3 service-b → service-a: part",
        "3798.8 service-a → clients: answer",
      ]
    `);
  });

  test('with Surveys dead it is given up after the time-out, or answered with a gap', () => {
    const parts = (fallbackDashboardSurveys: boolean) => ({
      settings: { ...few, fallbackDashboardSurveys },
      seed: 3,
      interventions: ['1ms operate clients kill-surveys'],
    });
    const [from, to] = dashboard(parts(false));
    const [without, withGap] = [false, true].map((may) => story(parts(may), from, to));
    expect(without.slice(0, CALLED.length)).toEqual(CALLED);
    expect(without.slice(CALLED.length)).toMatchInlineSnapshot(`
      [
        "3791.4 service-b → store-b: read",
        "3791.4 store-b → service-b: rows",
        "3791.5 service-b → service-a: part",
        "3793.9 service-d → store-d: read",
        "3794.0 store-d → service-d: rows",
        "3794.0 service-d → service-a: part",
        "3795.9 service-e → store-e: read",
        "3796.0 store-e → service-e: rows",
        "3796.0 service-e → service-a: part",
        "3889.8 service-a → clients: failed",
      ]
    `);
    expect(withGap.at(-1)).toMatch(/service-a → clients: answer/);
    expect(without.slice(0, -1)).toEqual(withGap.slice(0, -1));
  });
});

describe('wrong designs are noticed', { timeout: 120_000 }, () => {
  const KILL = ['2s operate clients kill-surveys'];
  const short = { ...STEADY, loadS: 10, restartS: 5 };

  test.each(system.bugs.map((b) => [b.id, b.settings] as const))('%s', (id, settings) => {
    const property = {
      'reads-store': 'own-store-only',
      'second-owner': 'one-owner',
      'no-deadline': 'no-work-for-nobody',
      unmarked: 'says-what-is-missing',
    }[id];
    expect(broken({ settings: { ...short, ...settings }, interventions: KILL })).toEqual([
      property,
    ]);
    // Its other settings are right by themselves.
    expect(
      broken({ settings: { ...short, ...settings, bug: 'none' }, interventions: KILL }),
    ).toEqual([]);
  });
});

test.each(['service-a', 'store-a', 'service-b'])(
  'a boundary moves while %s is paused: what waited there finds no link gone',
  (node) => {
    const set = (bug: string) => ({ ...STEADY, loadS: 6, bug });
    const interventions = [`1s pause ${node}`, '2s set usersIn=b', `3s resume ${node}`];
    expect(broken({ settings: set('none'), interventions })).toEqual([]);
    expect(() => broken({ settings: set('reads-store'), interventions })).not.toThrow();
  },
);

const PARTITIONS = allPartitions();

propertyTest(
  'any partition with any settings keeps every promise, moved during the run or not',
  fc.property(
    fc.constantFrom(...PARTITIONS),
    fc.constantFrom(...ENTITIES),
    fc.constantFrom(...LETTERS),
    fc.record({
      timeoutMs: fc.integer({ min: 50, max: 2000 }),
      attempts: fc.integer({ min: 1, max: 5 }),
      clientTimeoutMs: fc.integer({ min: 100, max: 4000 }),
      leakIn: fc.constantFrom('none', 'users', 'surveys'),
      fallbackDashboardSurveys: fc.boolean(),
      fallbackTeamListUsers: fc.boolean(),
    }),
    fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 6000 }),
        fc.constantFrom('crash', 'pause', 'fail-fast', 'restart', 'resume', 'recover'),
        fc.constantFrom('service-a', 'service-b', 'service-c', 'monolith', 'store-a', 'clients'),
      ),
      { maxLength: 8 },
    ),
    fc.nat(),
    (partition, moved, to, settings, acts, seed) => {
      const interventions = [
        ...acts.map(([ms, act, node]) => `${ms}ms ${act} ${node}`),
        '1s operate clients kill-surveys',
        `3s set ${settingOf(moved)}=${to}`,
      ];
      const parts = {
        settings: { ...settingsFor(partition), ...settings, loadS: 6, memoryMb: 20 },
        seed,
        interventions,
        until: '14s',
      };
      expect(broken(parts)).toEqual([]);
    },
  ),
  60,
);
