import { describe, expect, test } from 'vitest';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOf, stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { linesOf } from '../../../../tests/fixtures/traces';
import { CHANGES, FORMATS } from './nodes/schema';
import { makeRecipe, Run, scenarioOf, simulate, type RecipeParts } from '../../sim';
import { system } from '.';
import { FULL } from './story';

const play = (parts: RecipeParts, trace: 'full' | 'metrics' = 'metrics') =>
  simulate(system, makeRecipe(system, { until: 'done', ...parts }), { trace });

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['all-read'],
  impatient: ['all-read'],
  reuse: ['means-the-same'],
  'same-wire': ['means-the-same'],
  stuck: ['old-gone'],
  // Over before the consumers' turn: nobody who reads is deployed any more.
  'full-rename': ['all-read', 'old-gone'],
  'full-reuse': ['means-the-same', 'old-gone'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout: 60_000 }, () => {
  const endOf = ({ at, result }: ReturnType<typeof stageOfScenario>) => at(result.virtualMs * 1000);

  test.each([
    ['broken', ['220 refused', 'reads new'], ['260 refused', 'reads new'], 260, 0],
    ['full-rename', ['5,500 refused', 'reads new'], ['5,500 refused', 'reads old'], 5500, 0],
    ['reuse', ['220 misread', 'reads new'], ['reads new'], 0, 220],
    ['same-wire', ['220 misread', 'reads new'], ['reads new'], 0, 220],
    ['full-reuse', ['5,500 misread', 'reads new'], ['reads old'], 0, 5500],
    ['impatient', ['27 refused', 'reads new'], ['25 refused', 'reads new'], 27, 0],
    ['rename-numbers', ['reads new'], ['reads new'], 0, 0],
    ['healthy', ['reads new', '220 ignored'], ['reads new'], 0, 0],
  ])(
    '%s: what each reader made of the messages, at the end',
    (id, wallet, surveys, failed, misread) => {
      const stage = stageOfScenario(system, id);
      expect(endOf(stage).facts('wallet')).toEqual(wallet);
      expect(endOf(stage).facts('surveys')).toEqual(surveys);
      expect(stage.result.metrics).toMatchObject({ failed, misread });
      // The panel's last sample is what the run comes to.
      const panel = stage.result.series.find((s) => s.id === 'outcomes')!;
      expect(panel.values.map((line) => line.at(-1))).toEqual([failed, misread]);
    },
  );

  test('broken: who writes and reads which version while both run', () => {
    const { at, captionAt } = stageOfScenario(system, 'broken');
    const first = at(captionAt(0));
    expect(first.facts('wallet')).toEqual(['1 refused', 'reads old']);
    const written = Object.values(first.all()).filter(([fact]) => fact.startsWith('writes'));
    expect(written.filter(([fact]) => fact === 'writes new')).toHaveLength(1);
    expect(written).toHaveLength(10);
    expect(at(captionAt(1)).facts('wallet')).toEqual(['180 refused', 'reads old']);
  });

  test('broken: the panel counts the instances that are drawn, between whole seconds too', () => {
    const stage = stageOf(system, play({ scenario: 'broken' }, 'full'));
    const mix = stage.result.series.find((s) => s.id === 'mix')!;
    const t = 12_500_000;
    const drawn = Object.values(stage.at(t).all()).filter((f) => f.includes('writes new')).length;
    const sample = mix.at.findLastIndex((at) => at <= t);
    expect([drawn, mix.values[2][sample]]).toEqual([5, 5]);
  });

  test.each([
    ['broken', []],
    ['healthy', []],
    ['reuse', []],
    ['same-wire', []],
    ['full-rename', []],
    ['full-reuse', []],
    // Its first caption is about what the writer puts on the wire.
    ['rename-numbers', [0]],
  ])('%s: while the queue is down, no caption says what readers make of messages', (id, told) => {
    const { captions = [] } = scenarioOf(system, id);
    const recipe = makeRecipe(system, { scenario: id, interventions: ['1ms crash queue'] });
    const run = new Run(system, recipe, { trace: 'metrics', captions });
    run.advance();
    expect(run.result().moments.map(({ caption }) => caption)).toEqual(told);
  });

  test('fixed: the step, the wait that runs down, and nothing refused', () => {
    const stage = stageOfScenario(system, 'fixed');
    const { at, captionAt } = stage;
    expect(at(captionAt(1)).facts('deployer')).toEqual(['step 3', 'waits 22.0 s']);
    expect(at(captionAt(1) + 10_000_000).facts('deployer')).toEqual(['step 3', 'waits 12.0 s']);
    expect(at(captionAt(1)).facts('wallet')).toEqual(['reads either']);
    expect(endOf(stage).facts('deployer')).toEqual(['plan done']);
    expect(Object.values(endOf(stage).all()).flat()).not.toContain('writes old');
  });

  test('stuck: which instance takes no release', () => {
    const { at, captionAt } = stageOfScenario(system, 'stuck');
    expect(at(captionAt(1)).facts('users-7')).toEqual(['takes no release', 'writes old']);
    expect(at(captionAt(1)).facts('deployer')).toEqual(['step 2']);
  });
});

