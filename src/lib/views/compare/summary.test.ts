import { describe, expect, test } from 'vitest';
import {
  formatDuration,
  formatIntervention,
  makeRecipe,
  simulate,
  type RecipeParts,
} from '../../sim';
import { plainRun } from '../../../../tests/fixtures/by-hand';
import { oneStep } from '../../../../tests/fixtures/steps';
import { loadSystem, systemIds } from '../../systems';
import { summaryOf } from './summary';

/** What no sentence may have in it: figures out of order, lines as the kernel has them, a number with itself. */
const ODD =
  /NaN|undefined|null|\[object|\d us\b|\d{7}|\b0\.0+\b|->|<->|–| (\S+) instead of \1(?:[;.]|$)/;

describe('two runs in a sentence', () => {
  test.each(systemIds)('of %s', { timeout: 240_000 }, async (id) => {
    const system = await loadSystem(id);
    const { run, recipe, scenario, at } = plainRun(system);
    const nodes = system.topology(recipe.settings as never).nodes;
    const again = (parts: RecipeParts) =>
      simulate(
        system,
        makeRecipe(system, {
          scenario: scenario.id,
          until: formatDuration(recipe.until!),
          ...parts,
        }),
      );
    expect(summaryOf(system, run, again({}))).toBe(
      'Both runs were set up the same. They came out the same.',
    );
    const ids = nodes.filter(({ id, label }) => label !== id && /-/.test(id)).map((n) => n.id);
    const sentences = [nodes[0], nodes[nodes.length - 1]].flatMap((node) =>
      [`crash ${node.id}`, `slow ${node.id} x3`].map((act) => {
        const interventions = [
          ...recipe.interventions.map(formatIntervention),
          `${formatDuration(at)} ${act}`,
        ];
        return summaryOf(system, run, again({ interventions }));
      }),
    );
    for (const [name, field] of Object.entries(system.settings).slice(0, 8)) {
      const value = oneStep(field, recipe.settings[name]);
      const settings = { ...recipe.settings, [name]: value };
      // A value alone may be refused beside others.
      try {
        const text = summaryOf(system, run, again({ settings }));
        expect(text).toContain(`“${field.title}” is `);
        sentences.push(text);
      } catch (error) {
        if ((error as Error).name !== 'InputError') throw error;
      }
    }
    const odd = sentences.filter(
      (text) =>
        // What settings are called is theirs.
        ODD.test(text.replace(/“[^”]*”/g, '')) ||
        !/^In B, .+\. (They came out the same|Properties and main|“.+” is (?:seen|violated) in [AB] only|Most different: )/.test(
          text,
        ) ||
        ids.some((node) => new RegExp(`(?<![\\w-])${node}(?![\\w-])`).test(text)),
    );
    expect(odd).toEqual([]);
    expect(sentences.length).toBeGreaterThan(4);
  });
});
