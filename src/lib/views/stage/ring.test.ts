import { describe, expect, test } from 'vitest';
import type { StageNode } from '../picture';
import { layoutStage, type Box } from './layout';
import { linkPaths } from './links';
import { neighbour } from './neighbour';

const peers = (n: number): StageNode[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `node-${i + 1}`,
    label: `pruned ${i + 1}`,
    shape: 'replica',
    layer: 1,
    ring: true,
  }));
const around: StageNode[] = [
  { id: 'client', label: 'client', shape: 'client', layer: 0 },
  { id: 'bank', label: 'bank', shape: 'server', layer: 0 },
  { id: 'shop', label: 'shop', shape: 'client', layer: 2 },
];

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** Nothing lies on anything else or leaves the stage. */
function expectApart(nodes: readonly StageNode[], width: number, height?: number) {
  const layout = layoutStage(nodes, width, height);
  const boxes = layout.places.flatMap((p) =>
    p.label.where === 'below' ? [p.box, p.label.box] : [p.box],
  );
  const n = nodes.length;
  for (const [i, a] of boxes.entries()) {
    expect(a.x >= 0 && a.x + a.w <= width, `${n} ${a.x}`).toBe(true);
    expect(a.y >= 0 && a.y + a.h <= layout.height).toBe(true);
    for (const b of boxes.slice(i + 1)) expect(overlap(a, b), `${n}`).toBe(false);
  }
}

const WIDTHS = [360, 390, 520, 619, 620, 700, 800, 900, 1200];

describe('a ring', () => {
  test.each(WIDTHS)('keeps its marks apart and on a stage of %i px', (width) => {
    for (const n of [5, 8, 16, 24]) expectApart([...around, ...peers(n)], width);
  });

  test('has its first half on the left, in the order of the nodes', () => {
    const { places } = layoutStage(peers(16), 900);
    const middle = (b: Box) => b.x + b.w / 2;
    for (const p of places) expect(middle(p.box) < 450).toBe(p.node < 8);
    expect(places[0].box.y).toBeLessThan(places[4].box.y);
  });

  test('has straight links that begin and end at the edges of the marks', () => {
    const layout = layoutStage(peers(16), 900);
    const [path] = linkPaths(layout, [{ from: 0, to: 9 }]);
    const { box } = layout.places[0];
    const [x, y] = path.curve;
    expect(x >= box.x && x <= box.x + box.w).toBe(true);
    expect(y).toBeGreaterThanOrEqual(box.y);
  });
});

describe('those beside the nodes of a ring', () => {
  const pairs = (n: number): StageNode[] => [
    ...peers(n).map((_, i) => ({
      id: `client-${i + 1}`,
      label: `client ${i + 1}`,
      shape: 'client' as const,
      layer: 0,
      beside: `node-${i + 1}`,
    })),
    ...peers(n),
  ];

  test.each(WIDTHS)('keep apart on a stage of %i px', (width) => {
    for (const n of [5, 7, 9])
      for (const height of [undefined, 340]) expectApart(pairs(n), width, height);
  });

  test.each([390, 770])('stand in line with theirs, farther out, at %i px', (width) => {
    const { places, height, way } = layoutStage(pairs(5), width);
    const middle = ({ x, y, w, h }: Box) => ({ x: x + w / 2, y: y + h / 2 });
    for (let i = 0; i < 5; i++) {
      const [client, host] = [middle(places[i].box), middle(places[5 + i].box)];
      const line = way === 'across' ? client.y - host.y : client.x - host.x;
      expect(Math.abs(line)).toBeLessThan(1);
      const out = (p: { x: number; y: number }) =>
        way === 'across' ? Math.abs(p.x - width / 2) : Math.abs(p.y - height / 2);
      expect(out(client)).toBeGreaterThan(out(host));
    }
  });

  test.each(['nobody', 'client-1', 'client-2'])(
    'have a place of their own where they are said to be beside %s',
    (beside) => {
      const nodes = pairs(5).map((node, i) => (i === 0 ? { ...node, beside } : node));
      expect(layoutStage(nodes, 390).places.map((p) => p.node)).toEqual(nodes.map((_, i) => i));
    },
  );

  test('are all reached by arrow keys', () => {
    for (const width of [390, 770]) {
      const layout = layoutStage(pairs(5), width);
      const reached = new Set([0]);
      for (const from of reached) {
        for (const key of ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown']) {
          const to = neighbour(layout, from, key);
          if (to !== undefined) reached.add(to);
        }
      }
      expect(reached.size).toBe(10);
    }
  });
});
