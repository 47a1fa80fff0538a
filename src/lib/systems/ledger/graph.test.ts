import fc from 'fast-check';
import { expect } from 'vitest';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { fullNodes, HALF, HEADER_NODES, networkOf, PRUNED_NODES, type Edge } from './graph';

/** All that can be reached from the first of `nodes` over them alone. */
function reached(nodes: readonly number[], edges: readonly Edge[]): Set<number> {
  const found = new Set([nodes[0]]);
  for (const n of found)
    for (const e of edges)
      if (e.includes(n)) for (const m of e) if (nodes.includes(m)) found.add(m);
  return found;
}

propertyTest(
  'has the peers that were asked for; each half is connected, and so are the nodes that keep every block',
  fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 8 }), (graph, peers) => {
    const edges = networkOf(graph, peers);
    const ofFull = edges.filter((e) => !e.some((n) => HEADER_NODES.includes(n)));
    for (const n of fullNodes)
      expect(ofFull.filter((e) => e.includes(n)).length).toBeGreaterThanOrEqual(peers);
    for (const isLeft of [true, false]) {
      const half = fullNodes.filter((n) => n <= HALF === isLeft);
      expect(reached(half, edges).size).toBe(half.length);
    }
    const archives = fullNodes.filter((n) => !PRUNED_NODES.includes(n));
    expect(reached(archives, edges).size).toBe(archives.length);
    const keys = edges.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`);
    expect(new Set(keys).size).toBe(edges.length);
  }),
  40,
);
