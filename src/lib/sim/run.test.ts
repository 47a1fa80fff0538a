import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { interventions, play, recipes, system } from '../../../tests/fixtures/toy';
import { everything, linesOf, outcome } from '../../../tests/fixtures/traces';
import { makeRecipe, type RecipeParts } from './recipe';
import { Run, simulate } from './run';
import type { Caption } from './system';

const start = (parts: RecipeParts, trace: 'full' | 'metrics' = 'full') =>
  new Run(system, makeRecipe(system, parts), { trace });

describe('a run is a pure function of its recipe', () => {
  propertyTest(
    'the same recipe gives the same run, to the last record',
    fc.property(recipes, (parts) => {
      expect(everything(play(parts).result)).toEqual(everything(play(parts).result));
    }),
    50,
  );

  propertyTest(
    'full and metrics agree on the outcome',
    fc.property(recipes, (parts) => {
      expect(outcome(play(parts, 'metrics').result)).toEqual(outcome(play(parts, 'full').result));
    }),
    50,
  );

  propertyTest(
    'it does not matter in which slices a run is advanced',
    fc.property(recipes, fc.array(fc.nat(90), { minLength: 1 }), (parts, slices) => {
      const run = start(parts);
      let i = 0;
      let to = 0;
      while (!run.finished) {
        const n = slices[i++ % slices.length];
        if (i % 2 === 0) run.advance(n + 1);
        else run.advance(Infinity, (to += 1 + n * 1000));
      }
      const straight = start(parts);
      straight.advance();
      expect(everything(run.result())).toEqual(everything(straight.result()));
    }),
    50,
  );

  test('another seed gives another run', () => {
    const digests = [1, 2, 3, 4].map((seed) => play({ seed }, 'metrics').result.digest);
    expect(new Set(digests).size).toBe(4);
  });

  test('a setting, a fault and the time to stop each make another digest', () => {
    const parts: RecipeParts[] = [
      { until: '1s' },
      { until: '900ms' },
      { until: '1s', settings: { serviceMs: 6 } },
      { until: '1s', interventions: ['300ms crash worker-1'] },
    ];
    expect(new Set(parts.map((p) => play(p, 'metrics').result.digest)).size).toBe(4);
  });
});

describe('checkpoints', () => {
  /** Runs `parts` for a while, saves, and hands back both. */
  function half(parts: RecipeParts, events: number, trace: 'full' | 'metrics') {
    const run = start(parts, trace);
    run.advance(events);
    return { run, checkpoint: run.save() };
  }

  propertyTest(
    'a run resumed at any point is the straight run, trace included',
    fc.property(recipes, fc.nat(400), fc.nat(200), (parts, events, more) => {
      const { run, checkpoint } = half(parts, events, 'full');
      run.advance(more);
      const resumed = Run.resume(run.recipe, run, checkpoint);
      resumed.advance();
      const straight = start(parts);
      straight.advance();
      expect(everything(resumed.result())).toEqual(everything(straight.result()));
      run.advance();
      expect(everything(run.result())).toEqual(everything(straight.result()));
    }),
    60,
  );

  propertyTest(
    'a later intervention added at a checkpoint gives the run that had it from the start',
    fc.property(recipes, fc.nat(400), interventions, (parts, events, added) => {
      const { run, checkpoint } = half(parts, events, 'full');
      run.advance(100);
      const later = added.map((i) => ({ ...i, at: i.at + checkpoint.now + 1 }));
      const both = { ...parts, interventions: [...(parts.interventions ?? []), ...later] };
      const recipe = makeRecipe(system, both);
      const resumed = Run.resume(recipe, run, checkpoint);
      resumed.advance();
      const straight = new Run(system, recipe, { trace: 'full' });
      straight.advance();
      expect(everything(resumed.result())).toEqual(everything(straight.result()));
    }),
    60,
  );

  propertyTest(
    'one checkpoint serves many forks, in metrics too',
    fc.property(recipes, fc.nat(400), (parts, events) => {
      const { run, checkpoint } = half(parts, events, 'metrics');
      const digests = [1, 2, 3].map(() => {
        const fork = Run.resume(run.recipe, run, checkpoint);
        fork.advance();
        return fork.result().digest;
      });
      run.advance();
      expect(new Set([...digests, run.result().digest]).size).toBe(1);
    }),
    30,
  );
});

describe('streams', () => {
  const onlyWorker1 = fc.constantFrom(
    '0s crash worker-1',
    '300ms pause worker-1',
    '200ms slow worker-1 x9',
    '0s fail-fast worker-1',
    '0s lose *->worker-1 40%',
    '0s reorder worker-1->* 50ms 50%',
    '100ms cut client-1<->worker-1',
  );

  propertyTest(
    'a fault at one worker leaves the workload and the other worker alone',
    fc.property(fc.nat(1000), onlyWorker1, (seed, fault) => {
      const parts = {
        seed,
        until: '2s',
        settings: { requests: 100_000, jitterMs: 2, timeoutMs: 99 },
      };
      const seen = (interventions: string[]) =>
        linesOf(play({ ...parts, interventions }).result.trace!)
          .filter((l) => [l.node, l.peer].includes(3) || (l.node < 2 && l.name === 'next'))
          .map(({ at, kind, node, peer, name }) => ({ at, kind, node, peer, name }));
      expect(seen([fault])).toEqual(seen([]));
    }),
    25,
  );
});

