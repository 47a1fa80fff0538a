import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario, testAllFacts } from '../../../../tests/fixtures/system/stage-facts';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { linesOf } from '../../../../tests/fixtures/traces';
import { grouped, type RecipeParts } from '../../sim';
import { system } from '.';
import { picks, SLOW_STEP, TOTAL_OF_TWO } from './by-hand';

const { play } = runsOf(system);

/** What happened, one line each, times in milliseconds. */
function story(parts: RecipeParts, kinds: readonly string[]): string[] {
  const { trace, recipe } = play(parts, 'full');
  const { nodes } = system.topology(recipe.settings);
  return linesOf(trace!)
    .filter((l) => kinds.includes(l.kind))
    .map((l) => {
      const to = l.peer < 0 ? '' : ` → ${nodes[l.peer].id}`;
      return `${l.at / 1000} ${nodes[l.node]?.id ?? ''} ${l.name}${to}`;
    });
}

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['answers'],
  'waits-for-ever': ['answers'],
  'counted-twice': ['counted-once', 'whole-total'],
  'aborted-for-nothing': ['answers'],
  'lost-updates': ['no-lost-update', 'whole-total'],
  'dead-holder': ['answers'],
  'total-of-two': ['no-lost-update', 'whole-total'],
  'by-hand': ['no-lost-update', 'whole-total'],
};

describe('wasted work', () => {
  const inVain = (parts: RecipeParts): number[] =>
    play(parts)
      .series.find((s) => s.id === 'wasted')!
      .values[0].filter(Number.isFinite);

  test('is not what is on its way to the coordinator', () => {
    const values = inVain({ scenario: 'healthy' });
    expect(values.length).toBeGreaterThan(50);
    expect(new Set(values)).toEqual(new Set([0]));
  });

  test('is a batch that two have done', () => {
    const values = inVain({ scenario: 'counted-once' });
    expect([Math.min(...values), values.at(-1)]).toEqual([0, 100]);
  });
});

testSystem(system, { breaks: ON_PURPOSE });

describe('messages, in closed form', () => {
  propertyTest(
    'without faults the job takes so many rounds of a round trip and a batch',
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 0, max: 20 }),
      (workers, batch, batches, taskMs, rttMs) => {
        const settings = {
          workers,
          batch,
          tasks: batch * batches,
          taskMs,
          rttMs: Math.max(0.001, rttMs),
        };
        const { metrics } = play({ settings });
        const rounds = Math.ceil(batches / workers);
        const round = Math.round(settings.rttMs * 1000) / 1000 + batch * taskMs;
        expect(metrics.makespanMs).toBeCloseTo(rounds * round, 6);
        expect(metrics).toMatchObject({ total: settings.tasks, reexecuted: 0, wastedPercent: 0 });
      },
    ),
    40,
  );

  test.each([
    [10, 1188],
    [100, 1111],
    [1000, 3008],
  ])('a death after half a second, in batches of %i: done after %i ms', (batch, ms) => {
    const { metrics } = play({ settings: { batch }, interventions: ['500ms crash worker-3'] });
    // Overdue after 2·(b + 1) + 5 ms, and then somebody has to be free.
    expect(metrics.makespanMs).toBe(ms);
    expect(metrics).toMatchObject({ total: 8000, reexecuted: 1, falseAlarms: 0 });
  });

  test('a job of one batch more than there are workers takes two rounds', () => {
    const settings = { tasks: 901, batch: 100, workers: 9, taskMs: 2 };
    expect(play({ settings }).metrics.makespanMs).toBe(201 + 3);
  });

  test('a slow worker holds the job up, unless copies of its batch are made', () => {
    const parts = { scenario: 'straggler' };
    expect(play(parts).metrics.makespanMs).toBeLessThan(1200);
    expect(play({ ...parts, settings: { backups: false } }).metrics.makespanMs).toBeGreaterThan(
      2000,
    );
  });
});

