import { expect, test } from 'vitest';
import { makeRecipe, simulate } from '../../sim';
import { loadSystem, systemIds } from '../../systems';
import { storyProblems } from './problems';

/** Too long for a full trace: told by what is judged alone. */
const WITHOUT_TRACE = ['million'];
test.each(systemIds)(
  'every scenario of %s can be told within the limits',
  { timeout: 120_000 },
  async (id) => {
    const system = await loadSystem(id);
    const wrong: Record<string, string[]> = {};
    for (const scenario of system.scenarios) {
      if (WITHOUT_TRACE.includes(scenario.id)) continue;
      const recipe = makeRecipe(system, { scenario: scenario.id });
      const run = simulate(system, recipe, { trace: 'full', captions: scenario.captions });
      const problems = storyProblems(run, system, scenario);
      if (problems.length > 0) wrong[`${id} ${scenario.id}`] = problems;
    }
    expect(wrong).toEqual({});
  },
);
