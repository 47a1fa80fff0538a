import { describe, expect, it } from 'vitest';
import { makeRecipe, simulate, type Settings } from '$lib/sim';
import { loadSystem, systemIds } from '$lib/systems';
import { fixedBy, judge } from './judge';

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

describe('what is fixed', () => {
  const settings = {
    rule: {
      type: 'choice',
      title: 'wins with',
      help: '',
      options: [
        { value: 'tie', title: 'a tie' },
        { value: 'ahead', title: 'a longer branch' },
      ],
      default: 'tie',
    },
    rate: { type: 'number', title: 'rate', help: '', min: 0, max: 9999, default: 1, unit: '/s' },
    wait: { type: 'number', title: 'wait', help: '', min: 0, max: 9999, default: 1, unit: 'ms' },
    cache: { type: 'boolean', title: 'cache', help: '', default: true },
    bug: { type: 'choice', title: 'planted bug', help: '', options: [], default: 'none' },
  } as const;

  it('is said in words and with units', () => {
    const locked = { rule: 'ahead', rate: 1200, wait: 5, cache: false, bug: 'none' };
    expect(fixedBy({ settings, challenge: { locked } })).toEqual([
      'wins with a longer branch',
      'rate 1,200/s',
      'wait 5\u00a0ms',
      'cache off',
    ]);
  });

  it('has no hole in it for any system', async () => {
    for (const id of systemIds)
      for (const text of fixedBy(await loadSystem(id)))
        expect(text, id).not.toMatch(/NaN|undefined/);
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
