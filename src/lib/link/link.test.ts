import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { system } from '../../../tests/fixtures/toy';
import { oldLink, oldPackedLink } from '../../../tests/fixtures/old-links';
import { recipesOf } from '../../../tests/fixtures/recipes';
import { nearestSpeed, SPEEDS } from '../player/speed';
import { makeRecipe, InputError } from '../sim';
import { loadSystem, systemIds } from '../systems';
import { linkNotice } from './damage';
import { VIEWS } from './extras';
import { pack, unpack } from './packed';
import { isLink, readLink, systemIn } from './read';
import { decodeWord } from './read-text';
import { encodeWord } from './text';
import { writeLink, writeShortest } from './write';

const recipes = recipesOf(system);

const extras = fc.record({
  t: fc.integer({ min: 1, max: 1e12 }),
  view: fc.constantFrom(...VIEWS.filter((view) => view !== 'stage')),
  story: fc.constantFrom(undefined, system.scenarios[0].id),
});

const refused = async (hash: string): Promise<InputError> => {
  const error = await readLink(system, hash).then(
    () => null,
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(InputError);
  return error as InputError;
};
const refusal = async (hash: string) => (await refused(hash)).message;

/** What a link gives, without the notes. */
const opened = async (hash: string, of = system) => {
  const { mended, lost, ...rest } = await readLink(of, hash);
  return { rest, mended, lost };
};

describe('a share link', () => {
  it('gives back the recipe, the moment and the view, in each of its forms', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, extras, async (recipe, also) => {
        for (const hash of [
          writeLink(system, recipe, also),
          await writeShortest(system, recipe, also),
          oldLink(system, recipe, also),
          await oldPackedLink(system, recipe, also),
        ]) {
          expect(isLink(hash)).toBe(true);
          expect(await systemIn(hash)).toBe('toy');
          expect(await opened(hash)).toEqual({ rest: { recipe, ...also }, mended: [], lost: [] });
        }
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it('says the fixed speed at which it is watched; what is none is left out', async () => {
    const recipe = makeRecipe(system, { settings: { requests: 9 } });
    for (const speed of SPEEDS) {
      const { rest, lost } = await opened(writeLink(system, recipe, { speed }));
      expect(nearestSpeed(rest.speed!)).toBe(speed);
      expect(lost).toEqual([]);
    }
    for (const speed of ['0', '-1', 'fast', '1e9']) {
      const { rest, lost } = await opened(`${oldLink(system, recipe, {})}&speed=${speed}`);
      expect(rest.speed).toBeUndefined();
      expect(lost.join()).toMatch(/speed/);
    }
  });

  it.each(systemIds)('%s: reading what was written gives the same recipe', async (id) => {
    const of = await loadSystem(id);
    const one = async (hash: string) => (await readLink(of, hash)).recipe;
    await fc.assert(
      fc.asyncProperty(recipesOf(of), async (recipe) => {
        const hash = await writeShortest(of, recipe);
        expect(await one(hash)).toEqual(recipe);
        expect(await one(writeLink(of, recipe))).toEqual(recipe);
        expect(hash).toMatch(/^#[\w.~-]+$/);
      }),
      { numRuns: 60, seed: 8 },
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
      '#r2~toy~requests_9~seed_7~until_20s~f_3s_crash_worker-1~f_4s_cut_client-1.both.worker-2~f_5s_lose_.any-to.worker-1_20.pc.~sum_vcur2i~t_12.5s~view_charts~end_h1k6',
    );
  });

  it('holds no character that is encoded by anybody, and ends with a letter or a digit', async () => {
    await fc.assert(
      fc.asyncProperty(recipes, extras, async (recipe, also) => {
        for (const hash of [writeLink(system, recipe, also), await writeShortest(system, recipe)]) {
          expect(hash).toMatch(/^#[A-Za-z\d._~-]*[a-z\d]$/);
          expect(hash).not.toMatch(/~~|\.\.\./);
          expect(encodeURIComponent(hash.slice(1))).toBe(hash.slice(1));
        }
      }),
      { numRuns: 100, seed: 2 },
    );
  });

  it('is packed when long, and shorter for it', async () => {
    const faults = Array.from({ length: 60 }, (_, i) => `${i}s crash worker-1`);
    const recipe = makeRecipe(system, { interventions: faults });
    const hash = await writeShortest(system, recipe);
    expect(hash).toMatch(/^#r2~toy~z_/);
    expect(hash.length).toBeLessThan(writeLink(system, recipe).length / 2);
  });

  it('takes any text for a word, and gives it back', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'a1.-_~ *<>|,%=:x') }),
    );
    fc.assert(
      fc.property(text, (word) => {
        expect(encodeWord(word)).toMatch(/^[\w.-]*$/);
        expect(decodeWord(encodeWord(word))).toBe(word);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });

  it('does no harm when mutated: a recipe that passes every check, or a sentence', async () => {
    const text = fc.tuple(recipes, fc.nat(), fc.string({ maxLength: 4 }), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(text, async ([recipe, at, insert, form]) => {
        const hash = [
          writeLink(system, recipe),
          await writeShortest(system, recipe),
          oldLink(system, recipe),
          await oldPackedLink(system, recipe),
        ][form];
        const cut = 1 + (at % hash.length);
        const mutant = hash.slice(0, cut) + insert + hash.slice(cut + insert.length);
        const read = await readLink(system, mutant).catch((error: unknown) => error);
        if (read instanceof Error) {
          expect(read).toBeInstanceOf(InputError);
          return;
        }
        const { recipe: made } = read as { recipe?: typeof recipe };
        if (made) expect(makeRecipe(system, made)).toEqual(made);
        if (made && form < 2) expect(made).toEqual(recipe);
      }),
      { numRuns: 400, seed: 4 },
    );
  });

  it('tolerates what WordPress appends', async () => {
    const recipe = makeRecipe(system, {});
    for (const write of [writeLink, oldLink]) {
      const hash = write(system, recipe, { t: 5 });
      expect(await opened(`${hash}#?secret=aB3dE`)).toEqual(await opened(hash));
    }
    expect(isLink('#?secret=aB3dE')).toBe(false);
    expect(isLink('#widget')).toBe(false);
  });

  it('says what is wrong, in one sentence, and what is allowed', async () => {
    expect(await refusal('#r3~toy')).toMatch(/link: was made by a later version/);
    expect(await refusal('#r=2;toy')).toMatch(/link: was made by a later version/);
    expect(await refusal('#r=z9.AAAA')).toMatch(/link: was made by a later version/);
    expect(await refusal('#r=1;toy;requests=many')).toMatch(/requests: "many".*whole number/);
    expect(await refusal('#r=1;toy;colour=red')).toMatch(/colour: no such setting/);
    expect(await refusal('#r=1;toy;seed=-1')).toMatch(/seed: "-1"/);
    expect(await refusal('#r=1;toy;f=3s+crash+nobody')).toMatch(/no node "nobody"/);
    expect(await refusal('#r=1;other')).toMatch(/link: is for "other"; allowed: toy/);
    expect(await refusal('#r=z1.!!')).toMatch(/link: is damaged/);
    expect(await refusal('#r=1;toy;%E0%A4%A')).toMatch(/link: is damaged/);
    expect(await refusal(`#r=1;${'x'.repeat(70_000)}`)).toMatch(/link: is too long/);
    expect(await refusal(`#r=z1.${await pack('{"system":7}')}`)).toMatch(/link system/);
  });

  it('tells its reader so in a sentence that is not the whole grammar', async () => {
    const shown = 'the default run is shown';
    const notice = async (hash: string) => linkNotice(await refused(hash), shown);
    expect(await notice('#r2~toy~seed_1')).toBe(
      'The link was cut off before its end, so the default run is shown.',
    );
    expect(await notice('#r=1;toy;requests=0')).toMatch(
      /^The link cannot be opened \(requests: "0" .*whole number.*\), so the default run is shown\.$/,
    );
    for (const bad of ['#r=1;toy;f=3s+melt+worker-1', '#r=1;toy;f=3s+crash', '#r=1;toy;f=crash'])
      expect((await notice(bad)).length).toBeLessThan(250);
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
