import { expect, test } from 'vitest';
import type { StageNode } from '../picture';
import { groupViews } from './groups';
import { layoutStage } from './layout';

const node = (id: string, layer: number, group?: string): StageNode => ({
  id,
  label: id,
  shape: 'server',
  layer,
  ...(group === undefined ? {} : { group }),
});

const outlines = (nodes: readonly StageNode[], width: number) =>
  groupViews(layoutStage(nodes, width), nodes).map(({ name }) => name);

test.each([380, 900])(
  'nodes of a group stand together and have an outline, %i px wide',
  (width) => {
    const nodes = [
      node('writer a', 0, 'zone-a'),
      node('writer b', 0, 'zone-b'),
      node('copy a', 1, 'zone-a'),
      node('copy b', 1, 'zone-b'),
      node('monitor b', 2, 'zone-b'),
      node('monitor a', 2, 'zone-a'),
      node('backup', 3),
    ];
    expect(outlines(nodes, width)).toEqual(['zone A', 'zone B']);
  },
);

const zones = ['a', 'b'].flatMap((zone) =>
  [0, 1, 2].map((layer) => node(`${zone}${layer}`, layer, `zone-${zone}`)),
);

test.each([380, 900])('its outline and its name are on the stage, %i px wide', (width) => {
  const layout = layoutStage(zones, width);
  const views = groupViews(layout, zones);
  expect(views).toHaveLength(2);
  for (const { d, x, y } of views) {
    const corners = [...d.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map(([, a, b]) => [+a, +b]);
    for (const [a, b] of [...corners, [x, y]]) {
      expect(Math.min(a, b)).toBeGreaterThan(0);
      expect(a).toBeLessThan(layout.width);
      expect(b).toBeLessThan(layout.height);
    }
  }
});

test('its name stands below the room that a fact of the lowest node borrows', () => {
  const telling = zones.map((n) => ({ ...n, facts: { lines: 1, width: 60 } }));
  const layout = layoutStage(zones, 380);
  const [plain] = groupViews(layout, zones);
  const [borrowing] = groupViews(layout, telling);
  expect(borrowing.y).toBeGreaterThanOrEqual(plain.y + 17);
});

test('one that would enclose a node of another group has none, nor has a single node', () => {
  const nodes = [
    node('left', 0, 'zone-a'),
    node('between', 1, 'zone-b'),
    node('right', 2, 'zone-a'),
  ];
  expect(outlines(nodes, 900)).toEqual([]);
});
