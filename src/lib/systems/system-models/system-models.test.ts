import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { makeRecipe, range, Run, simulate } from '../../sim';
import { system } from '.';
import { bears, coordinatorOf, winnerOf } from './nodes/votes';
import { arrivesBy, mistakesByArrival, mistakesBySending, normalCdf } from './theory';
import type { ModelWorld } from './world';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['agreement'],
  adversary: ['termination'],
  liar: ['agreement'],
  forged: ['agreement', 'completeness'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge cannot be guessed', () => testNoEasyWay(system));

const { metricsOf } = runsOf(system);

describe('quorums', () => {
  test('bear so many liars that two of them share an honest node, and that the others still make one', () => {
    const borne = range(7, 1).map((quorum) => bears(quorum, 7));
    expect(borne).toEqual([0, 0, 0, 0, 2, 1, 0]);
    for (const n of range(5, 3))
      for (const q of range(n, 1)) if (2 * q > n) expect(2 * q - n).toBeGreaterThan(bears(q, n));
  });

  test('a value wins with enough votes, and silence never does', () => {
    expect(winnerOf([null, 2, 1, 2, null], 2)).toBe(2);
    expect(winnerOf([null, 2, 1, 2, null], 3)).toBeNull();
    expect(winnerOf([null, null, null], 1)).toBeNull();
  });

  test('every node is coordinator once in as many rounds as there are nodes, the last one first', () => {
    expect(range(6, 0).map((round) => coordinatorOf(round, 5))).toEqual([4, 3, 2, 1, 0, 4]);
  });
});

describe('theory', () => {
  test('knows the normal distribution', () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCdf(-3)).toBeCloseTo(0.0013499, 6);
    expect([normalCdf(-9), normalCdf(9)]).toEqual([0, 1]);
    const steady = { median: 20, sigma: 0, beat: 100 };
    expect([arrivesBy(19, steady), arrivesBy(20, steady), arrivesBy(0, steady)]).toEqual([0, 1, 0]);
  });

  test('has fewer mistakes the longer one waits, and fewer where old heartbeats count too', () => {
    const pace = { median: 20, sigma: 2, beat: 100 };
    const by = (of: typeof mistakesBySending) => [200, 300, 400].map((T) => of(T, pace));
    const [sending, arrival] = [by(mistakesBySending), by(mistakesByArrival)];
    expect([...sending].sort((a, b) => b - a)).toEqual(sending);
    sending.forEach((rate, i) => expect(rate).toBeGreaterThan(arrival[i]));
  });
});

describe('the adversary', () => {
  test.each([300, 1200])('delivers everything in the end, with T = %i ms', (timeoutMs) => {
    const settings = { scheduler: 'adversary', decisions: 1, gapMs: 100, timeoutMs };
    const run = new Run(system, makeRecipe(system, { settings, until: '30s' }));
    run.advance();
    const { held, longest, taken } = (run.world as ModelWorld).at.scheduler!.volatile;
    const oldest = Math.max(0, ...held.map((h) => 30e6 - h.since));
    // Until the others have suspected a coordinator, and two hops.
    const bound = (timeoutMs + 200) * 1000;
    expect([longest < bound, oldest < bound]).toEqual([true, true]);
    expect(taken - held.length).toBeGreaterThan(2000);
  });

  test('lets go of a node whose vote is over', () => {
    const settings = { scheduler: 'adversary', decisions: 1, gapMs: 100, quorum: 1 };
    const { decisions, held } = metricsOf({ settings, until: '10s' });
    expect(decisions).toBe(1);
    expect(held).toBeLessThan(40);
  });

  test('waits longer where time-outs grow', () => {
    const settings = { scheduler: 'adversary', decisions: 1, gapMs: 100, timeoutMs: 300 };
    const fixed = metricsOf({ settings, until: '20s' });
    const grown = metricsOf({ settings: { ...settings, adaptMs: 100 }, until: '20s' });
    expect([fixed.decisions, grown.decisions]).toEqual([0, 0]);
    expect(grown.longestHeldMs).toBeGreaterThan(fixed.longestHeldMs + 200);
  });
});

describe('nodes', () => {
  test('that come back ask for all that they have missed', () => {
    const interventions = ['2s crash node-1', '20s restart node-1'];
    const settings = { decisions: 30, gapMs: 500 };
    const { nodes } = simulate(
      system,
      makeRecipe(system, { settings, interventions, until: '30s' }),
    );
    expect(nodes['node-1'].decided).toBe(30);
  });

  test('cannot be impersonated where messages are authentic, with or without a scheduler', () => {
    const liar = { liars: 1, quorum: 4, decisions: 10, gapMs: 100 };
    for (const scheduler of ['none', 'drawn']) {
      const conflicts = (forgeable: boolean): number =>
        metricsOf({ settings: { ...liar, scheduler, forgeable }, until: '30s' })
          .conflictingDecisions;
      expect([scheduler, conflicts(false)]).toEqual([scheduler, 0]);
      expect(conflicts(true)).toBeGreaterThan(0);
    }
  });

  test('are not heard of again by heartbeats of before their crash, where the sending counts', () => {
    const settings = { delays: 'unbounded', sigma: 2, decisions: 0, timeoutMs: 300 };
    const interventions = ['10s crash node-1'];
    const worst = (rule: string): number =>
      metricsOf({ settings: { ...settings, rule }, interventions, until: '30s' }).worstDetectionMs;
    expect(worst('sent')).toBeLessThanOrEqual(300);
    expect(worst('any')).toBeGreaterThan(300);
  });
});
