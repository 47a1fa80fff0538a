import { describe, expect, test } from 'vitest';
import { plainRun } from '../../../tests/fixtures/by-hand';
import { within } from '../../../tests/fixtures/steps';
import { readLink } from '../link/read';
import { writeLink } from '../link/write';
import { sceneOf, storyOf } from '../player/story';
import {
  formatDuration,
  formatIntervention,
  InputError,
  makeRecipe,
  Run,
  type Recipe,
  type SettingValue,
  type System,
} from '../sim';
import { loadSystem, systemIds } from '../systems';
import { changeText } from './change';

/** So many events of a scenario, and of a run in which something is changed, are looked at: the most may be very many. */
const EVENTS = 400;
const CHANGED = 1200;
/** What settings and their options are called is theirs. */
const unquoted = (text: string): string => text.replace(/“[^”]*”/g, '');
const ODD = /NaN|undefined|null|\d us\b|\d{7}/;

/** A recipe, or `null` where the value is refused beside the others with a sentence that says why. */
function made(system: System, parts: Parameters<typeof makeRecipe>[1]): Recipe | null {
  try {
    return makeRecipe(system, parts);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toMatch(/\S+ .*\S/);
    return null;
  }
}

describe('each setting, changed by hand to what its control can reach', () => {
  test.each(systemIds)('of %s', { timeout: 240_000 }, async (id) => {
    const system = await loadSystem(id);
    const { recipe, scenario, at } = plainRun(system, undefined, EVENTS);
    const until = formatDuration(recipe.until!);
    const problems: string[] = [];
    const check = (name: string, value: SettingValue, isFine: boolean, what: string) => {
      if (!isFine) problems.push(`${name} = ${value}: ${what}`);
    };
    for (const [name, field] of Object.entries(system.settings)) {
      for (const value of within(field, recipe.settings[name])) {
        const whole = made(system, {
          scenario: scenario.id,
          until,
          settings: { [name]: value },
        });
        if (whole) {
          const text = changeText(system, recipe, whole);
          check(
            name,
            value,
            text.startsWith(`“${field.title}” is `) && !ODD.test(unquoted(text)),
            text,
          );
          const read = await readLink(system, writeLink(system, whole, { story: scenario.id }));
          check(name, value, read.recipe?.settings[name] === value, 'is not in the address');
          new Run(system, whole, { series: false }).advance(CHANGED);
        }
        const line = `${formatDuration(at)} set ${name}=${value}`;
        const acts = [...recipe.interventions.map(formatIntervention), line];
        const during = made(system, { scenario: scenario.id, until, interventions: acts });
        if (!during) continue;
        const run = new Run(system, during, { trace: 'full' });
        run.advance(CHANGED);
        const byHand = [during.interventions.findIndex((act) => formatIntervention(act) === line)];
        const told = storyOf(run.result(), sceneOf(system, during), { byHand });
        const act = told.moments.flatMap((m) => m.parts).find((p) => p.byHand && p.at === at);
        const starts = field.type === 'boolean' ? 'is switched' : 'is changed from';
        const isTold = act?.text.startsWith(`“${field.title}” ${starts}`) === true;
        check(name, value, isTold && !ODD.test(unquoted(act.text)), act?.text ?? 'is not told');
      }
    }
    expect(problems).toEqual([]);
  });
});