describe('closed forms', { timeout: 60_000 }, () => {
  const oneStep = { ...FULL, strategy: 'one-step', order: 'producer-first' };

  test.each([1, 2, 3])(
    'a rename in one step, seed %i: tenths of the load, 1 + 2 + … + 10',
    (seed) => {
      const { metrics } = play({ settings: { ...oneStep, ratePerSecond: 20 }, seed });
      expect(metrics).toMatchObject({ requests: 2000, failed: 1100, misread: 0 });
    },
  );

  test('and a reuse: none refused, as many misread', () => {
    const settings = { ...oneStep, ratePerSecond: 20, change: 'reuse', format: 'numbers' };
    expect(play({ settings }).metrics).toMatchObject({ failed: 0, decodeErrors: 0, misread: 1100 });
  });

  test('consumers first, in one step: Σ (10 − k)·10 %, and all of the readers’ own time', () => {
    const settings = {
      ...oneStep,
      ratePerSecond: 20,
      order: 'consumer-first',
      loadS: 120,
    };
    // For 20 s some reader is new and every writer is old, for 100 s one writer less each 10 s.
    expect(play({ settings }).metrics.failed).toBe(
      20 * 20 + 20 * (9 + 8 + 7 + 6 + 5 + 4 + 3 + 2 + 1),
    );
  });
});

test.each(
  FORMATS.flatMap((format) =>
    CHANGES.flatMap((change) =>
      ['strict', 'tolerant'].map((reader) => ({ format, change, reader })),
    ),
  ),
)('expand and contract is safe: %j', (set) => {
  const base = { ratePerSecond: 12, gapS: 0.5, retentionS: 8, loadS: 45, replayEveryS: 0.5 };
  for (const seed of [1, 2, 3]) {
    const run = play({ settings: { ...base, ...set, rollback: 'random' }, seed });
    expect(run.metrics).toMatchObject({ failed: 0, misread: 0, oldLeft: 0, rollbacks: 1 });
    expect(run.metrics.replayed).toBeGreaterThan(50);
  }
});

test('a plan that is replaced in the middle of a step: the step is finished, and the new plan has nothing to add', () => {
  const settings = { ratePerSecond: 10, gapS: 0.1, deployAfterS: 1, loadS: 20, retentionS: 3 };
  const interventions = ['8s set strategy=one-step'];
  const { metrics } = play({ settings, interventions });
  expect(metrics).toMatchObject({ stepsDone: 4, steps: 2, oldLeft: 2 });
});

test('a message from before the change comes back when somebody asks for it', () => {
  const settings = { strategy: 'one-step', order: 'producer-first', replayEveryS: 100, loadS: 60 };
  const interventions = ['40s operate queue replay'];
  const { metrics } = play({ settings: { ...settings, retentionS: 60 }, interventions });
  expect(metrics).toMatchObject({ replayed: 1, replaysFailed: 1 });
});

describe('stories', () => {
  /** Releases, modes and notes; and of messages the first that is refused. */
  function story(parts: RecipeParts): string[] {
    const { trace, recipe } = play(parts, 'full');
    const ids = system.topology(recipe.settings).nodes.map((n) => n.id);
    let refusals = 0;
    return linesOf(trace!)
      .filter(
        (l) =>
          l.kind === 'Mode' ||
          l.kind === 'Note' ||
          (l.kind === 'Deliver' && l.name === 'reject' && refusals++ < 1),
      )
      .map((l) => `${(l.at / 1e6).toFixed(1)} ${ids[l.node]} ${l.name}`);
  }

  test('a rename in one step', () => {
    const settings = {
      strategy: 'one-step',
      order: 'producer-first',
      ratePerSecond: 10,
      gapS: 1,
      deployAfterS: 1,
      loadS: 14,
    };
    expect(story({ settings })).toMatchInlineSnapshot(`
      [
        "1.0 deployer step 1: writers stop the old",
        "1.0 users-10 running|new",
        "2.0 queue reject",
        "2.0 users-1 running|new",
        "3.0 users-3 running|new",
        "4.0 users-7 running|new",
        "5.0 users-2 running|new",
        "6.0 users-5 running|new",
        "7.0 users-9 running|new",
        "8.0 users-6 running|new",
        "9.0 users-8 running|new",
        "10.0 users-4 running|new",
        "11.0 deployer step 2: readers drop and reserve the old",
        "11.0 wallet running|new",
        "12.0 surveys running|new",
        "13.0 deployer running|finished",
        "13.9 visitors running|waiting",
        "14.4 visitors running|finished",
      ]
    `);
  });

  test('widened, with the second step rolled back', () => {
    const settings = { ratePerSecond: 10, gapS: 0.1, deployAfterS: 1, loadS: 20, retentionS: 3 };
    const lines = story({ settings: { ...settings, rollback: '2' } });
    expect(lines.filter((l) => !l.includes('users-'))).toMatchInlineSnapshot(`
      [
        "1.0 deployer step 1: readers accept both",
        "1.0 surveys running|both",
        "1.1 wallet running|both",
        "1.2 deployer step 2: writers write both",
        "2.2 deployer rolls the step back",
        "2.2 deployer running|rolling-back",
        "3.2 deployer running|replacing",
        "4.2 deployer step 3: wait out the retention",
        "4.2 deployer running|waiting",
        "9.2 deployer step 4: writers stop the old",
        "9.2 deployer running|replacing",
        "10.2 deployer step 5: readers drop and reserve the old",
        "10.2 surveys running|new",
        "10.3 wallet running|new",
        "10.4 deployer running|finished",
        "19.9 visitors running|waiting",
        "20.4 visitors running|finished",
      ]
    `);
  });
});
