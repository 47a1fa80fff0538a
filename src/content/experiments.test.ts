import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate } from '../lib/sim';
import { loadSystem, systemIds } from '../lib/systems';
import { assertContent, QUESTIONS } from './index';
import { readNumber } from './reading';
import type { Question } from './schema';

/** Every number that a page promises, run again: the words may not drift from the simulation. */
const runsOf = (question: Question) => [
  { name: 'prediction', ...question.predict.run, expect: [question.predict.run.expect] },
  ...question.experiments.flatMap((experiment) =>
    experiment.runs.map((run) => ({ name: `${experiment.id}: ${run.label}`, ...run })),
  ),
];

describe.each(QUESTIONS.map((q) => [q.slug, q] as const))('numbers of %s', (_, question) => {
  it.each(runsOf(question).map((run) => [run.name, run] as const))(
    '%s',
    async (_, run) => {
      const system = await loadSystem(question.system);
      const { scenario, settings, seed, interventions, until } = run;
      const recipe = makeRecipe(system, { scenario, settings, seed, interventions, until });
      const result = simulate(system, recipe, { trace: 'metrics' });
      for (const expected of run.expect) {
        const off = Math.abs(readNumber(expected, result) - expected.value);
        expect(off, `${expected.label}: ${readNumber(expected, result)}`).toBeLessThanOrEqual(
          expected.tolerance + 1e-9,
        );
      }
    },
    60_000,
  );
});

it('every question names a system, scenarios and settings that exist', async () => {
  const systems = await Promise.all(systemIds.map(loadSystem));
  expect(() => assertContent(systems)).not.toThrow();
});
