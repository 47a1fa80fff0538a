import { describe, expect, test } from 'vitest';
import type { StageNode } from '../picture';
import { layoutStage, type Box, type Layout } from './layout';
import { FACT_HEIGHT, MOST_FACTS } from './sizes';

const many = (n: number, kind: StageNode['shape'], name: string, layer: number): StageNode[] =>
  Array.from({ length: n }, (_, i) => ({
    id: `${kind}-${i + 1}`,
    label: `${name} ${i + 1}`,
    shape: kind,
    layer,
  }));

const fleet = (servers: number): StageNode[] => [
  ...many(3, 'client', 'client', 0),
  ...many(2, 'balancer', 'balancer', 1),
  ...many(servers, 'server', 'machine', 2),
  ...many(1, 'coordinator', 'autoscaler', 1),
];

const others: StageNode[] = [
  ...many(4, 'client', 'a client with a long name', 0),
  ...many(1, 'coordinator', 'coordinator', 1),
  ...many(5, 'replica', 'replica', 2),
  ...many(3, 'queue', 'partition', 3),
  ...many(1, 'observer', 'observer', 3),
];

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** All that may not touch: marks, and the labels that are not in their own mark. */
function boxesOf(layout: Layout): { name: string; box: Box }[] {
  return layout.places.flatMap((p) => [
    { name: `${p.id} mark`, box: p.box },
    ...(p.label.where === 'below' ? [{ name: `${p.id} label`, box: p.label.box }] : []),
    ...(p.facts ? [{ name: `${p.id} facts`, box: p.facts }] : []),
  ]);
}

function collisions(layout: Layout): string[] {
  const boxes = boxesOf(layout);
  return boxes.flatMap((a, i) =>
    boxes.slice(i + 1).flatMap((b) => (overlap(a.box, b.box) ? [`${a.name} on ${b.name}`] : [])),
  );
}

const outside = (layout: Layout): string[] =>
  boxesOf(layout).flatMap(({ name, box: b }) =>
    b.x < 0 || b.y < 0 || b.x + b.w > layout.width || b.y + b.h > layout.height ? [name] : [],
  );

const widths = [360, 375, 390, 430, 520, 619, 620, 700, 768, 900, 1024, 1200, 1400];
const counts = Array.from({ length: 100 }, (_, i) => i + 1);

describe('layout', () => {
  test.each(widths)(
    'nothing overlaps or leaves a stage of %i px, with 1 to 100 servers',
    (width) => {
      for (const n of counts) {
        for (const height of [undefined, 320]) {
          const layout = layoutStage(fleet(n), width, height);
          expect([n, collisions(layout), outside(layout)]).toEqual([n, [], []]);
        }
      }
    },
  );

  test.each(widths)('nor with every other shape, at %i px', (width) => {
    const layout = layoutStage(others, width);
    expect([collisions(layout), outside(layout)]).toEqual([[], []]);
  });

  test.each(widths)('keeps room for the facts of nodes, at %i px', (width) => {
    for (const height of [undefined, 420]) {
      const plain = [...fleet(5), ...others.map((node, i) => ({ ...node, id: `more-${i}` }))];
      const nodes = plain.map((node, i) => ({ ...node, facts: { lines: 1 + (i % 4), width: 90 } }));
      const layout = layoutStage(nodes, width, height);
      expect([collisions(layout), outside(layout)]).toEqual([[], []]);
      for (const { facts, size, node } of layout.places) {
        const lines = Math.min(MOST_FACTS[size], 1 + (node % 4));
        // What is tiny has a line where the stage has the height for it.
        const allowed = size === 'tiny' ? [0, 1] : [lines];
        expect(allowed).toContain((facts?.h ?? 0) / FACT_HEIGHT);
        if (facts) expect(facts.w).toBe(90);
      }
    }
  });

  test('gives a ring of tiny marks their names, and their facts where it is high enough', () => {
    const ring = many(5, 'replica', 'replica', 0).map((node) => ({ ...node, ring: true }));
    const nodes = ring
      .flatMap((node, i) => [
        node,
        { ...node, id: `c-${i}`, label: `client ${i + 1}`, shape: 'client', beside: node.id },
      ])
      .map((node) => ({ ...node, facts: { lines: 1, width: 90 } })) as StageNode[];
    const at = (height: number) => layoutStage(nodes, 366, height).places;
    const facts = (height: number) => at(height).flatMap((p) => p.facts ?? []).length;
    for (const height of [330, 460]) {
      expect(new Set(at(height).map((p) => p.size))).toEqual(new Set(['tiny']));
      expect(at(height)[0].label.text).toBe('replica 1');
    }
    expect([facts(330), facts(560)]).toEqual([0, 10]);
  });

  test('has marks stand in line, whoever of them has facts', () => {
    const nodes = many(3, 'client', 'client', 0).map((node, i) =>
      i === 1 ? { ...node, facts: { lines: 2, width: 60 } } : node,
    );
    const tops = layoutStage(nodes, 390).places.map(({ box }) => box.y);
    expect(new Set(tops).size).toBe(1);
  });

  test('labels inside their marks stay there', () => {
    for (const width of widths) {
      for (const p of layoutStage(fleet(40), width).places) {
        if (p.label.where === 'below') continue;
        expect(p.label.box.x + p.label.box.w).toBeLessThanOrEqual(p.box.x + p.box.w);
        expect(p.label.text).not.toBe('');
      }
    }
  });

  test('layers are columns on a wide stage and rows on a narrow one', () => {
    const centre = (layout: Layout, id: string) => {
      const { box } = layout.places.find((p) => p.id === id)!;
      return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
    };
    const wide = layoutStage(fleet(5), 900);
    const narrow = layoutStage(fleet(5), 390);
    expect([wide.way, narrow.way]).toEqual(['across', 'down']);
    expect(centre(wide, 'client-1').x).toBeLessThan(centre(wide, 'balancer-1').x);
    expect(centre(wide, 'balancer-1').x).toBeLessThan(centre(wide, 'server-1').x);
    expect(centre(narrow, 'client-1').y).toBeLessThan(centre(narrow, 'balancer-1').y);
    expect(centre(narrow, 'balancer-1').y).toBeLessThan(centre(narrow, 'server-1').y);
  });

  test('five servers are drawn large on a wide stage, a hundred tiny', () => {
    const sizeOf = (n: number) => layoutStage(fleet(n), 900).places.at(-2)!.size;
    expect(sizeOf(5)).toBe('large');
    expect(sizeOf(100)).toBe('tiny');
  });
});

