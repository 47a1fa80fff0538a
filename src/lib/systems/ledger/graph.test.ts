import fc from 'fast-check';
import { expect } from 'vitest';
import { law } from '../../../../tests/fixtures/law';
import { fullNodes, HALF, HEADER_NODES, networkOf } from './graph';

law(
  'has the peers that were asked for, and each half hangs together',
  fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 2, max: 8 }), (graph, peers) => {
    const edges = networkOf(graph, peers);
    const ofFull = edges.filter((e) => !e.some((n) => HEADER_NODES.includes(n)));
    for (const n of fullNodes)
      expect(ofFull.filter((e) => e.includes(n)).length).toBeGreaterThanOrEqual(peers);
    for (const isLeft of [true, false]) {
      const half = fullNodes.filter((n) => n <= HALF === isLeft);
      const reached = new Set([half[0]]);
      for (const n of reached)
        for (const e of edges)
          if (e.includes(n)) for (const m of e) if (half.includes(m)) reached.add(m);
      expect(reached.size).toBe(half.length);
    }
    const keys = edges.map(([a, b]) => `${Math.min(a, b)} ${Math.max(a, b)}`);
    expect(new Set(keys).size).toBe(edges.length);
  }),
  40,
);
