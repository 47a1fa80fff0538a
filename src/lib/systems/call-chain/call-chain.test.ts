import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { system } from '.';
import { note } from './nodes/policy';
import type { Recent } from './nodes/service-kind';
import type { ChainSettings } from './settings';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['charged-once', 'recovers'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge cannot be guessed', () => testNoEasyWay(system));

const { metricsOf } = runsOf(system);

/** One checkout every second, so that none waits for another. */
const CALM = { ratePerS: 1, checkouts: 40, deadlines: false, patienceMs: 60_000 } as const;

describe('a checkout', () => {
  test('takes ten hops, four layers’ work and the database’s, and in one process four hops', () => {
    const settings = { ...CALM, errorPercent: 0, beside: true, capacityPerS: 500 };
    const { p50Ms, wholeMeanMs, paid, wholePaid } = metricsOf({ settings, until: '90s' });
    expect([paid, wholePaid]).toEqual([40, 40]);
    expect(p50Ms).toBeCloseTo(10 + 4 + 2, 1);
    expect(wholeMeanMs).toBeCloseTo(4 + 4 + 2, 0);
  });

  test('causes attempts to the power of layers of calls when every call fails', () => {
    for (const [layers, attempts, calls] of [
      [3, 4, 64],
      [4, 3, 81],
      [5, 3, 243],
      [2, 5, 25],
    ]) {
      const settings = { ...CALM, checkouts: 3, errorPercent: 100, layers, attempts };
      const { databaseCalls, failed } = metricsOf({ settings, until: '90s' });
      expect([failed, databaseCalls]).toEqual([3, 3 * calls]);
    }
  });

  test('causes no more calls than attempts where one layer retries', () => {
    for (const retriesAt of ['edge', 'last'] as const) {
      const settings = { ...CALM, checkouts: 5, errorPercent: 100, retriesAt };
      expect(metricsOf({ settings, until: '90s' }).databaseCalls).toBe(15);
    }
  });

  test('is retried within the budget: ten that were saved up, and a fifth of the calls', () => {
    const settings = {
      ...CALM,
      checkouts: 100,
      ratePerS: 2,
      errorPercent: 100,
      retriesAt: 'edge',
      attempts: 5,
      budget: true,
    } as const;
    const { retries, checkouts } = metricsOf({ settings, until: '120s' });
    expect(retries).toBeGreaterThan(checkouts / 5 + 5);
    expect(retries).toBeLessThanOrEqual(checkouts / 5 + 10);
  });
});

describe('an answer that is lost', () => {
  const settings = { attempts: 4, errorPercent: 0, lossPercent: 5, timeoutMs: 100 };

  test('makes a retry a second charge without a key, and none with one', () => {
    expect(
      metricsOf({ settings: { ...settings, keys: false }, until: '30s' }).chargedTwice,
    ).toBeGreaterThan(10);
    expect(metricsOf({ settings: { ...settings, keys: true }, until: '30s' }).chargedTwice).toBe(0);
  });

  test('leaves an order charged of which the user knows nothing', () => {
    const { chargedNotTold, failed, unknown } = metricsOf({
      settings: { ...settings, attempts: 1 },
      until: '30s',
    });
    expect(chargedNotTold).toBeGreaterThan(10);
    expect(chargedNotTold).toBeLessThan(failed + unknown);
  });
});

describe('after an outage of ten seconds at 280 of 300 calls a second', () => {
  const settings = {
    layers: 1,
    ratePerS: 280,
    checkouts: 100_000,
    attempts: 2,
    errorPercent: 0,
    patienceMs: 1000,
    hopMs: 0.5,
    queueLimit: 100_000,
  };
  const interventions = ['5s pause database', '15s resume database'];

  const recovery = (more: Partial<ChainSettings>) =>
    metricsOf({ settings: { ...settings, ...more }, interventions, until: '40s' });

  test('one retry keeps the database dead, with nobody waiting for what it does', () => {
    const dead = recovery({ deadlines: false });
    expect(dead.recoverS).toBeGreaterThan(24.9);
    expect(dead.goodputCPercent).toBe(0);
    expect(dead.wastedPercent).toBeGreaterThan(80);
  });

  test('a budget alone does not bring it back, and with deadlines it does so at once', () => {
    const budget = { budget: true, budgetPercent: 5 };
    expect(recovery({ ...budget, deadlines: false }).recoverS).toBeGreaterThan(24.9);
    expect(recovery({ ...budget, deadlines: true }).recoverS).toBeLessThanOrEqual(1);
  });
});

describe('a bulkhead', () => {
  test('refuses what a layer would hold beyond it while the database stalls', () => {
    const settings = { ratePerS: 50, attempts: 1, bulkhead: 5, errorPercent: 0, timeoutMs: 2000 };
    const interventions = ['2s pause database', '6s resume database'];
    const { busys, queue } = metricsOf({ settings, interventions, until: '5s' });
    expect(busys).toBeGreaterThan(50);
    expect(queue).toBeLessThanOrEqual(5);
  });
});

describe('a breaker’s judgement', () => {
  const empty = (): Recent => ({ outcomes: [], failures: 0 });

  test('needs ten outcomes, and opens at half of them', () => {
    const recent = empty();
    for (let i = 0; i < 9; i++) expect(note(recent, true)).toBe(false);
    expect(note(recent, true)).toBe(true);
  });

  test('looks at the last twenty alone', () => {
    const recent = empty();
    for (let i = 0; i < 100; i++) expect(note(recent, false)).toBe(false);
    for (let i = 0; i < 9; i++) expect(note(recent, true)).toBe(false);
    expect(note(recent, true)).toBe(true);
    expect(recent.outcomes.length).toBe(20);
  });
});

describe('a fallacy', () => {
  const base = { attempts: 1, errorPercent: 0, checkouts: 200, beside: true };
  const lost = (settings: Record<string, number>) =>
    metricsOf({ settings: { ...base, ...settings }, until: '30s' });

  test.each([
    ['lossPercent', 2, 'timeouts'],
    ['tokenS', 1, 'tokens'],
    ['moveEveryS', 1, 'moveds'],
    ['quotaPerS', 8, 'quotas'],
  ])('%s = %d fails checkouts, and says why', (name, value, cause) => {
    const { failed, unknown, [cause]: times } = lost({ [name]: value });
    expect(times).toBeGreaterThan(0);
    expect(failed + unknown).toBeGreaterThan(0);
  });

  test.each([
    ['hopMs', 10, 90],
    ['bandwidthMbit', 100, 60],
    ['marshalMs', 5, 25],
    ['oddHop', 20, 38],
  ])('%s = %d costs the chain %d ms', (name, value, ms) => {
    const [slow, quick] = [lost({ [name]: value }), lost({})];
    expect(slow.p50Ms - quick.p50Ms).toBeGreaterThan(0.95 * ms);
    expect(slow.p50Ms - quick.p50Ms).toBeLessThan(1.4 * ms);
  });
});