describe('when a run ends', () => {
  test('with no time given, when the work is done', () => {
    const { run, result } = play({ settings: { requests: 10 } });
    expect(run.finished).toBe(true);
    expect(result.metrics.answers).toBe(20);
  });

  test('with a time given, exactly then', () => {
    expect(play({ until: '750ms' }).result.virtualMs).toBe(750);
    expect(play({ until: '750ms' }).result.series[0].at.at(-1)).toBe(750_000);
  });

  test.each([
    ['0s crash client-1', '0s crash client-2'],
    ['10ms pause client-1', '20ms pause client-2'],
    ['10ms pause client-1', '20ms crash client-2'],
  ])('when all who have work left are down for good: %s, %s', (...faults) => {
    expect(play({ interventions: faults }).run.finished).toBe(true);
  });

  test('but not while an intervention may still bring one back', () => {
    const faults = ['0s crash client-1', '0s crash client-2', '3s restart client-2'];
    const { result } = play({ interventions: faults });
    expect(result.virtualMs).toBeGreaterThan(3000);
    expect(result.metrics.answers).toBe(40);
  });

  test('a source that starts again after its work is done does it again, and the other is waited for', () => {
    const faults = ['2s crash client-1', '2.1s restart client-1'];
    const settings = { requests: 40, gapMs: 100 };
    expect(play({ settings, interventions: faults }).result.metrics.answers).toBeGreaterThanOrEqual(
      80,
    );
  });

  propertyTest(
    'whatever is done to it',
    fc.property(recipes, (parts) => {
      expect(play(parts, 'metrics').run.finished).toBe(true);
    }),
    50,
  );
});

test('captions are told once, when their condition first holds', () => {
  const { result } = play({}, 'metrics');
  expect(result.moments).toHaveLength(1);
  expect(result.moments[0].at % 50_000).toBe(0);
});

describe('with a full trace, captions are looked at when things happen', () => {
  const captions: Caption[] = [
    { text: 'crash', when: (w) => w.node('worker-1').mode.host === 'crashed' },
    { text: 'slow', when: (w) => w.now >= 300_000 },
    { text: 'ten', when: (w) => w.probe('answers').all.sum >= 10 },
    { text: 'cut', when: (w) => !w.calm },
    { text: 'never', when: () => false },
  ];
  const interventions = ['120001us crash worker-1', '223456us cut client-1<->worker-2'];
  const begin = () =>
    new Run(system, makeRecipe(system, { interventions }), { trace: 'full', captions });
  const straight = () => {
    const run = begin();
    run.advance();
    return run.result();
  };

  test('at the very time of a fault, and soon after anything else', () => {
    const at = Object.fromEntries(straight().moments.map((m) => [captions[m.caption].text, m.at]));
    expect(at).toMatchObject({ crash: 120_001, cut: 223_456 });
    expect(at.slow).toBeLessThan(400_000);
    expect(at.ten).toBeLessThanOrEqual(play({ interventions }, 'metrics').result.moments[0].at);
    expect(at).not.toHaveProperty('never');
  });

  test('and that changes no digest', () => {
    const plain = simulate(system, makeRecipe(system, { interventions }), { trace: 'full' });
    expect(straight().digest).toBe(plain.digest);
  });

  propertyTest(
    'however the run is sliced, saved and resumed',
    fc.property(fc.array(fc.nat(40), { minLength: 1 }), fc.nat(400), (slices, events) => {
      const sliced = begin();
      for (let i = 0; !sliced.advance(1 + slices[i % slices.length]); i++);
      expect(sliced.result().moments).toEqual(straight().moments);
      const half = begin();
      half.advance(events);
      const resumed = Run.resume(half.recipe, half, half.save());
      resumed.advance();
      expect(resumed.result().moments).toEqual(straight().moments);
    }),
    30,
  );
});

test('a look at a run under way changes nothing', () => {
  const run = start({});
  while (!run.advance(20)) run.result();
  expect(run.result().digest).toBe(simulate(system, makeRecipe(system, {})).digest);
});

test('series keep a bounded number of samples however long the run is', () => {
  const settings = { requests: 100_000, gapMs: 1000 };
  const { result } = play({ settings, until: '30min' }, 'metrics');
  const { at } = result.series[0];
  expect(at.length).toBeLessThan(1024);
  expect(at.length).toBeGreaterThan(500);
  expect(new Set(at.slice(1).map((t, i) => t - at[i])).size).toBeLessThanOrEqual(2);
});
