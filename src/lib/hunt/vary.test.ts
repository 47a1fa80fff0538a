import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortHunt, system as toy } from '../../../tests/fixtures/toy';
import { makeRecipe, replayCommand, simulate, type Recipe, type System } from '../sim';
import { baseOf, drawer } from './campaign';
import { hunt } from './index';

/** The toy, of which half the seeds turn some knobs; one of them is no right design, as `strict` bears no error. */
const loose: System = {
  ...toy,
  hunt: {
    ...shortHunt,
    vary: {
      workers: 'any',
      hopMs: [1, 500],
      lossPercent: [2, 40],
      tickMs: 'any',
      order: ['last'],
      strict: 'any',
      requests: 'any',
    },
    // With these settings a fault befalls nodes that are not there with others.
    faults: ({ strict }) => [
      { fault: 'pause', nodes: 'worker-*' },
      ...(strict ? [{ fault: 'fail-fast', nodes: 'worker-*' } as const] : []),
    ],
  },
  bugs: [{ id: 'strict', why: 'an error counts as a failure', settings: { strict: true } }],
};
const plain: System = { ...loose, hunt: { ...loose.hunt!, vary: undefined } };
const base = baseOf({ system: loose });
const seeds = Array.from({ length: 600 }, (_, i) => i + 1);
const draws = seeds.map(drawer({ system: loose }));
const isPlain = ({ settings }: Recipe) =>
  JSON.stringify(settings) === JSON.stringify(base.settings);
const changed = draws.filter((d) => !isPlain(d.base));

describe('the settings that a seed draws', () => {
  it('are those of the design for half the seeds, whose faults are what they were', () => {
    expect(changed.length).toBeGreaterThan(240);
    expect(changed.length).toBeLessThan(360);
    const before = seeds.map(drawer({ system: plain }));
    draws.forEach((draw, i) => {
      if (isPlain(draw.base)) expect(draw).toEqual(before[i]);
    });
  });

  it('lie within what is declared, reach both ends, and are a recipe', () => {
    const seen = (name: string) => new Set(changed.map((d) => d.base.settings[name]));
    expect(seen('workers')).toEqual(new Set([1, 2, 3, 4]));
    expect(seen('order')).toEqual(new Set(['first', 'last']));
    expect(seen('strict')).toEqual(new Set([true, false]));
    for (const [name, low, high] of [
      ['hopMs', 1, 500],
      ['lossPercent', 2, 40],
      ['tickMs', 1, 10_000],
    ] as const) {
      const values = [...seen(name)].map(Number).filter((v) => v !== base.settings[name]);
      expect([Math.min(...values), Math.max(...values)]).toEqual([low, high]);
      expect(values.length).toBeGreaterThan(15);
    }
    for (const { base: drawn } of changed) expect(makeRecipe(loose, drawn)).toEqual(drawn);
  });

  it('cover a wide range by size: as much below its geometric middle as above it', () => {
    const ticks = changed.map((d) => Number(d.base.settings.tickMs)).filter((t) => t !== 100);
    const below = ticks.filter((t) => t < 100).length / ticks.length;
    expect(below).toBeGreaterThan(0.35);
    expect(below).toBeLessThan(0.65);
  });

  it('leave alone what bounds the work, what the hunter names, and a planted bug', () => {
    const named = drawer({ system: loose, settings: { workers: 3 }, set: { strict: false } });
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { settings } = named(seed).base;
        expect(settings).toMatchObject({ requests: 60, workers: 3, strict: false });
        expect(drawer({ system: loose, bug: 'strict' })(seed).base.settings).toMatchObject({
          workers: 2,
          hopMs: 2,
        });
      }),
    );
  });

  it('are drawn again where they are not valid together', () => {
    const picky: System = {
      ...loose,
      topology(settings) {
        if (settings.workers === 4) makeRecipe(toy, { settings: { workers: 9 } });
        return toy.topology(settings);
      },
    };
    const of = seeds.map(drawer({ system: picky })).map((d) => d.base.settings.workers);
    expect(new Set(of)).toEqual(new Set([1, 2, 3]));
  });

  it('give the faults their fault space', () => {
    for (const { base: drawn, faults } of draws) {
      const ids = toy.topology(drawn.settings as never).nodes.map((n) => n.id);
      for (const { begin } of faults) expect(ids).toContain((begin[0] as { node: string }).node);
    }
  });
});

describe('what drawn settings break', () => {
  // Lost requests are never answered: with them even the toy's right design fails.
  const vary = { ...loose.hunt!.vary, lossPercent: undefined };
  const { counterexample, first } = hunt(
    { ...loose, hunt: { ...loose.hunt!, vary } },
    { seeds: 200 },
  );

  it('is found, and shrunk to the one setting that it needs', () => {
    expect(first).not.toBeNull();
    const { settings } = counterexample!.recipe;
    const differs = Object.keys(settings).filter((k) => settings[k] !== base.settings[k]);
    expect(differs.filter((k) => k !== 'requests')).toEqual(['strict']);
    expect(hunt(plain, { seeds: 200 }).failed).toBe(0);
  });

  it('is in the command that shows it again', () => {
    const { recipe, property } = counterexample!;
    expect(replayCommand(recipe, loose)).toContain('--set strict=true');
    const broken = simulate(loose, recipe).verdicts.filter((v) => !v.holds && v.kind === 'always');
    expect(broken.map((v) => v.property)).toEqual([property]);
  });
});
