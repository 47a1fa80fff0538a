import { describe, expect, test } from 'vitest';
import type { StageNode } from '../picture';
import { layoutStage, type Box } from './layout';
import { linkPaths } from './links';

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

describe('a ring', () => {
  test.each([360, 390, 520, 619, 620, 700, 800, 900, 1200])(
    'keeps its marks apart and on a stage of %i px',
    (width) => {
      for (const n of [5, 8, 16, 24]) {
        const layout = layoutStage([...around, ...peers(n)], width);
        const boxes = layout.places.flatMap((p) =>
          p.label.where === 'below' ? [p.box, p.label.box] : [p.box],
        );
        for (const [i, a] of boxes.entries()) {
          expect(a.x >= 0 && a.x + a.w <= width, `${n} ${a.x}`).toBe(true);
          expect(a.y >= 0 && a.y + a.h <= layout.height).toBe(true);
          for (const b of boxes.slice(i + 1)) expect(overlap(a, b), `${n}`).toBe(false);
        }
      }
    },
  );

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