describe('shared memory, in closed form', { timeout: 60_000 }, () => {
  const two = { mode: 'threads', sync: 'none', workers: 2, tasks: 2, batch: 1 };

  test('two threads that add once, each step a fair draw: three times in four one update is lost', () => {
    const n = 400;
    let lost = 0;
    for (let seed = 1; seed <= n; seed++)
      if (play({ settings: two, seed }).metrics.total === 1) lost++;
    expect(Math.abs(lost / n - 0.75)).toBeLessThan(3 * Math.sqrt((0.75 * 0.25) / n));
  });

  test.each([
    ['mutex', 5],
    ['atomic', 1],
  ])('more threads than work: %s is %i steps an update, one after the other', (sync, steps) => {
    const settings = { mode: 'threads', sync, workers: 16, tasks: 4000, batch: 1, taskMs: 0.01 };
    const { metrics } = play({ settings });
    expect(metrics.steps).toBe(4000 * steps);
    const serial = 4000 * steps * 0.004;
    expect(metrics.makespanMs).toBeGreaterThanOrEqual(serial);
    expect(metrics.makespanMs).toBeLessThan(serial + 0.5);
  });

  const byHand = (sync: string, tasks: number, interventions: string[]) => {
    const slow = { batch: 1, taskMs: 0.01, stepUs: SLOW_STEP };
    return play({ settings: { ...two, ...slow, sync, tasks }, interventions }).metrics;
  };
  const orders = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 40 });

  propertyTest(
    'whoever picks the steps: without a lock from two to all, with one or with an atomic add all',
    fc.property(orders, fc.integer({ min: 2, max: 4 }), (order, each) => {
      const total = (sync: string) => byHand(sync, 2 * each, picks(order)).total;
      expect(total('none')).toBeGreaterThanOrEqual(2);
      expect(total('none')).toBeLessThanOrEqual(2 * each);
      expect([total('mutex'), total('atomic')]).toEqual([2 * each, 2 * each]);
    }),
    40,
  );

  test('the worst that can be picked is two', () => {
    expect(byHand('none', 6, picks(TOTAL_OF_TWO))).toMatchObject({ total: 2, finished: 1 });
  });

  test('a thread that does not have a step to take cannot be picked', () => {
    const metrics = byHand('none', 6, ['5us operate memory step worker-1', ...picks('c')]);
    expect(metrics.finished).toBe(1);
  });
});

describe('stories', () => {
  /** Six batches for two workers. */
  const SIX = { tasks: 60, batch: 10, workers: 2 };
  const BEGUN = [
    '0 coordinator grant → worker-1',
    '0 coordinator grant → worker-2',
    '10.5 worker-1 result → coordinator',
    '10.5 worker-2 result → coordinator',
    '11 coordinator grant → worker-1',
    '11 coordinator grant → worker-2',
  ];
  /** Worker-1 works on while worker-2 does not answer. */
  const ALONE = [
    '21.5 worker-1 result → coordinator',
    '22 coordinator grant → worker-1',
    '32.5 worker-1 result → coordinator',
    '33 coordinator grant → worker-1',
    '38 coordinator batch 4 is overdue',
  ];

  test('a lost update, step by step', () => {
    const settings = {
      mode: 'threads',
      sync: 'none',
      workers: 2,
      tasks: 2,
      batch: 1,
      taskMs: 0.01,
    };
    const interventions = picks('ababab');
    const parts = { settings: { ...settings, stepUs: SLOW_STEP }, interventions };
    expect(story(parts, ['Send', 'Note']).filter((l) => l.includes(' memory')))
      .toMatchInlineSnapshot(`
      [
        "0.01 worker-1 load → memory",
        "0.01 worker-2 load → memory",
        "0.9 memory loaded → worker-1",
        "1.15 worker-1 add → memory",
        "1.8 memory loaded → worker-2",
        "2.05 worker-2 add → memory",
        "2.7 memory added → worker-1",
        "2.95 worker-1 store → memory",
        "3.6 memory added → worker-2",
        "3.85 worker-2 store → memory",
        "4.5 memory stored → worker-1",
        "4.75 worker-1 exit → memory",
        "5.4 memory thread 2 overwrites what it has not seen",
        "5.4 memory stored → worker-2",
        "5.65 worker-2 exit → memory",
        "5.9 memory the total is 1",
      ]
    `);
  });

  test('a worker stops, is given up, and comes back with its result', () => {
    const interventions = ['12ms pause worker-2', '40ms resume worker-2'];
    expect(story({ settings: SIX, interventions }, ['Send', 'Note', 'Intervention'])).toEqual([
      ...BEGUN,
      '12 worker-2 pause worker-2',
      ...ALONE,
      '40 worker-2 resume worker-2',
      '40 worker-2 result → coordinator',
      '40.5 coordinator wait → worker-2',
      '43.5 worker-1 result → coordinator',
      '44 coordinator the total is 60',
      '44 coordinator stop → worker-1',
      '44 coordinator stop → worker-2',
    ]);
  });

  test('a worker dies, and its batch is done by another one', () => {
    const interventions = ['12ms crash worker-2', '45ms restart worker-2'];
    expect(
      story({ settings: SIX, interventions }, ['Send', 'Lost', 'Note', 'Intervention']),
    ).toEqual([
      ...BEGUN,
      '12 worker-2 crash worker-2',
      ...ALONE,
      '43.5 worker-1 result → coordinator',
      '44 coordinator grant → worker-1',
      '45 worker-2 restart worker-2',
      '45 worker-2 ready → coordinator',
      '45.5 coordinator wait → worker-2',
      '54.5 worker-1 result → coordinator',
      '55 coordinator the total is 60',
      '55 coordinator stop → worker-1',
      '55 coordinator stop → worker-2',
    ]);
  });

  test('the coordinator dies and goes on from its books', () => {
    const interventions = ['15ms crash coordinator', '30ms restart coordinator'];
    const { metrics } = play({ settings: SIX, interventions });
    expect(metrics).toMatchObject({ total: 60, countedTwice: 0, finished: 1 });
  });
});

