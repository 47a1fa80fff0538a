import { describe, expect, it } from 'vitest';
import { system as toy } from '../../../../tests/fixtures/toy';
import { below, makeRecipe, openStream, Run, type Inspection, type System } from '../../sim';
import { loadSystem, systemIds } from '../../systems';
import { AT_ANY_PRICE } from './checkpoints';
import { SlicedSession } from './slices';
import { Work } from './work';

interface Asked {
  readonly node: number;
  readonly t: number;
}

/** Each node as the kernel has it when a run from the beginning has come to `t`: one run, which stops at each moment. */
function truths(system: System, work: Work, asked: readonly Asked[]): Map<Asked, Inspection> {
  const run = new Run(system, work.job.recipe, { trace: 'full' });
  const seen = new Map<Asked, Inspection>();
  for (const one of asked.toSorted((a, b) => a.t - b.t)) {
    run.advance(Infinity, one.t);
    seen.set(one, run.inspect(one.node));
  }
  return seen;
}

function computed(system: System, scenario: string, seed: number, until?: string): Work {
  const recipe = makeRecipe(system, { scenario, seed, ...(until && { until }) });
  const job = { recipe, story: scenario, trace: 'full', mostEvents: 12_000 } as const;
  const work = new Work(system, job, null, AT_ANY_PRICE);
  while (!work.step(1000));
  return work;
}

describe('a look into a node', () => {
  it.each(systemIds)('%s: is the truth at random moments of random seeds', async (id) => {
    const system = await loadSystem(id);
    const chance = openStream(3, `look:${id}`);
    for (const { id: scenario } of system.scenarios.slice(0, 2)) {
      const work = computed(system, scenario, below(chance, 2 ** 31));
      const end = Math.round(work.outcome().result.virtualMs * 1000);
      const { nodes } = system.topology(work.job.recipe.settings as never);
      const looks = Array.from({ length: 6 }, (_, i) => {
        const t = below(chance, end);
        const before = i % 2 === 0 ? below(chance, t + 1) : null;
        const node = below(chance, nodes.length);
        return { now: { node, t }, before: before === null ? null : { node, t: before } };
      });
      const asked = looks.flatMap(({ now, before }) => (before ? [now, before] : [now]));
      const truth = truths(system, work, asked);
      for (const [i, { now, before }] of looks.entries()) {
        // The later ones begin at stations.
        if (i === 3) while (!work.prepareLooks(1000));
        const looked = work.look({ ...now, before: before && before.t });
        expect(looked.now).toEqual(truth.get(now));
        expect(looked.before).toEqual(before && truth.get(before));
      }
    }
  });

  it('goes on from where it is when time does, and leaves the run alone', () => {
    const work = computed(toy, 'healthy', 1);
    const { digest } = work.outcome().result;
    const asked = Array.from({ length: 51 }, (_, i) => ({ node: 2, t: i * 7919 }));
    const truth = truths(toy, work, asked);
    for (const one of asked)
      expect(work.look({ ...one, before: Math.max(0, one.t - 500) }).now).toEqual(truth.get(one));
    expect(work.outcome().result.digest).toBe(digest);
  });

  it('is had from a session, of the run computed last', async () => {
    const session = new SlicedSession(toy);
    expect(await session.look({ node: 0, t: 0, before: null })).toBeUndefined();
    const recipe = makeRecipe(toy, { scenario: 'healthy' });
    await session.run({ recipe, trace: 'full' });
    const looked = await session.look({ node: 2, t: 90_000, before: 40_000 });
    const run = new Run(toy, recipe);
    run.advance(Infinity, 40_000);
    expect(looked!.before!.volatile).toEqual(run.inspect(2).volatile);
    await expect(session.look({ node: 99, t: 0, before: null })).rejects.toThrow(/no node 99/);
    session.close();
  });
});
