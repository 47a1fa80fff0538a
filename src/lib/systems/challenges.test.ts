import { describe, expect, test } from 'vitest';
import { loadSystem, systemIds } from '.';
import { challengeRecipe, challengeSeeds, judge, type Judgement } from './challenge';

/** Every clause that does not hold, with its value, for the message of a failing test. */
const shortcomings = ({ seeds }: Judgement): string =>
  seeds
    .map((s) => {
      const values = s.clauses.map(
        (c) => `${c.holds ? '' : '✗ '}${c.clause.text}: ${c.value} ${c.clause.unit}`,
      );
      return `seed ${s.seed}: ${values.join('; ')}`;
    })
    .join('\n');

/** A dozen short runs take a second on a quiet machine, several on a busy one. */
const timeout = 60_000;

describe.each(systemIds)('challenge of %s', { timeout }, async (id) => {
  const system = await loadSystem(id);
  const { challenge } = system;
  const seeds = challengeSeeds(challenge);

  test('is judged on five published and three hidden seeds', () => {
    expect([challenge.seeds.published.length, challenge.seeds.hidden.length]).toEqual([5, 3]);
    expect(new Set(seeds).size).toBe(8);
  });

  test('what is locked and what may be changed are two things', () => {
    for (const name of Object.keys(challenge.start))
      expect(challenge.locked).not.toHaveProperty(name);
    for (const { settings } of [...challenge.references, ...challenge.traps])
      for (const name of Object.keys(settings))
        expect(Object.keys(challenge.start)).toContain(name);
  });

  test('what is locked cannot be changed', () => {
    const easier = Object.fromEntries(Object.keys(challenge.locked).map((k) => [k, undefined]));
    const recipe = challengeRecipe(system, easier as never, 1);
    expect(recipe.settings).toMatchObject(challenge.locked);
  });

  test('the start does not pass', () => {
    const start = judge(system, challenge.start, seeds);
    expect(
      start.seeds.filter((s) => s.passed).map((s) => s.seed),
      shortcomings(start),
    ).toEqual([]);
  });

  test.each(challenge.references)('solved by: $id', ({ settings }) => {
    const judgement = judge(system, settings, seeds);
    expect(judgement.passed, shortcomings(judgement)).toBe(true);
  });

  test.each(challenge.traps)('a trap: $id', ({ settings, fails }) => {
    const judgement = judge(system, settings, seeds);
    for (const { clauses } of judgement.seeds) {
      const clause = clauses.find((c) => c.clause.id === fails);
      expect(clause?.holds, `${fails}\n${shortcomings(judgement)}`).toBe(false);
    }
  });

  test('has at least one solution and two traps', () => {
    expect(challenge.references.length).toBeGreaterThan(0);
    expect(challenge.traps.length).toBeGreaterThan(1);
  });
});
