import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oldLink } from '../../../tests/fixtures/old-links';
import { recipesOf } from '../../../tests/fixtures/recipes';
import { makeRecipe, InputError, type System } from '../sim';
import { loadSystem, systemIds } from '../systems';
import { DamagedLink } from './damage';
import { isLink, readLink } from './read';
import { writeLink, writeShortest } from './write';

/** What a link comes to when it is cut after each of its characters: the recipe that it had, with a word, or an error. */
async function cutEverywhere(of: System, hash: string): Promise<void> {
  const { recipe, t, view } = await readLink(of, hash);
  for (let length = 2; length < hash.length; length++) {
    const cut = hash.slice(0, length);
    expect(isLink(cut), cut).toBe(true);
    for (const given of length % 5 === 0 ? [cut, `${cut}.`, `${cut}\u2026`] : [cut]) {
      const read = await readLink(of, given).catch((error: unknown) => error);
      if (read instanceof Error) {
        expect(read, given).toBeInstanceOf(InputError);
        continue;
      }
      const found = read as Awaited<ReturnType<typeof readLink>>;
      expect(found.recipe, given).toEqual(recipe);
      expect(found.lost, given).not.toEqual([]);
      if (found.t !== undefined) expect(found.t, given).toBe(t);
      if (found.view !== undefined) expect(found.view, given).toBe(view);
    }
  }
}

describe('a link that was cut is never another run', () => {
  it.each(systemIds)('%s', async (id) => {
    const of = await loadSystem(id);
    const links = of.scenarios.map((scenario) => {
      const recipe = makeRecipe(of, { scenario: scenario.id });
      return writeLink(of, recipe, { t: 40_000, view: 'spacetime', story: scenario.id });
    });
    // A system's links are made of the same words: the shortest has the fewest and the longest the most of them.
    const byLength = links.toSorted((a, b) => a.length - b.length);
    for (const link of new Set([byLength[0], byLength.at(-1)!])) await cutEverywhere(of, link);
    const sample = fc.sample(recipesOf(of), { numRuns: 3, seed: 5 });
    for (const recipe of sample) await cutEverywhere(of, await writeShortest(of, recipe));
  });

  it('nor is one of which a character was changed', async () => {
    const of = await loadSystem('load-balancer');
    const recipe = makeRecipe(of, { scenario: 'sinkhole' });
    const hash = writeLink(of, recipe);
    for (let at = 4; at < hash.length; at++) {
      for (const other of '0z-') {
        if (hash[at] === other) continue;
        const given = hash.slice(0, at) + other + hash.slice(at + 1);
        const read = await readLink(of, given).catch((error: unknown) => error);
        if (read instanceof Error) expect(read, given).toBeInstanceOf(InputError);
        else expect(read, given).toMatchObject({ recipe, lost: [expect.any(String)] });
      }
    }
  });

  it('what could be read of it is offered, and no word that may be half of one', async () => {
    const of = await loadSystem('load-balancer');
    const recipe = makeRecipe(of, { settings: { policy: 'hash', servers: 12 }, seed: 17 });
    const hash = writeLink(of, recipe);
    const readable = async (end: string) => {
      const given = hash.slice(0, hash.indexOf(end) + end.length);
      const error = await readLink(of, given).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(DamagedLink);
      return (error as DamagedLink).readable?.recipe ?? null;
    };
    expect(await readable('servers_1')).toEqual(makeRecipe(of, { settings: { policy: 'hash' } }));
    expect(await readable('servers_12~')).toEqual(
      makeRecipe(of, { settings: { policy: 'hash', servers: 12 } }),
    );
    expect(await readable('seed_1')).toMatchObject({ seed: 1 });
    expect(await readable('r2~load-')).toBeNull();
  });

  it('one of the old form, which has no checksum, says so where it may have been cut', async () => {
    const of = await loadSystem('load-balancer');
    const recipe = makeRecipe(of, { scenario: 'sinkhole', seed: 17 });
    const hash = oldLink(of, recipe);
    for (let length = 4; length < hash.length; length++) {
      const read = await readLink(of, hash.slice(0, length)).catch((error: unknown) => error);
      if (read instanceof Error) expect(read).toBeInstanceOf(InputError);
      else expect(read).toMatchObject({ lost: [expect.stringMatching(/without a checksum/)] });
    }
  });
});