test('a chain too long for its width goes down instead of looking for room for ever', () => {
  const chain = Array.from({ length: 7 }, (_, layer) => many(1, 'replica', `step ${layer}`, layer));
  const nodes = chain.flat().map((node, i) => ({ ...node, id: `step-${i}` }));
  const layout = layoutStage(nodes, 640);
  expect(layout.way).toBe('down');
  expect(collisions(layout)).toEqual([]);
  expect(layoutStage(nodes, 1400).way).toBe('across');
});

describe('a stage of a given height', () => {
  const saga: StageNode[] = [
    { id: 'visitors', label: 'visitors', shape: 'client', layer: 0 },
    { id: 'users', label: 'users service', shape: 'server', layer: 1 },
    { id: 'users-db', label: 'users database', shape: 'replica', layer: 2 },
    { id: 'relay', label: 'relay', shape: 'coordinator', layer: 2 },
    { id: 'broker', label: 'broker', shape: 'queue', layer: 3 },
    { id: 'dead', label: 'dead letters', shape: 'observer', layer: 4 },
    ...many(2, 'server', 'wallets', 4),
    { id: 'wallets-db', label: 'wallets database', shape: 'replica', layer: 5 },
  ];

  test.each([
    [1042, 602],
    [720, 335],
    [563, 380],
    [390, 300],
  ])('cuts no name short at %i by %i', (width, height) => {
    const layout = layoutStage(saga, width, height);
    expect([collisions(layout), outside(layout)]).toEqual([[], []]);
    expect(layout.places.filter((p) => p.label.text.endsWith('…')).map((p) => p.id)).toEqual([]);
  });

  test('stands in rows where columns would have to be broken', () => {
    const pairs = [...many(5, 'client', 'client', 0), ...many(5, 'replica', 'replica', 1)];
    expect([layoutStage(pairs, 720, 335).way, layoutStage(pairs, 720, 700).way]).toEqual([
      'down',
      'across',
    ]);
  });

  test('narrows its lanes before marks lose their figures', () => {
    const layout = layoutStage(saga, 1042, 602);
    expect([layout.way, ...new Set(layout.places.map((p) => p.size))]).toEqual(['across', 'small']);
  });
});

test('small marks have room for a second fact where that makes a stage little higher', () => {
  const ring = Array.from({ length: 5 }, (_, i): StageNode => ({ id: `${i}`, label: `node ${i}`, shape: 'replica', layer: 0, ring: true, facts: { lines: 3, width: 100 } })); // prettier-ignore
  const { height, places } = layoutStage(ring, 356);
  expect(places.map(({ size }) => size)).toEqual(Array(5).fill('small'));
  for (const { facts } of places) expect(facts!.h).toBe(2 * FACT_HEIGHT);
  expect(height).toBeLessThanOrEqual(480);
});
