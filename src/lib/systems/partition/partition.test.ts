import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario, testAllFacts } from '../../../../tests/fixtures/system/stage-facts';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { brokenIn, storyOf, sentIn } from '../../../../tests/fixtures/traces';
import { grouped, type RecipeParts } from '../../sim';
import { system } from '.';
import { split } from './cuts';

const { play } = runsOf(system);

/** The promises that a run breaks. */
const broken = (parts: RecipeParts, trace: 'full' | 'metrics' = 'metrics') =>
  brokenIn(play(parts, trace));

const story = (parts: RecipeParts): string[] => storyOf(play(parts, 'full'), system, 'client');

/** With which every run begins. */
const ELECTION = [
  '0.0 replica-1 running|follower',
  '0.0 replica-1 running|asking',
  '0.0 replica-2 running|follower',
  '0.0 replica-3 running|follower',
  '0.0 replica-4 running|follower',
  '0.0 replica-5 running|follower',
  '0.0 replica-1 running|candidate',
  '0.0 replica-1 running|leader',
  '0.0 replica-1 leads term 1',
];

function afterElection(parts: RecipeParts): string[] {
  const whole = story(parts);
  expect(whole.slice(0, ELECTION.length)).toEqual(ELECTION);
  return whole.slice(ELECTION.length);
}

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['nothing-lost'],
  'late-clock': ['nothing-lost'],
  'stale-reads': ['linearizable'],
  'double-spend': ['wallet-never-negative'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('in closed form', () => {
  const CUT = [`5s ${split([1, 2, 3], [4, 5])}`, '15s heal'];

  test('two of five sites fail in the cut, and nothing is lost', () => {
    const { metrics } = play({ settings: { loadS: 20 }, interventions: CUT });
    expect(metrics.cutFailPercent).toBeGreaterThan(39);
    expect(metrics.cutFailPercent).toBeLessThan(41.5);
    expect(metrics).toMatchObject({
      lostIncrements: 0,
      outOfOrder: 0,
      majoritySuccessPercent: 100,
    });
  });

  test.each([
    [split([1], [2, 3, 4, 5]), 'one of five', 20],
    [split([1, 2], [3, 4], [5]), 'all of five', 100],
    [split([1, 2, 4, 5], [3]), 'one in the middle', 20],
  ])('%s: %s', (act, _who, percent) => {
    const interventions = [`5s ${act}`, '25s heal'];
    const { metrics } = play({ settings: { loadS: 30 }, interventions });
    // The leader's own side needs a moment to notice, and the others one to elect.
    expect(metrics.cutFailPercent).toBeGreaterThanOrEqual(percent - 1);
    expect(metrics.cutFailPercent).toBeLessThan(percent + 7);
    expect(metrics.lostIncrements).toBe(0);
  });

  test.each([
    ['lww', 400],
    ['crdt', 0],
  ])('%s fails nobody and loses %d', (counterMode, lost) => {
    const { metrics } = play({ settings: { loadS: 20, counterMode }, interventions: CUT });
    expect(metrics.failPercent).toBe(0);
    expect(Math.abs(metrics.lostIncrements - lost)).toBeLessThan(lost * 0.1 + 1);
  });

  test('the clock decides which side goes', () => {
    const lostWith = (skew: string) =>
      play({ settings: { loadS: 20, counterMode: 'lww' }, interventions: [`1s ${skew}`, ...CUT] })
        .metrics.lostIncrements;
    expect(lostWith('skew replica-1 200ms')).toBeLessThan(450);
    expect(lostWith('skew replica-4 200ms')).toBeGreaterThan(590);
  });

  propertyTest(
    'a write waits for the nearest, for the third nearest, for the farthest',
    fc.property(
      fc.array(fc.integer({ min: 3, max: 400 }), { minLength: 4, maxLength: 4 }),
      (far) => {
        const [rtt2Ms, rtt3Ms, rtt4Ms, rtt5Ms] = far;
        const near = [2, ...far].sort((a, b) => a - b);
        for (const [writeLevel, ms] of Object.entries({
          one: near[0],
          majority: near[2],
          all: near[4],
        })) {
          const sites = { rtt2Ms, rtt3Ms, rtt4Ms, rtt5Ms };
          const { metrics } = play({
            settings: { ...sites, writeLevel, loadS: 4, timeoutMs: 5000 },
          });
          // The histogram's buckets are a two-thousandth wide.
          expect(Math.abs(metrics.site1WriteMs - ms)).toBeLessThanOrEqual(ms / 1000);
        }
      },
    ),
    12,
  );

  test('clients ask for the same, however it is kept', () => {
    const asked = (counterMode: string) =>
      sentIn(play({ settings: { counterMode, loadS: 3 } }, 'full'), 'write');
    expect(asked('crdt')).toEqual(asked('quorum'));
    expect(asked('lww')).toEqual(asked('quorum'));
  });
});

describe('stories', () => {
  test('the leader on the small side steps down, and the other side elects another', () => {
    expect(story({ scenario: 'leader-cut' })).toMatchInlineSnapshot(`
      [
        "0.0 replica-1 running|follower",
        "0.0 replica-2 running|follower",
        "0.0 replica-3 running|follower",
        "0.0 replica-4 running|follower",
        "0.0 replica-5 running|follower",
        "0.0 replica-5 running|asking",
        "0.1 replica-5 running|candidate",
        "0.2 replica-5 running|leader",
        "0.2 replica-5 leads term 1",
        "10.0  partition client-1,client-2,client-3,replica-1,replica-2,replica-3|client-4,client-5,replica-4,replica-5",
        "10.6 replica-5 cannot reach a majority and steps down",
        "10.6 replica-5 running|follower",
        "10.8 replica-2 running|asking",
        "10.8 replica-3 running|asking",
        "10.8 replica-3 running|candidate",
        "10.8 replica-1 running|asking",
        "10.8 replica-2 running|follower",
        "10.9 replica-1 running|follower",
        "10.9 replica-3 running|leader",
        "10.9 replica-3 leads term 2",
        "10.9 replica-5 running|asking",
        "11.5 replica-4 running|asking",
        "30.0  heal",
        "30.1 replica-4 running|follower",
        "30.1 replica-5 running|follower",
      ]
    `);
  });

  test('a paused leader wakes up and finds its term over', () => {
    expect(afterElection({ scenario: 'paused-leader' })).toMatchInlineSnapshot(`
      [
        "10.0 replica-1 pause replica-1",
        "10.0 replica-1 paused|leader",
        "10.8 replica-4 running|asking",
        "10.8 replica-2 running|asking",
        "10.8 replica-5 running|asking",
        "10.8 replica-3 running|asking",
        "10.8 replica-4 running|candidate",
        "10.8 replica-2 running|candidate",
        "10.8 replica-3 running|follower",
        "10.9 replica-5 running|follower",
        "11.0 replica-4 running|asking",
        "11.1 replica-2 running|asking",
        "11.5 replica-4 running|candidate",
        "11.6 replica-2 running|follower",
        "11.6 replica-4 running|leader",
        "11.6 replica-4 leads term 3",
        "15.0 replica-1 resume replica-1",
        "15.0 replica-1 running|leader",
        "15.0 replica-1 running|follower",
      ]
    `);
  });

  test('a replica whose disk was wiped learns everything again before it votes', () => {
    const interventions = ['3s crash replica-3', '3.1s wipe replica-3', '5s restart replica-3'];
    const parts = { settings: { loadS: 8 }, interventions };
    expect(afterElection(parts)).toMatchInlineSnapshot(`
      [
        "3.0 replica-3 crash replica-3",
        "3.0 replica-3 crashed|local",
        "3.1 replica-3 wipe replica-3",
        "5.0 replica-3 restart replica-3",
        "5.0 replica-3 running|local",
        "5.0 replica-3 running|follower",
        "5.0 replica-3 running|learner",
        "5.1 replica-3 running|follower",
      ]
    `);
    const { nodes } = play(parts);
    expect(nodes['replica-3'].updates).toBe(nodes['replica-1'].updates);
  });
});

describe('wrong designs are noticed', () => {
  const half = split([1], [2, 3, 4, 5]);
  test.each([
    ['early-ack', { bug: 'early-ack' }, 'leader-holds-committed'],
    ['no-dedupe', { bug: 'no-dedupe' }, 'nothing-invented'],
    ['adding-merge', { bug: 'adding-merge', counterMode: 'crdt' }, 'nothing-invented'],
    ['read-one', { readLevel: 'one', writePercent: 50 }, 'linearizable'],
    [
      'a read of one, by the checker',
      { workload: 'register', readLevel: 'one', writePercent: 50 },
      'linearizable',
    ],
    ['write to one', { writeLevel: 'one' }, 'nothing-lost'],
  ])('%s', (_name, settings, property) => {
    const interventions = [`4s ${half}`, '5s duplicate *->* 20%', '8s heal'];
    const parts = { settings: { loadS: 12, ...settings }, interventions };
    expect(broken(parts, 'full')).toContain(property);
  });

  test('the same faults break nothing in the right design', () => {
    const interventions = [`4s ${half}`, '5s duplicate *->* 20%', '8s heal'];
    expect(broken({ settings: { loadS: 12 }, interventions }, 'full')).toEqual([]);
  });
});

describe('no easy way through the challenge', () => testNoEasyWay(system));

describe('the stage shows what happens, where it happens', () => {
  testAllFacts(system, {
    healthy: ['1 replica-1: term 1'],
    broken: [
      '1 replica-4: stamp 14.8 s',
      'end replica-4: 1,210 lost · 2,684 overwritten · stamp 60.0 s',
      'end replica-1: stamp 60.0 s',
    ],
    fixed: ['end replica-4: nothing'],
    majority: ['2 client-4: 14 refused · 13 timed out', 'end client-5: 577 refused · 27 timed out'],
    'leader-cut': ['1 replica-5: term 1 · 42 uncommitted', '2 replica-3: term 2'],
    'paused-leader': ['1 replica-1: term 1', '1 replica-4: term 3'],
    'one-way': ['1 client-4: 12 refused · 11 timed out'],
    'stale-reads': ['1 replica-5: 5.1 s stale · term 1'],
    'late-clock': [
      '1 replica-4: stamp 46.9 s',
      'end replica-1: 2,032 lost · 3,301 overwritten · stamp 60.0 s',
    ],
    'double-spend': ['1 replica-4: balance 2,530', 'end replica-4: balance −2,490'],
    shop: [
      '1 client-4: 13 refused · 8 timed out · paid out 1,580',
      'end replica-1: balance 10 · 194 items · term 1',
    ],
  });

  /** The number before a word, summed over all nodes. */
  const total = (all: Record<string, string[]>, word: string): number =>
    Object.values(all)
      .flat()
      .filter((fact) => fact.endsWith(` ${word}`))
      .reduce((n, fact) => n + Number(fact.replace(` ${word}`, '').replace(',', '')), 0);

  test.each([
    ['broken', 'lost', 'lostIncrements'],
    ['late-clock', 'lost', 'lostIncrements'],
    ['fixed', 'lost', 'lostIncrements'],
    ['majority', 'refused', 'refused'],
    ['majority', 'timed out', 'unknown'],
    ['shop', 'refused', 'refused'],
    ['stale-reads', 'stale reads', 'staleReads'],
  ])('%s: %s on the stage and %s in the panel are one figure', (scenario, word, metric) => {
    const { result, at } = stageOfScenario(system, scenario);
    expect(total(at(result.virtualMs * 1000).all(), word)).toBe(result.metrics[metric]);
  });

  test('broken: nothing is called lost while a replica still holds it, and the chart ends as the panel', () => {
    const { result } = stageOfScenario(system, 'broken');
    const chart = result.series.find((s) => s.id === 'lost')!;
    const [lost, atRisk] = chart.values;
    const during = chart.at.findIndex((t) => t >= 44_000_000);
    expect(lost[during]).toBe(0);
    expect(atRisk[during]).toBeGreaterThan(1000);
    expect([lost.at(-1), atRisk.at(-1)]).toEqual([result.metrics.lostIncrements, 0]);
  });

  test('double-spend: the balance on the stage is the overdraft in the panel', () => {
    const { result, at } = stageOfScenario(system, 'double-spend');
    const [balance] = at(result.virtualMs * 1000).facts('replica-1');
    expect(balance).toBe(`balance −${grouped(result.metrics.overdraft)}`);
  });
});
