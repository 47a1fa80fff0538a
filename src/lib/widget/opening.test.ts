import { expect, it } from 'vitest';
import { makeRecipe, scenarioOf } from '../sim';
import { loadSystem } from '../systems';
import { isChanged } from './opening';

it('a scenario is changed by a setting or by what is done, and not by its seed', async () => {
  const system = await loadSystem('partition');
  const broken = scenarioOf(system, 'broken');
  const changed = (parts: Parameters<typeof makeRecipe>[1]) =>
    isChanged(system, broken, makeRecipe(system, { scenario: 'broken', ...parts }));
  expect(changed({})).toBe(false);
  expect(changed({ seed: 7 })).toBe(false);
  expect(changed({ settings: { counterMode: 'crdt' } })).toBe(true);
  expect(changed({ interventions: [] })).toBe(true);
});
