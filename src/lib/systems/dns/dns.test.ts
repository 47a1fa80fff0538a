import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { makeRecipe, type Settings } from '../../sim';
import { judge } from '../challenge';
import { system } from '.';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['nobody-lost'],
  'lowered-late': ['nobody-lost'],
  ignoring: ['settles'],
};

testSystem(system, { breaks: ON_PURPOSE });

const { metricsOf } = runsOf(system);

describe('the challenge cannot be guessed', { timeout: 120_000 }, () => {
  const passes = (settings: Settings): boolean => judge(system, settings, [1]).passed;

  const singles: Settings[] = [
    ...[5, 30, 60, 300].map((negativeTtlS) => ({ negativeTtlS })),
    ...[60, 300, 1800, 3600].map((lowerBeforeS) => ({ lowerBeforeS })),
    ...[60, 300].map((oldOffAfterS) => ({ oldOffAfterS })),
    ...[{ lowTtlS: 60 }, { restoreAfterS: 0 }],
  ];
  test('no single change of the start passes', () => {
    expect(singles.filter(passes)).toEqual([]);
  });

  test('no scenario of the list passes', () => {
    const wins = system.scenarios.filter(({ id }) => {
      const { negativeTtlS, lowerBeforeS, lowTtlS, restoreAfterS, oldOffAfterS } = makeRecipe(
        system,
        { scenario: id },
      ).settings;
      return passes({ negativeTtlS, lowerBeforeS, lowTtlS, restoreAfterS, oldOffAfterS });
    });
    expect(wins.map((s) => s.id)).toEqual([]);
  });
});

describe('resolvers', () => {
  test('that start cold at once expire at once: a minute after a change nobody may be behind', () => {
    const settings = { warm: false, ttlS: 60, changeAtS: 61 };
    expect(metricsOf({ settings, until: '130s' }).staleAt60Percent).toBe(0);
    const warm = metricsOf({ settings: { ttlS: 300, changeAtS: 20 }, until: '90s' });
    expect(warm.staleAt60Percent).toBeGreaterThan(75);
  });

  test('keep an hour of what they ignore the TTL of', () => {
    const settings = { ttlS: 30, ignoring: 10, changeAtS: 20 };
    const { staleAt60Percent } = metricsOf({ settings, until: '120s' });
    expect(staleAt60Percent).toBeGreaterThan(9);
    expect(staleAt60Percent).toBeLessThan(11);
  });

  test('walk the tree once, and then know the way until the delegation expires', () => {
    const settings = { resolvers: 1, warm: false, changeAtS: 0, ttlS: 5, rate: 1, followed: 1 };
    const once = metricsOf({ settings, until: '100s' });
    expect([once.rootQueries, once.tldQueries]).toEqual([1, 1]);
    const often = metricsOf({ settings: { ...settings, delegationTtlS: 20 }, until: '100s' });
    expect(often.tldQueries).toBeGreaterThan(3);
  });

  test('get nowhere where every listed name server is lame', () => {
    const settings = { nameServers: 2, lame: 2, changeAtS: 0, warm: false };
    const { served, servfail } = metricsOf({ settings, until: '30s' });
    expect(served).toBe(0);
    expect(servfail).toBeGreaterThan(20);
  });

  test('take no other answers than a forwarder: with the bug its copies outlive the TTL', () => {
    const settings = { forwarding: true, ttlS: 60, changeAtS: 20, resolvers: 400 };
    const right = metricsOf({ settings, until: '200s' });
    const wrong = metricsOf({ settings: { ...settings, bug: 'restarts-ttl' }, until: '200s' });
    expect(right.lastOldS).toBeLessThanOrEqual(60);
    expect(wrong.lastOldS).toBeGreaterThan(65);
  });
});
