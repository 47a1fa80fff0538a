import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortHunt, system as toySystem } from '../../../tests/fixtures/toy';
import { simulate, type HuntFault, type System } from '../sim';
import { joinTallies, seedsOf } from './campaign';
import { ddmin } from './ddmin';
import { hunt } from './index';
import { interventionsOf, planFaults, type FaultSpace } from './plan';

const faults: HuntFault[] = [
  { fault: 'crash', nodes: 'worker-*' },
  { fault: 'wipe', nodes: 'worker-1' },
  { fault: 'pause', nodes: 'worker-*', atOnce: 2, longest: 1_000_000 },
  { fault: 'slow', nodes: 'worker-2', most: 4 },
  { fault: 'skew', nodes: 'client-*', most: 20_000 },
  { fault: 'partition', nodes: '*' },
  { fault: 'cut', nodes: 'client-*', to: 'worker-*' },
  { fault: 'lose', nodes: 'client-*', to: 'worker-*', share: 0.2, atOnce: 3 },
  { fault: 'reorder', nodes: 'worker-*', to: 'client-1', most: 5000 },
  { fault: 'crash', nodes: 'nobody-*' },
];
const UNTIL = 10_000_000;
const topology = toySystem.topology({ ...settingsOf(toySystem), workers: 3 } as never);
const faultSpace: FaultSpace = { faults, topology, until: UNTIL, most: 12 };

function settingsOf(system: System): Record<string, unknown> {
  return Object.fromEntries(Object.entries(system.settings).map(([k, f]) => [k, f.default]));
}

/** The toy, whose property "each-answer-once" breaks when `strict` is on and a client sees an error. */
const strict: System = {
  ...toySystem,
  hunt: {
    ...shortHunt,
    // The toy drops the work in hand when it begins to fail: no promise of its to keep.
    faults: ({ strict }) => [
      { fault: 'pause', nodes: 'worker-*' },
      { fault: 'slow', nodes: 'worker-*' },
      ...(strict ? [{ fault: 'fail-fast', nodes: 'worker-*' } as const] : []),
    ],
  },
  bugs: [{ id: 'strict', why: 'an error counts as a failure', settings: { strict: true } }],
};

describe('a plan', () => {
  const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

  it('is the same for the same seed, and differs between seeds', () => {
    fc.assert(
      fc.property(seeds, (s) => {
        expect(planFaults(s, faultSpace)).toEqual(planFaults(s, faultSpace));
      }),
    );
    const plans = Array.from({ length: 50 }, (_, s) => JSON.stringify(planFaults(s, faultSpace)));
    expect(new Set(plans).size).toBeGreaterThan(40);
  });

  it('undoes every fault in time, and stays within what was declared', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const plan = planFaults(seed, faultSpace);
        expect(plan.length).toBeLessThanOrEqual(12);
        for (const { from, to, begin, end } of plan) {
          expect(from).toBeLessThan(to);
          expect(to).toBeLessThanOrEqual(UNTIL * 0.8);
          expect(end).toHaveLength(1);
          const [act] = begin;
          if (act.do === 'pause') expect(to - from).toBeLessThanOrEqual(1_000_000);
          if (act.do === 'slow') expect(act.factor).toBeLessThanOrEqual(4);
          if (act.do === 'skew') expect(Math.abs(act.offset)).toBeLessThanOrEqual(20_000);
          if (act.do === 'lose') expect(act.share).toBeLessThanOrEqual(0.2);
          if (act.do === 'partition') {
            expect(act.groups.every((g) => g.length > 0)).toBe(true);
            expect(act.groups.flat().sort()).toEqual(topology.nodes.map((n) => n.id).sort());
          }
        }
        // Never two faults on one node, nor more crashes at once than said.
        const ofNodes = plan.filter((f) => 'node' in f.begin[0]);
        for (const a of ofNodes) {
          for (const b of ofNodes) {
            if (a === b || a.from > b.to || b.from > a.to) continue;
            expect((a.begin[0] as { node: string }).node).not.toBe(
              (b.begin[0] as { node: string }).node,
            );
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it('uses every kind that fits somewhere', () => {
    const all = Array.from({ length: 300 }, (_, s) => planFaults(s, faultSpace)).flat();
    const kinds = new Set(interventionsOf(all).map((i) => i.do));
    for (const kind of [
      'crash',
      'wipe',
      'restart',
      'pause',
      'resume',
      'slow',
      'recover',
      'skew',
      'partition',
      'heal',
      'cut',
      'heal-link',
      'lose',
      'reorder',
    ])
      expect(kinds).toContain(kind);
  });
});

describe('delta debugging', () => {
  it('leaves what is needed and nothing else', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.nat({ max: 40 }), { maxLength: 25 }),
        fc.nat(),
        (things, pick) => {
          const needed = things.filter((_, i) => (pick >> (i % 20)) & 1);
          const steps = ddmin(things, function* (some) {
            yield undefined;
            return needed.every((n) => some.includes(n));
          });
          let step = steps.next();
          while (!step.done) step = steps.next();
          expect(step.value).toEqual(needed);
        },
      ),
    );
  });
});

