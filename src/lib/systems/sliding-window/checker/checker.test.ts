import { describe, expect, test } from 'vitest';
import { makeRecipe, range, simulate } from '../../../sim';
import { system } from '..';
import { protocolOf, type Protocol } from '../protocol/protocol';
import { rulesOf } from '../protocol/rules';
import type { WindowSettings } from '../settings';
import { check, checkNow } from './check';
import type { Bounds, Model } from './model';
import { channelOf, modelOf, scaled } from './model-of';
import { replayOf } from './replay';

const DEFAULTS = makeRecipe(system, {}).settings as WindowSettings;
const SELECTIVE: Partial<WindowSettings> = { resend: 'one', keep: 'buffered', ack: 'each' };
const GO_BACK: Partial<WindowSettings> = { resend: 'all', keep: 'discarded', ack: 'cumulative' };

function modelWith(
  design: Partial<WindowSettings>,
  size: Partial<Protocol>,
  bounds: Partial<Bounds> = {},
): Model {
  const protocol = { ...protocolOf({ ...DEFAULTS, ...design }), ...size };
  return {
    protocol,
    rules: rulesOf(protocol),
    bounds: {
      inFlight: Math.max(2, protocol.window),
      overtaking: 0,
      loses: true,
      duplicates: false,
      states: 400_000,
      ...bounds,
    },
  };
}

/** The fewest sequence numbers with which a design is safe, every larger count included up to `most`. */
function fewest(
  design: Partial<WindowSettings>,
  window: number,
  most: number,
  bounds: Partial<Bounds> = {},
): number {
  const clean = range(most, 1).map((numbers) => {
    const verdict = checkNow(modelWith(design, { window, numbers }, bounds));
    expect(verdict.complete || verdict.counterexample !== null).toBe(true);
    return verdict.counterexample === null;
  });
  const first = clean.indexOf(true);
  expect(clean.slice(first)).not.toContain(false);
  return first + 1;
}

describe('first in, first out', () => {
  test.each([1, 2])(
    'selective repeat with a window of %i needs twice as many numbers',
    (window) => {
      expect(fewest(SELECTIVE, window, 2 * window + 2)).toBe(2 * window);
    },
  );

  test.each([1, 2, 3])('go-back-N with a window of %i needs one number more', (window) => {
    expect(fewest(GO_BACK, window, window + 2)).toBe(window + 1);
  });

  test('duplicates that keep their place change nothing', () => {
    expect(fewest(SELECTIVE, 2, 5, { duplicates: true, inFlight: 2 })).toBe(4);
  });
});

describe('with overtaking', () => {
  test.each([
    [1, 1],
    [1, 2],
    [2, 1],
  ])('a window of %i and %i overtakers each way need twice their sum', (window, overtaking) => {
    const enough = 2 * (window + overtaking);
    expect(fewest(SELECTIVE, window, enough + 1, { overtaking })).toBe(enough);
  });

  test('one bit is safe in order and fails in seven steps out of it', () => {
    const one = { window: 1, numbers: 2 };
    expect(checkNow(modelWith(SELECTIVE, one)).complete).toBe(true);
    const { counterexample } = checkNow(modelWith(SELECTIVE, one, { overtaking: 1 }));
    expect(counterexample).toMatchObject({
      property: 'prefix',
      why: 'message 0 is delivered in the place of message 2',
      steps: { length: 7 },
    });
  });
});

describe('a counterexample', () => {
  test.each([
    ['one bit, overtaken', { window: 1, bits: 1, reorderMs: 40 }],
    ['no numbers', { window: 1, bits: 0 }],
    ['selective repeat, 3 of 4', { ...SELECTIVE, window: 3, bits: 2, lossPercent: 20 }],
    ['go-back-N, 2 of 2', { ...GO_BACK, window: 2, bits: 1, lossPercent: 20 }],
    ['the textbook’s limit, overtaken', { window: 16, bits: 5, reorderMs: 40, lossPercent: 20 }],
    [
      'acknowledges what it throws away',
      { ...GO_BACK, window: 3, bits: 3, bug: 'acks-discarded', lossPercent: 20 },
    ],
    ['duplicates', { window: 2, bits: 1, duplicatePercent: 10 }],
  ] as [string, Partial<WindowSettings>][])(
    '%s: fails in the kernel as in the model',
    (_name, design) => {
      const settings = { ...DEFAULTS, ...design };
      const model = modelOf(settings);
      const { counterexample } = checkNow(model);
      expect(counterexample).not.toBeNull();
      const { steps, property, why } = counterexample!;
      const play = (count: number) =>
        simulate(system, makeRecipe(system, replayOf(settings, model, steps.slice(0, count))))
          .verdicts;
      const failed = (count: number) => play(count).filter((v) => v.kind === 'always' && !v.holds);
      expect(failed(steps.length)).toMatchObject([{ property, why }]);
      // One step fewer is not enough: nothing is wrong before the last.
      expect(failed(steps.length - 1)).toEqual([]);
    },
  );

  test('is a shortest one: no state nearer to the start fails', () => {
    const model = modelWith(SELECTIVE, { window: 2, numbers: 3 });
    const { counterexample, depth } = checkNow(model);
    expect(counterexample!.steps).toHaveLength(depth);
  });
});

describe('the search', () => {
  test('reports its progress and gives up where it is told to', () => {
    const model = modelWith(SELECTIVE, { window: 3, numbers: 6 }, { states: 8000 });
    const search = check(model);
    const reports = [];
    let step = search.next();
    for (; !step.done; step = search.next()) reports.push(step.value);
    expect(reports.length).toBeGreaterThan(1);
    expect(step.value).toMatchObject({ counterexample: null, complete: false });
    expect(step.value.states).toBeLessThan(9000);
  });

  test('the channel of a run may do what its settings and its faults do', () => {
    const faults = [{ do: 'delay-message' }, { do: 'drop' }] as const;
    expect(channelOf(DEFAULTS, faults)).toEqual({
      loses: true,
      duplicates: false,
      overtakes: true,
    });
    expect(channelOf({ ...DEFAULTS, duplicatePercent: 5 })).toMatchObject({ duplicates: true });
  });

  test('large windows are scaled down, and never made safer', () => {
    expect(scaled(3, 4, 3)).toEqual({ window: 3, numbers: 4 });
    expect(scaled(16, 32, 3)).toEqual({ window: 2, numbers: 4 });
    expect(scaled(9, 16, 3)).toEqual({ window: 2, numbers: 3 });
    expect(scaled(64, 8, 3)).toEqual({ window: 2, numbers: 1 });
  });
});
