import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interventions, system } from '../../../../tests/fixtures/toy';
import { SPEEDS } from '../../player/speed';
import { makeRecipe, Mistake, type Recipe } from '../../sim';
import { pack, unpack } from './packed';
import { isLink, readLink } from './read';
import { draftOf } from './text';
import { writeLink, writeShortest, VIEWS } from './write';

const recipes: fc.Arbitrary<Recipe> = fc
  .record({
    seed: fc.nat(2 ** 32 - 1),
    interventions,
    settings: fc.record({
      requests: fc.integer({ min: 1, max: 60 }),
      lossPercent: fc.double({ min: 0, max: 100, noNaN: true }).map((x) => Number(x.toFixed(3))),
      order: fc.constantFrom('first', 'last'),
      strict: fc.boolean(),
    }),
    until: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 1e12 })),
  })
  .map((parts) => makeRecipe(system, parts));

const extras = fc.record({
  t: fc.integer({ min: 1, max: 1e12 }),
  view: fc.constantFrom(...VIEWS.filter((view) => view !== 'stage')),
  story: fc.constantFrom(undefined, system.scenarios[0].id),
  speed: fc.constantFrom(undefined, ...SPEEDS),
});

const refusal = async (hash: string): Promise<string> => {
  const error = await readLink(system, hash).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(Mistake);
  return (error as Mistake).message;
};

describe('a share link', () => {
  it('gives back the recipe, the moment, the view and the speed, in either form', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, extras, async (recipe, also) => {
        for (const hash of [
          writeLink(system, recipe, also),
          await writeShortest(system, recipe, also),
        ]) {
          expect(hash).toMatch(/^#[\w.;=&%~!+*,:-]+$/);
          expect(isLink(hash)).toBe(true);
          expect(await readLink(system, hash)).toEqual({ recipe, ...also });
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is readable when short', () => {
    const recipe = makeRecipe(system, {
      seed: 7,
      settings: { requests: 9 },
      interventions: ['3s crash worker-1', '4s cut client-1<->worker-2', '5s lose *->worker-1 20%'],
      until: '20s',
    });
    expect(writeLink(system, recipe, { t: 12_500_000, view: 'charts' })).toBe(
      '#r=1;toy;requests=9;seed=7;until=20s;f=3s+crash+worker-1;f=4s+cut+client-1~~worker-2;f=5s+lose+*~worker-1+20%25&t=12.5s&view=charts',
    );
  });

  it('is packed when long, and shorter for it', async () => {
    const faults = Array.from({ length: 60 }, (_, i) => `${i}s crash worker-1`);
    const recipe = makeRecipe(system, { interventions: faults });
    const hash = await writeShortest(system, recipe);
    expect(hash).toMatch(/^#r=z1\./);
    expect(hash.length).toBeLessThan(writeLink(system, recipe).length / 2);
  });

  it('does no harm when mutated: a recipe that passes every check, or a sentence', async () => {
    const text = fc.tuple(recipes, fc.nat(), fc.string({ maxLength: 4 }), fc.boolean());
    await fc.assert(
      fc.asyncProperty(text, async ([recipe, at, insert, packed]) => {
        const hash = packed
          ? `#r=z1.${await pack(JSON.stringify(draftOf(system, recipe)))}`
          : writeLink(system, recipe);
        const cut = 1 + (at % hash.length);
        const mutant = hash.slice(0, cut) + insert + hash.slice(cut + insert.length);
        const read = await readLink(system, mutant).catch((error: unknown) => error);
        if (read instanceof Error) {
          expect(read).toBeInstanceOf(Mistake);
          return;
        }
        const { recipe: made } = read as { recipe?: Recipe };
        if (made) expect(makeRecipe(system, made)).toEqual(made);
      }),
      { numRuns: 300 },
    );
  });

  it('tolerates what WordPress appends', async () => {
    const recipe = makeRecipe(system, {});
    const hash = writeLink(system, recipe, { t: 5 });
    expect(await readLink(system, `${hash}#?secret=aB3dE`)).toEqual({ recipe, t: 5 });
    expect(isLink('#?secret=aB3dE')).toBe(false);
  });

  it('says what is wrong, in one sentence, and what is allowed', async () => {
    expect(await refusal('#r=2;toy')).toMatch(/link version: 2 was made by a later version/);
    expect(await refusal('#r=z9.AAAA')).toMatch(/link version: 9 was made by a later version/);
    expect(await refusal('#r=1;toy;requests=many')).toMatch(/requests: "many".*whole number/);
    expect(await refusal('#r=1;toy;colour=red')).toMatch(/colour: no such setting/);
    expect(await refusal('#r=1;toy;seed=-1')).toMatch(/seed: "-1"/);
    expect(await refusal('#r=1;toy;f=3s+crash+nobody')).toMatch(/no node "nobody"/);
    expect(await refusal('#r=1;other')).toMatch(/link: is for "other"; allowed: toy/);
    expect(await refusal('#r=1;toy&t=soon')).toMatch(/t: "soon" is no time/);
    expect(await refusal('#t=1s&view=cellar')).toMatch(/view: no "cellar".*charts/);
    expect(await refusal('#r=1;toy&story=none')).toMatch(/scenario: no "none"/);
    expect(await refusal('#r=z1.!!')).toMatch(/link: is damaged/);
    expect(await refusal('#r=1;toy;%E0%A4%A')).toMatch(/link: is damaged/);
    expect(await refusal(`#r=1;${'x'.repeat(70_000)}`)).toMatch(/link: is too long/);
    expect(await refusal(`#r=z1.${await pack('{"system":7}')}`)).toMatch(/link system/);
  });

  it('has no way to a prototype', async () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      const { recipe } = await readLink(system, `#r=1;toy;${name}=x;seed=3`);
      expect(recipe).toEqual(makeRecipe(system, { seed: 3 }));
    }
  });

  it('is not unpacked beyond a size', async () => {
    const bomb = await pack('x'.repeat(3_000_000));
    expect(bomb.length).toBeLessThan(10_000);
    await expect(unpack(bomb)).rejects.toThrow(/unpacks to too much/);
  });
});
