import { expect, it } from 'vitest';
import { makeRecipe, scenarioOf, type GaugeKind } from '../sim';
import { loadSystem } from '../systems';
import { isFact } from '../views/marks/facts';
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
  const gauges = Object.fromEntries(
    Object.entries(system.gauges).map(([name, kind]): [string, GaugeKind] => [
      name,
      isFact(kind) ? { ...kind, mark: 'hidden' } : kind,
    ]),
  );
  const plain = openingOf({ ...system, gauges }, 'broken').heights;
  const telling = openingOf(system, 'broken').heights;
  expect(telling[358]).toBeGreaterThan(plain[358]);
  const silenced = Object.fromEntries(
    Object.entries(system.gauges).map(([name, kind]): [string, GaugeKind] => [
      name,
      isFact(kind) ? { ...kind, text: () => '' } : kind,
    ]),
  );
  const silent = openingOf({ ...system, gauges: silenced }, 'broken').heights;
  expect(silent).toEqual(plain);
});