describe('seeds in shards', () => {
  it('together are all seeds, each once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 9 }), (seeds, n) => {
        const all = Array.from({ length: n }, (_, i) => [
          ...seedsOf({ seeds, firstSeed: 5, shard: { i: i + 1, n } }),
        ]).flat();
        expect(all.sort((a, b) => a - b)).toEqual(Array.from({ length: seeds }, (_, k) => 5 + k));
      }),
    );
  });
});

describe('a hunt', () => {
  const found = hunt(strict, { bug: 'strict', seeds: 40 });

  it('finds what a bug breaks, and shrinks it to one fault and few requests', () => {
    const { counterexample } = found;
    expect(found.tried).toBe(40);
    expect(found.failed).toBeGreaterThan(0);
    expect(counterexample?.property).toBe('each-answer-once');
    const kinds = counterexample?.recipe.interventions.map((i) => i.do);
    expect(kinds).toEqual(['fail-fast']);
    expect(counterexample?.recipe.settings.requests).toBeLessThan(60);
  });

  it('hands back a recipe that breaks the same property when it is run', () => {
    const recipe = found.counterexample!.recipe;
    const broken = simulate(strict, recipe).verdicts.find((v) => v.property === 'each-answer-once');
    expect(broken).toMatchObject({ holds: false, why: found.counterexample!.why });
  });

  it('runs without series, to the same outcome', () => {
    const recipe = found.counterexample!.recipe;
    const bare = simulate(strict, recipe, { series: false });
    expect(bare.digest).toBe(simulate(strict, recipe).digest);
    expect(bare.series.every((s) => s.at.length === 0)).toBe(true);
  });

  it('blames nobody for a sometimes, and finds nothing where nothing is wrong', () => {
    expect(hunt(strict, { seeds: 20 })).toMatchObject({
      tried: 20,
      failed: 0,
      counterexample: null,
    });
  });

  it('comes to the same in shards', () => {
    const parts = [1, 2, 3].map((i) =>
      hunt(strict, { bug: 'strict', seeds: 40, shard: { i, n: 3 } }),
    );
    const joined = joinTallies(parts);
    expect(joined).toEqual({ tried: found.tried, failed: found.failed, first: found.first });
  });

  it('stops at the first failure or when told to, and says how far it came', () => {
    const first = hunt(strict, { bug: 'strict', seeds: 40, all: false });
    expect(first).toMatchObject({ failed: 1, first: found.first });
    let seen = 0;
    const stopped = hunt(strict, {
      seeds: 1000,
      onProgress: (t) => (seen = t.tried),
      shouldStop: () => seen >= 3,
    });
    expect(stopped).toMatchObject({ tried: 3, counterexample: null });
  });

  it('refuses an unknown bug and settings that are not valid', () => {
    expect(() => hunt(strict, { bug: 'none' })).toThrow('allowed: strict');
    expect(() => hunt(strict, { set: { requests: 0 } })).toThrow('requests');
  });
});