describe('no easy way through the challenge', () => testNoEasyWay(system));

describe('the stage shows what happens, where it happens', () => {
  testAllFacts(system, {
    healthy: ['0 coordinator: 72 batches left', '0 worker-1: lease 210 ms · batch 9'],
    broken: [
      '1 worker-3: lease 1.1 s · batch 3',
      'end coordinator: 7,000 discarded · 1 batch left',
    ],
    fixed: [
      '1 worker-3: lease 120 ms · batch 35',
      '2 worker-3: 35 given up · batch 35',
      '3 worker-3: 35 given up · batch 35',
      '3 worker-1: 35 again · lease 210 ms',
    ],
    coarse: ['1 worker-3: lease 1.1 s · batch 3', '2 worker-1: 3 again · lease 2.1 s'],
    heartbeats: ['1 worker-1: 3 again'],
    'waits-for-ever': ['end worker-3: batch 35'],
    'counted-twice': ['1 worker-6: 46 given up · batch 46', 'end coordinator: 100 twice'],
    'counted-once': ['end coordinator: 1 duplicate'],
    'aborted-for-nothing': ['end coordinator: 5,400 discarded · 26 batches left'],
    straggler: ['1 worker-8: 29 again · lease 5.1 s'],
    'lost-updates': ['0 memory: 100 lost', 'end memory: 1,800 lost'],
    locked: ['0 worker-7: holds the lock'],
    'dead-holder': ['end worker-3: holds the lock', 'end memory: 7 waiting'],
    'total-of-two': ['end memory: 4 lost'],
    'by-hand': ['end memory: 2 lost'],
  });

  test.each([
    ['lost-updates', 'memory', 'lost', 'lostTasks'],
    ['total-of-two', 'memory', 'lost', 'lostTasks'],
    ['counted-twice', 'coordinator', 'twice', 'countedTwice'],
    ['broken', 'coordinator', 'discarded', 'total'],
    ['counted-once', 'coordinator', 'duplicate', 'ignored'],
  ])('%s: %s says of %s what the panel says', (scenario, node, word, metric) => {
    const { result, at } = stageOfScenario(system, scenario);
    const facts = at(result.virtualMs * 1000).facts(node);
    expect(facts[0]).toBe(`${grouped(result.metrics[metric])} ${word}`);
  });

  test('the longest batch is timed from when it was first handed out, whoever finished it', () => {
    const { metrics } = play({ scenario: 'fixed' });
    // Batch 35: handed out at 404 ms, given up at 611, handed out again at 707, counted at 808.
    expect(metrics.turnaroundMaxMs).toBeCloseTo(808 - 404, 0);
  });
});
