import { expect, it } from 'vitest';
import { makeRecipe, scenarioOf } from '../sim';
import { loadSystem } from '../systems';
import { isChanged, openingOf } from './opening';

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

it('keeps room for the facts that nodes will show', async () => {
  const system = await loadSystem('partition');
  const plain = openingOf(system, 'broken').height;
  const value = { ...system.gauges.value, mark: 'count' as const };
  const telling = openingOf({ ...system, gauges: { ...system.gauges, value } }, 'broken').height;
  expect(telling.narrow).toBeGreaterThan(plain.narrow);
  const never = { ...value, text: () => '' };
  const silent = openingOf({ ...system, gauges: { ...system.gauges, never } }, 'broken').height;
  expect(silent).toEqual(plain);
});
