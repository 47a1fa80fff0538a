import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { makeRecipe, simulate, type RecipeParts } from '../../sim';
import { system } from '.';
import { channelOf } from './checker/model-of';
import { firstState, type Model } from './checker/model';
import { possible, take } from './checker/steps';
import { protocolOf } from './protocol/protocol';
import { rulesOf } from './protocol/rules';
import type { WindowSettings } from './settings';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['prefix', 'acknowledged', 'complete'],
  'no-numbers': ['prefix'],
  'half-the-numbers': ['prefix', 'acknowledged', 'complete'],
  forgets: ['prefix', 'acknowledged', 'complete'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge cannot be guessed', () => testNoEasyWay(system));

const run = (parts: RecipeParts) =>
  simulate(system, makeRecipe(system, { until: '60s', ...parts }));

describe('the rules, on any schedule', () => {
  /** Full size, not scaled down: the packets that overtake one are bounded, nothing else. */
  const modelWith = (design: Partial<WindowSettings>, overtaking: number): Model => {
    const settings = makeRecipe(system, { settings: design }).settings as WindowSettings;
    const protocol = protocolOf(settings);
    const { loses, duplicates } = channelOf({ ...settings, lossPercent: 1, duplicatePercent: 1 });
    const bounds = { inFlight: 12, overtaking, loses, duplicates, states: 0 };
    return { protocol, rules: rulesOf(protocol), bounds };
  };
  /** Takes one of the possible steps for each number; says what broke. */
  const walk = (model: Model, picks: readonly number[]): string | null => {
    let state = firstState();
    for (const pick of picks) {
      const steps = [...possible(model, state)];
      const taken = take(model, state, steps[pick % steps.length]);
      if (taken.broken) return taken.broken.why;
      state = taken.state;
    }
    return null;
  };
  const picks = fc.array(fc.nat(), { minLength: 50, maxLength: 400 });

  propertyTest(
    'selective repeat with enough numbers delivers nothing wrong',
    fc.property(
      picks,
      fc.integer({ min: 1, max: 8 }),
      fc.integer({ min: 0, max: 4 }),
      (p, w, d) => {
        const numbers = 2 * (w + d);
        expect(walk(modelWith({ window: w, numbers }, d), p)).toBeNull();
      },
    ),
  );

  propertyTest(
    'go-back-N with one number more than the window delivers nothing wrong in order',
    fc.property(picks, fc.integer({ min: 1, max: 8 }), (p, window) => {
      const goBackN = { resend: 'all', keep: 'discarded', ack: 'cumulative' } as const;
      expect(walk(modelWith({ ...goBackN, window, numbers: window + 1 }, 0), p)).toBeNull();
    }),
  );
});

describe('the sender', () => {
  test('sends everything once and hopes where there are no acknowledgements', () => {
    const settings = { ack: 'none', lossPercent: 20, messages: 100, numbers: 200 };
    const { metrics } = run({ settings, until: null });
    expect(metrics.sends).toBe(100);
    expect(metrics.lost).toBeGreaterThan(5);
    expect(metrics.delivered).toBeLessThan(100 - metrics.lost + 1);
    expect(run({ settings: { ...settings, lossPercent: 0 }, until: null }).metrics.right).toBe(100);
  });

  test.each(['one', 'all'])(
    'goes on after a crash with what is outstanding: resends %s',
    (resend) => {
      const interventions = ['230ms crash sender', '900ms restart sender'];
      const { metrics } = run({ settings: { resend }, interventions });
      expect(metrics.exactlyOnce).toBe(1);
      expect(metrics.resent).toBeGreaterThan(0);
    },
  );

  test('keeps its timers through changes of its rules', () => {
    const interventions = [
      '1s set resend=all',
      '2s set resend=one',
      '3s set schedule=hand',
      '4s operate channel release',
      '4s set schedule=clock',
    ];
    const settings = { lossPercent: 20 };
    expect(run({ settings, interventions }).metrics.exactlyOnce).toBe(1);
  });
});

describe('the receiver', () => {
  const crash = ['530ms crash receiver', '580ms restart receiver'];

  test.each([
    ['disk', 1],
    ['memory', 0],
  ])('with its place kept in %s: exactly once %i', (memory, right) => {
    const { metrics } = run({ settings: { memory }, interventions: crash });
    expect(metrics.exactlyOnce).toBe(right);
  });

  test('that ignores copies leaves a sender without an answer', () => {
    const settings = { copies: 'ignored', lossPercent: 20, messages: 50 };
    const { metrics } = run({ settings, until: '30s' });
    expect(metrics.acknowledged).toBeLessThan(50);
    expect(metrics.exactlyOnce).toBe(0);
  });
});

describe('the channel', () => {
  test('does with a held packet as it is told, and lets everything go in the end', () => {
    const interventions = [
      '0ms operate channel hold',
      '200ms operate channel copy data-1',
      '210ms operate channel deliver data-3',
      '220ms operate channel lose data-1',
      '300ms operate channel release',
    ];
    const { metrics, nodes } = run({
      settings: { window: 3, messages: 30, rtoMs: 5000 },
      interventions,
    });
    expect(metrics.exactlyOnce).toBe(1);
    expect([nodes.channel.lost, nodes.channel.copied]).toEqual([1, 1]);
    // The copy of packet 0 stands in for the lost one, so nothing has to be sent again.
    expect(metrics.resent).toBe(0);
  });

  test('loses the next one of its kind, and only that', () => {
    const interventions = ['0ms operate channel lose-next data'];
    const { metrics } = run({ settings: { messages: 30 }, interventions });
    expect([metrics.lost, metrics.resent, metrics.exactlyOnce]).toEqual([1, 1, 1]);
  });
});

test('the stage says in words what went wrong', () => {
  const stage = stageOfScenario(system, 'broken');
  const wrong = stage.at(stage.captionAt(4));
  expect(wrong.facts('receiver')).toEqual(['twice: 1', '3 delivered']);
  expect(wrong.facts('sender')).toContain('2 sent again');
  const end = stage.at(stage.result.virtualMs * 1000);
  expect(end.facts('receiver')).toContain('missing: 1');
});
