import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type Settings } from '$lib/sim';
import { loadSystem, systemIds } from '$lib/systems';
import { judge, lockedIn } from './judge';

const clauses = [
  {
    id: 'p99',
    text: 'p99 at most 100 ms',
    unit: 'ms',
    value: (m: Record<string, number>) => m.p99Ms,
    holds: (v: number) => v <= 100,
  },
];

describe('judge', () => {
  it('needs every seed, and names the first that fails', () => {
    const results = [50, 130, 170].map((p99Ms, i) => ({ seed: i + 1, metrics: { p99Ms } }));
    expect(judge({ clauses }, results)[0]).toMatchObject({ holds: false, worst: 130, seed: 2 });
    expect(judge({ clauses }, results.slice(0, 1))[0]).toMatchObject({ holds: true, worst: 50 });
  });

  it('holds nothing before the first run', () => {
    expect(judge({ clauses }, [])[0]).toMatchObject({ holds: false, worst: NaN });
  });
});

it('the panel judges as the terminal would: the start of question 8 fails, a reference passes', async () => {
  const system = await loadSystem('load-balancer');
  const { locked, start, interventions, references, seeds } = system.challenge;
  const run = (settings: Settings) => {
    const recipe = makeRecipe(system, {
      settings: { ...locked, ...start, ...settings },
      interventions,
      seed: seeds.hidden[0],
    });
    return judge(system.challenge, [
      { seed: seeds.hidden[0], metrics: simulate(system, recipe, { trace: 'metrics' }).metrics },
    ]);
  };
  expect(run({}).some((clause) => !clause.holds)).toBe(true);
  expect(run(references[0].settings).every((clause) => clause.holds)).toBe(true);
});

describe('what a challenge has fixed', () => {
  it('is told as its controls show it', async () => {
    const fixed = lockedIn(await loadSystem('transports'));
    expect(fixed).toContain('transports HTTP/2 (gRPC)');
    expect(fixed).toContain('calls 4,200');
    expect(fixed).toContain('HTTP/2 under gRPC on');
    expect(fixed.some((text) => text.includes('planted'))).toBe(false);
  });

  it.each(systemIds)('has no number of %s that is none', async (id) => {
    const fixed = lockedIn(await loadSystem(id));
    expect(fixed.length).toBeGreaterThan(0);
    for (const text of fixed) expect(text).not.toMatch(/NaN|undefined|true|false/);
  });
});
