import { describe, expect, it } from 'vitest';
import { makeRecipe } from '../../sim';
import { loadSystem, systemIds } from '../../systems';
import type { FactRoom } from '../stage-node';
import { directionAt, lengthOf, part, pointAt, type Curve } from './curve';
import { layoutStage, type Box, type Layout } from './layout';
import { linkPaths, type LinkPath } from './links';

interface Drawn {
  readonly id: string;
  readonly layout: Layout;
  readonly paths: readonly LinkPath[];
}

/** The stages of a system's scenarios, each once. */
async function stagesOf(id: string, width: number, facts?: FactRoom): Promise<Drawn[]> {
  const system = await loadSystem(id);
  const topologies = system.scenarios.map(({ id: scenario }) =>
    system.topology(makeRecipe(system, { scenario }).settings as never),
  );
  const keyOf = (t: (typeof topologies)[number]) =>
    JSON.stringify([t.links, t.nodes.map((n) => [n.label, n.shape, n.layer, n.ring, n.beside])]);
  const unlike = new Map(topologies.map((t) => [keyOf(t), t]));
  return [...unlike.values()].map(({ nodes, links }) => {
    const layout = layoutStage(
      nodes.map((node) => ({ ...node, facts })),
      width,
    );
    const number = new Map(nodes.map((n, i) => [n.id, i]));
    const pairs = links.map(({ from, to }) => ({ from: number.get(from)!, to: number.get(to)! }));
    return { id, layout, paths: linkPaths(layout, pairs) };
  });
}

/** How many of some boxes a line passes. */
function behind(curve: Curve, boxes: readonly Box[]): number {
  const points = Array.from({ length: 199 }, (_, i) => pointAt(curve, (i + 1) / 200));
  return boxes.filter(({ x, y, w, h }) =>
    points.some((p) => p.x > x && p.x < x + w && p.y > y && p.y < y + h),
  ).length;
}

const crossings = ({ id, layout: { places }, paths }: Drawn): string[] =>
  paths.flatMap(({ from, to, curve }) => {
    const others = places.filter((p) => p.node !== from && p.node !== to);
    return behind(
      curve,
      others.map((p) => p.box),
    ) > 0
      ? [`${id}: ${places[from].id} to ${places[to].id}`]
      : [];
  });

/** How many names of other nodes the lines run over. */
const overNames = ({ layout: { places }, paths }: Drawn): number =>
  paths.reduce((sum, { from, to, curve }) => {
    const names = places.filter(
      (p) => p.node !== from && p.node !== to && p.label.where === 'below',
    );
    return (
      sum +
      behind(
        curve,
        names.map((p) => p.label.box),
      )
    );
  }, 0);

const all = async (width: number, facts?: FactRoom) =>
  (await Promise.all(systemIds.map((id) => stagesOf(id, width, facts)))).flat();

describe('no wire looks like a chain through nodes that it does not join', () => {
  it.each([358, 510, 760, 1180])('at %i px, in any scenario', async (width) => {
    const stages = await all(width);
    expect(stages.flatMap(crossings)).toEqual([]);
    expect(stages.length).toBeGreaterThanOrEqual(systemIds.length);
    const lines = stages.reduce((sum, { paths }) => sum + paths.length, 0);
    const names = stages.reduce((sum, stage) => sum + overNames(stage), 0);
    expect(names / lines, `${names} of ${lines} names`).toBeLessThan(0.05);
  });

  it.each([390, 1180])('at %i px, where every node has facts', async (width) => {
    expect((await all(width, { lines: 2, width: 84 })).flatMap(crossings)).toEqual([]);
  });
});

describe('a line of several curves', () => {
  const curve: Curve = [0, 0, 10, 0, 20, 0, 30, 0, 40, 0, 50, 10, 50, 20, 50, 40, 50, 60, 50, 80];

  it('is gone along at an even pace, from end to end', () => {
    expect([pointAt(curve, 0), pointAt(curve, 1)]).toEqual([
      { x: 0, y: 0 },
      { x: 50, y: 80 },
    ]);
    const steps = Array.from({ length: 50 }, (_, i) => {
      const [p, q] = [pointAt(curve, i / 50), pointAt(curve, (i + 1) / 50)];
      return Math.hypot(q.x - p.x, q.y - p.y);
    });
    expect(Math.max(...steps) / Math.min(...steps)).toBeLessThan(1.6);
    expect(lengthOf(curve)).toBeGreaterThan(115);
    expect(directionAt(curve, 0.9)).toEqual({ x: 0, y: 1 });
  });

  it('has parts that lie on it', () => {
    for (const [from, to] of [
      [0, 0.4],
      [0.2, 0.7],
      [0.7, 1],
    ]) {
      const some = part(curve, from, to);
      for (const [s, t] of [
        [0, from],
        [1, to],
      ]) {
        const [p, q] = [pointAt(some, s), pointAt(curve, t)];
        expect(Math.hypot(p.x - q.x, p.y - q.y)).toBeLessThan(0.01);
      }
    }
  });
});
