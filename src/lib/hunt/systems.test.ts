import { describe, expect, it } from 'vitest';
import { loadSystem, systemIds } from '../systems';
import { hunt } from './index';

/** A right design under this many seeds in every test run; ten thousand were run once, see docs/campaigns.md. */
const RIGHT = 200;
const WITHIN = 1000;

describe.each(systemIds)('%s', async (id) => {
  const system = await loadSystem(id);

  it('has at least two planted bugs', () => {
    expect(system.bugs.length).toBeGreaterThanOrEqual(2);
  });

  it.each(system.bugs.map((b) => b.id))(
    'loses the planted bug "%s" to a hunt',
    (bug) => {
      const { counterexample, tried } = hunt(system, { bug, seeds: WITHIN, all: false });
      expect(counterexample, `nothing in ${tried} seeds`).not.toBeNull();
      const begun = counterexample!.recipe.interventions.filter(
        (i) => !['restart', 'resume', 'recover', 'heal', 'join'].includes(i.do),
      );
      expect(begun.length).toBeLessThanOrEqual(3);
    },
    240_000,
  );

  it(`stands ${RIGHT} seeds in its right design`, () => {
    const { failed, counterexample } = hunt(system, { seeds: RIGHT, all: false });
    expect(counterexample).toBeNull();
    expect(failed).toBe(0);
  }, 240_000);
});
