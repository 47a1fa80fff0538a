import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario } from '../../../../tests/fixtures/system/stage-facts';
import { testSystem } from '../../../../tests/fixtures/system';
import { range, sum } from '../../sim';
import { system } from '.';
import { agreedLie, answerOf, computed } from './nodes/answers';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['no-wrong'],
  'first-reply': ['no-wrong'],
  'same-bug': ['no-wrong'],
  versions: ['no-wrong'],
  'one-voter': ['no-wrong'],
};

testSystem(system, { breaks: ON_PURPOSE });

const { play, broken } = runsOf(system);
const PATIENT = { deadlineMs: 1000, gapMs: 1000, questions: 5 };

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage', () => {
  test('says what became of the question at each caption, in three lines at most', () => {
    const { at, captionAt } = stageOfScenario(system, 'broken');
    const client = (caption: number) => at(captionAt(caption)).facts('client-1');
    expect(client(0)).toEqual(['2 agree']);
    expect(client(1)).toEqual(['2 agree', '1 against']);
    expect(client(2)).toEqual(['no answer: 1', '1 agree', '1 against']);
    expect(client(3)).toEqual(['wrong: 1', '2 agree']);
    expect(at(captionAt(1)).facts('server-2')).toEqual(['wrong vote']);
  });

  test('names versions, and shows a bug where it votes', () => {
    const { at, captionAt } = stageOfScenario(system, 'fixed');
    const stage = at(captionAt(3));
    expect(stage.facts('client-1')).toEqual(['no answer: 5', '3 agree', '2 against']);
    expect(stage.facts('server-1')).toEqual(['wrong vote', 'version A']);
    expect(stage.facts('server-2')).toEqual(['version B']);
  });

  test.each(system.scenarios.map((s) => s.id))('is never crowded: %s', (id) => {
    const { at, result } = stageOfScenario(system, id);
    for (let t = 0; t <= result.virtualMs * 1000; t += 7000)
      for (const [node, facts] of Object.entries(at(t).all()))
        expect(facts.length, `${node} at ${t} µs: ${facts.join(', ')}`).toBeLessThanOrEqual(3);
  });
});

describe('how many servers it takes', () => {
  const anyGroup = fc
    .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 4 }), fc.nat(9), fc.nat(1e6))
    .filter(([n, b, c]) => b + c <= n);

  propertyTest(
    'b colluding liars never win against b + 1 votes; without b + 1 honest ones there is no answer',
    fc.property(anyGroup, ([servers, liars, dead, seed]) => {
      const settings = { ...PATIENT, servers, liars, needed: liars + 1 };
      const interventions = range(dead, 1).map((i) => `0ms crash server-${i}`);
      const { wrong, right, silent } = play({ settings, interventions, seed }).metrics;
      const enough = servers >= 2 * liars + dead + 1;
      expect([wrong, right, silent]).toEqual(enough ? [0, 5, 0] : [0, 0, 5]);
    }),
    60,
  );

  propertyTest(
    'k colluding liars win unless the honest ones are quicker, and always when those are too few',
    fc.property(anyGroup, ([servers, liars, , seed]) => {
      const needed = Math.max(1, liars);
      const { wrong, right } = play({
        settings: { ...PATIENT, servers, liars, needed },
        seed,
      }).metrics;
      if (liars === 0) expect([wrong, right]).toEqual([0, 5]);
      else if (servers - liars < needed) expect([wrong, right]).toEqual([5, 0]);
      else expect(wrong + right).toBe(5);
    }),
    40,
  );
});

describe('answers', () => {
  const input = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const bugs = { share: 0.1, shared: 0.3, everywhere: true };

  propertyTest(
    'false ones are false, and a bug is a function of input and version alone',
    fc.property(input, fc.nat(8), (x, version) => {
      expect(agreedLie(x)).not.toBe(answerOf(x));
      expect(computed(x, version, { ...bugs, share: 1 })).not.toBe(answerOf(x));
      expect(computed(x, version, { ...bugs, share: 0 })).toBe(answerOf(x));
      expect(computed(x, version, bugs)).toBe(computed(x, version, bugs));
    }),
  );

  test('a version errs on its share of inputs, and versions only agree where all are misled', () => {
    const inputs = range(20_000).map((i) => Math.imul(i, 0x9e3779b1) >>> 0);
    const errs = (v: number) => inputs.filter((x) => computed(x, v, bugs) !== answerOf(x));
    for (const v of [0, 1, 2]) expect(errs(v).length / inputs.length).toBeCloseTo(0.1, 1.9);
    const both = errs(0).filter((x) => computed(x, 0, bugs) === computed(x, 1, bugs));
    expect(both.length / inputs.length).toBeCloseTo(0.03, 1.9);
    const third = { ...bugs, everywhere: false };
    expect(inputs.filter((x) => computed(x, 1, third) !== answerOf(x)).length).toBe(both.length);
  });
});

describe('ballots', () => {
  const twice = ['0ms duplicate *->client-1 100%'];
  const slowLiar = ['0ms slow server-3 x15'];

  test('a duplicate is no second vote', () => {
    const settings = { liars: 1, questions: 50 };
    expect(play({ settings, interventions: twice }).metrics.wrong).toBe(0);
    const wrong = { ...settings, bug: 'counts-messages' };
    expect(broken({ settings: wrong, interventions: twice })).toEqual(['no-wrong', 'one-vote']);
  });

  test('a late one does not count for the next question', () => {
    const settings = { questions: 50, gapMs: 90 };
    expect(broken({ settings, interventions: slowLiar })).toEqual([]);
    const wrong = { ...settings, bug: 'counts-late' };
    expect(broken({ settings: wrong, interventions: slowLiar })).toContain('this-question');
  });

  test.each(['client', 'voter'])('none from before a crash counts after it: %s', (who) => {
    const node = who === 'voter' ? 'voter' : 'client-1';
    const settings = { judge: who, questions: 40, gapMs: 30, meanMs: 40, deadlineMs: 400 };
    const interventions = range(8, 1).flatMap((i) => [
      `${i * 100}ms crash ${node}`,
      `${i * 100 + 5}ms restart ${node}`,
    ]);
    expect(broken({ settings, interventions })).not.toContain('this-question');
  });
});

describe('faults change during a run', () => {
  test('a setting makes liars of honest servers and undoes it', () => {
    const interventions = ['1s set liars=3', '2s set liars=0'];
    const { right, wrong } = play({ settings: { questions: 30 }, interventions }).metrics;
    expect([right, wrong]).toEqual([20, 10]);
  });

  test('what was done by hand stays when another setting changes', () => {
    const interventions = ['0ms operate server-1 lie', '1s set deadlineMs=100'];
    const { wrongVotes } = play({ settings: { questions: 20 }, interventions }).metrics;
    expect(wrongVotes).toBe(20);
  });

  test('each client is shown its own wrong answers', () => {
    const { at, result } = stageOfScenario(system, 'one-voter');
    const shown = at(result.virtualMs * 1000).all();
    const wrong = ['client-1', 'client-2'].map((id) =>
      Number(/wrong: (\d+)/.exec(shown[id][0])![1]),
    );
    expect(sum(wrong)).toBe(result.metrics.wrong);
  });

  test('a client that crashes loses its open questions, not the others’', () => {
    const interventions = ['501ms crash client-1', '900ms restart client-1'];
    const settings = { clients: 2, questions: 20 };
    const { open, right } = play({ settings, interventions }).metrics;
    expect([open, right]).toEqual([1, 39]);
  });
});
