import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { brokenIn, linesOf } from '../../../../tests/fixtures/traces';
import { CHANGES } from './nodes/users-api/changes';
import { makeRecipe, type RecipeParts, type Settings } from '../../sim';
import { system } from '.';

const { play } = runsOf(system);

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['nothing-breaks'],
  'one-change': ['nothing-breaks'],
  train: ['nothing-breaks'],
  canary: ['nothing-breaks'],
  frozen: ['nothing-breaks'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge has no easy way', () => testNoEasyWay(system));

/** One change for everybody and nothing in its way; consumers call, and complaints lead to nothing. */
function alone(id: string, settings: Settings = {}): RecipeParts {
  const held = CHANGES.map((c) => [`ship${c}`, c === id ? 'as-is' : 'hold']);
  const tests = ['testOrder', 'testDeadline', 'testPagination', 'testUnknown'];
  return {
    settings: {
      ...Object.fromEntries([...held, ...tests.map((t) => [t, false])]),
      schemaDiff: 'reports',
      complaints: 'ignored',
      canaryCompares: 'errors',
      days: 3,
      ...settings,
    },
    interventions: [`1s operate pipeline commit ${id}`],
    until: null,
  };
}

describe('which change breaks which program', { timeout: 60_000 }, () => {
  test.each([
    ['A', {}],
    ['B', { surveysRemoved: 332 }],
    ['C', { walletLatePercent: 100 }],
    ['D', { billingMissing: 900 }],
    ['E', { schemaBreaking: 1 }],
    ['F', {}],
  ])('%s: %j', (id, expected) => {
    const { metrics } = play(alone(id));
    const pairs = { B: 1, C: 1, D: 1, E: 2 }[id] ?? 0;
    expect(metrics).toMatchObject({ shipped: 1, consumerBreaks: pairs, errorPercent: 0 });
    expect(metrics.schemaBreaking).toBe(id === 'E' ? 1 : 0);
    expect(metrics).toMatchObject(expected);
    if (id === 'E') expect(Math.min(metrics.ghostAccounts, metrics.whitePages)).toBeGreaterThan(5);
  });

  test('programs that rely on promises alone bear every change but a broken promise', () => {
    for (const id of CHANGES) {
      const { metrics } = play(alone(id, { relies: 'promises' }));
      expect(metrics.consumerBreaks, id).toBe(0);
    }
  });

  test('each contract test stops the change that its consumer could not bear, and no other', () => {
    const stops = (setting: string) =>
      CHANGES.filter((id) => play(alone(id, { [setting]: true, days: 0.5 })).metrics.blocked === 1);
    expect(stops('testOrder')).toEqual(['B']);
    expect(stops('testDeadline')).toEqual(['C']);
    expect(stops('testPagination')).toEqual(['D']);
    expect(stops('testUnknown')).toEqual(['E']);
    const blocked = CHANGES.filter(
      (id) => play(alone(id, { fieldTests: 8, days: 0.5 })).metrics.blocked > 0,
    );
    expect(blocked).toEqual([]);
  });
});

test(
  'late answers: the share of the range above the deadline, less four hops',
  { timeout: 60_000 },
  () => {
    for (const slowMs of [300, 350, 370]) {
      const { metrics } = play(alone('C', { slowMs, days: 12 }));
      const least = 0.8 * slowMs;
      const expected = Math.min(1, Math.max(0, (slowMs - 296) / (slowMs - least)));
      expect(Math.abs(metrics.walletLatePercent / 100 - expected)).toBeLessThan(0.04);
    }
  },
);

test('a commit waits half a week for a weekly train, on average', { timeout: 60_000 }, () => {
  const settings = { cadence: 'train', callsPerHour: 0.01, days: 10.1, shipC: 'hold' } as const;
  const waits = Array.from(
    { length: 60 },
    (_, i) => play({ settings, seed: i + 1, until: null }).metrics.meanWaitDays,
  );
  const mean = waits.reduce((a, b) => a + b, 0) / waits.length;
  // Uniform over a week, five a run: three times 2.02/√300, and half an hour of building for each.
  expect(Math.abs(mean - 3.5)).toBeLessThan(0.38);
});

describe('releases', { timeout: 60_000 }, () => {
  const quiet = { ...alone('A', { days: 1, callsPerHour: 12 }) };
  const withFaults = (...faults: string[]) => ({
    ...quiet,
    interventions: [...quiet.interventions!, ...faults],
  });
  const versions = (run: ReturnType<typeof play>) =>
    ['users-1', 'users-2', 'users-3', 'users-4'].map((id) => run.nodes[id].version);

  test('an instance that dies while it installs has the release in the end', () => {
    const run = play(withFaults('8.1s crash users-2', '12s restart users-2'));
    expect(versions(run)).toEqual([2, 2, 2, 2]);
    expect(run.metrics.shipped).toBe(1);
  });

  test('a release under way is rolled back by hand, everywhere', () => {
    const run = play(withFaults('8.4s operate pipeline roll-back'));
    expect(versions(run)).toEqual([1, 1, 1, 1]);
    expect(brokenIn(run)).toEqual([]);
  });

  test('an old order that arrives after a newer one is not obeyed', () => {
    const run = (bug: string) =>
      play({
        ...withFaults(
          '7.9s delay pipeline->users-2 8s',
          '8.1s heal',
          '8.6s operate pipeline roll-back',
        ),
        settings: { ...quiet.settings, bug },
      });
    expect(versions(run('none'))).toEqual([1, 1, 1, 1]);
    expect(versions(run('last-wins'))).toContain(2);
    expect(brokenIn(run('last-wins'))).toContain('one-version');
  });

  test('a pipeline that dies during a release takes it back when it returns, and tries again', () => {
    const run = play(withFaults('5s crash pipeline', '9s restart pipeline'));
    expect(run.metrics).toMatchObject({ rollBacks: 1, shipped: 1, takenAlong: 0 });
    expect(new Set(versions(run)).size).toBe(1);
    expect(brokenIn(run)).toEqual([]);
  });

  test.each([
    ['its tests', '2s', ['1.2s wipe pipeline']],
    ['a canary', '7s', ['5s wipe pipeline']],
    ['a roll-out', '10s', ['8.1s wipe pipeline']],
    ['a roll-back', '10s', ['8.4s operate pipeline roll-back', '8.5s wipe pipeline']],
  ])('a pipeline whose disk is wiped during %s is idle again', (_, until, faults) => {
    const parts = { ...withFaults(...faults), until };
    const { trace } = play(parts, 'full');
    const { nodes } = system.topology(makeRecipe(system, parts).settings);
    const modes = linesOf(trace!).filter(
      (l) => l.kind === 'Mode' && nodes[l.node].id === 'pipeline',
    );
    expect(modes.at(-1)?.name).toBe('running|idle');
  });
});

/** Changes of mode and what the pipeline says, with times in tenths of an hour. */
function story(parts: RecipeParts): string[] {
  const { trace, recipe } = play(parts, 'full');
  const { nodes } = system.topology(recipe.settings);
  return linesOf(trace!)
    .filter((l) => ['Mode', 'Note', 'Intervention', 'Part', 'Event'].includes(l.kind))
    .map((l) => `${(Math.floor(l.at / 1e5) / 10).toFixed(1)} ${nodes[l.node]?.id ?? ''} ${l.name}`);
}

test(
  'the story of a change that is right, quick and fatal for an export',
  { timeout: 60_000 },
  () => {
    const parts = { scenario: 'one-change', settings: { days: 2.2, complaints: 'roll-back' } };
    expect(story({ ...parts, seed: 3 })).toMatchInlineSnapshot(`
      [
        "10.0 pipeline operate pipeline commit D",
        "10.0 pipeline change D: planned → committed",
        "10.0 pipeline running|testing",
        "10.0 pipeline change D: committed → testing",
        "10.5 pipeline schema diff of change D: no breaking change",
        "10.5 staging running|installing",
        "10.7 staging running|serving",
        "10.7 pipeline change D: testing → passed",
        "10.7 pipeline running|canary",
        "10.7 pipeline change D: passed → releasing",
        "10.7 pipeline release 2 with D: first to the canary",
        "10.7 users-1 running|installing",
        "11.0 users-1 running|serving",
        "11.0 router running|canary",
        "17.0 pipeline running|rolling-out",
        "17.0 users-2 running|installing",
        "17.2 users-2 running|serving",
        "17.2 users-3 running|installing",
        "17.5 users-3 running|serving",
        "17.5 users-4 running|installing",
        "17.7 users-4 running|serving",
        "17.7 pipeline change D: releasing → shipped",
        "17.7 pipeline release 2 is on every instance",
        "17.7 pipeline running|idle",
        "17.7 router running|serving",
        "19.3 customers billing: page: right → wrong",
        "44.0 customers billing: page: wrong → noticed",
        "44.0 billing files a ticket about the length of a page",
        "44.0 pipeline running|rolling-back",
        "44.0 pipeline rolls back release 2 because of a ticket about the length of a page",
        "44.0 users-1 running|installing",
        "44.0 users-2 running|installing",
        "44.0 users-3 running|installing",
        "44.0 users-4 running|installing",
        "44.2 users-1 running|serving",
        "44.2 users-2 running|serving",
        "44.2 users-3 running|serving",
        "44.2 users-4 running|serving",
        "44.2 pipeline change D: shipped → reverted",
        "44.2 pipeline running|idle",
        "52.8 wallet running|finished",
        "52.9 surveys running|finished",
        "53.0 web running|finished",
        "53.6 billing running|finished",
      ]
    `);
  },
);

test(
  'any setting may change during a run, and releases still come to an end',
  { timeout: 60_000 },
  () => {
    const change = fc.oneof(
      fc.constantFrom('train', 'independent').map((v) => `set cadence=${v}`),
      fc.constantFrom('as-is', 'compatible', 'hold').map((v) => `set shipB=${v}`),
      fc.integer({ min: 1, max: 100 }).map((v) => `set canaryPercent=${v}`),
      fc.constantFrom('errors', 'latency', 'consumers').map((v) => `set canaryCompares=${v}`),
      fc.boolean().map((v) => `set testOrder=${v}`),
      fc.constantFrom('pause', 'crash').map((v) => `${v} pipeline`),
      fc.constantFrom('resume', 'restart').map((v) => `${v} pipeline`),
      fc.constantFrom(...CHANGES).map((id) => `operate pipeline commit ${id}`),
      fc.constantFrom('roll-back', 'depart').map((o) => `operate pipeline ${o}`),
    );
    const plan = fc.array(fc.tuple(fc.integer({ min: 1, max: 30_000 }), change), { maxLength: 8 });
    fc.assert(
      fc.property(plan, fc.nat(1e6), (acts, seed) => {
        const interventions = [
          ...acts.map(([ms, act]) => `${ms}ms ${act}`),
          ...['resume', 'restart'].map((v) => `31s ${v} pipeline`),
        ];
        const settings = { days: 2.5, callsPerHour: 1, users: 30, smallPage: 10, shipB: 'as-is' };
        const run = play({ settings, seed, interventions, until: '60s' });
        const held = brokenIn(run).filter((p) => p !== 'nothing-breaks' && p !== 'canary-first');
        expect(held).toEqual([]);
      }),
      { numRuns: 60 },
    );
  },
);

test.each([
  [
    'an order lies at a paused instance until it has been taken back',
    3555,
    ['19.79s slow users-1 x9', '20.2s pause users-4', '22.4s resume users-4'],
  ],
  [
    'what was asked before a canary is answered late during it',
    4,
    ['20.36s slow users-1 x5', '22.1s pause users-2', '23.1s resume users-2'],
  ],
])('what a campaign found stays mended: %s', (_, seed, interventions) => {
  const { settings } = system.hunt!;
  const run = play({ settings, seed, interventions, until: '48s' });
  expect(brokenIn(run).filter((p) => p !== 'nothing-breaks')).toEqual([]);
});
