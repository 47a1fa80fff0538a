import { describe, expect, it } from 'vitest';
import { makeRecipe } from '../../sim';
import { loadSystem, systemIds } from '../../systems';
import { behind } from './around';
import { layoutStage } from './layout';
import { linkPaths } from './links';

/** The links of a system's first scenario that are drawn behind nodes that they do not belong to. */
async function wiresBehind(id: string, width: number): Promise<string[]> {
  const system = await loadSystem(id);
  const { settings } = makeRecipe(system, { scenario: system.scenarios[0].id });
  const { nodes, links } = system.topology(settings as never);
  const number = new Map(nodes.map((n, i) => [n.id, i]));
  const layout = layoutStage(nodes, width);
  const pairs = links.map(({ from, to }) => ({ from: number.get(from)!, to: number.get(to)! }));
  return linkPaths(layout, pairs)
    .filter(({ from, to, curve }) => {
      const others = layout.places.filter((p) => p.node !== from && p.node !== to && !p.ring);
      return behind(curve, others) > 0;
    })
    .map(({ from, to }) => `${id}: ${nodes[from].id} to ${nodes[to].id}`);
}

const all = async (width: number) =>
  (await Promise.all(systemIds.map((id) => wiresBehind(id, width)))).flat();

describe('no wire looks like a chain through nodes that it does not join', () => {
  it('on a stage as wide as on a desktop', async () => {
    expect(await all(700)).toEqual([]);
  });

  it('on a phone, but for the few that have no way round', async () => {
    expect((await all(358)).length).toBeLessThanOrEqual(22);
    expect(await wiresBehind('load-balancer', 358)).toEqual([]);
    expect(await wiresBehind('outbox', 358)).toEqual([]);
  });
});
