import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import type { Trace } from '../../sim';
import type { StageNode } from '../picture';
import { bandOf, captionSize, FreeRoom, LETTERS } from './caption';
import { layoutStage, type Box } from './layout';
import { pointAt } from './curve';
import { linkPaths } from './links';
import { wordsUnder } from './place';
import { litOf } from './lit';

const SHAPES = ['client', 'balancer', 'server', 'replica', 'queue', 'observer'] as const;

/** Up to four layers of up to six nodes, some of them in a ring, and links between most neighbours. */
const stages = fc
  .record({
    layers: fc.array(
      fc.record({ n: fc.integer({ min: 1, max: 6 }), shape: fc.constantFrom(...SHAPES) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    ),
    ring: fc.boolean(),
    width: fc.integer({ min: 340, max: 1300 }),
    height: fc.option(fc.integer({ min: 260, max: 700 }), { nil: undefined }),
    skip: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ layers, ring, width, height, skip }) => {
    const nodes = layers.flatMap(({ n, shape }, layer): StageNode[] =>
      Array.from({ length: n }, (_, i) => ({
        id: `${layer}-${i}`,
        label: `${shape} ${i + 1}`,
        shape,
        layer,
        ...(ring && shape === 'replica' ? { ring } : {}),
        ...(skip === 1 && i % 2 === 0 ? { facts: { lines: 2, width: 80 } } : {}),
      })),
    );
    const pairs = nodes.flatMap((a, from) =>
      nodes.flatMap((b, to) =>
        from < to && b.layer - a.layer < 2 && (from + to) % skip === 0 ? [{ from, to }] : [],
      ),
    );
    const layout = layoutStage(nodes, width, height);
    return { layout, paths: linkPaths(layout, pairs) };
  });

const texts = fc.integer({ min: 8, max: 230 }).map((n) => 'word '.repeat(n).slice(0, n));

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

describe('a caption among the nodes', () => {
  propertyTest(
    'lies in the stage, on no mark, no name and no line',
    fc.property(stages, texts, fc.nat(), fc.boolean(), ({ layout, paths }, text, pick, all) => {
      const { id } = layout.places[pick % layout.places.length];
      const placed = new FreeRoom(layout, paths).place({ text, about: all ? [] : [id] });
      if (!placed) return;
      const { box } = placed;
      expect(box.x).toBeGreaterThanOrEqual(0);
      expect(box.y).toBeGreaterThanOrEqual(0);
      expect(box.x + box.w).toBeLessThanOrEqual(layout.width);
      expect(box.y + box.h).toBeLessThanOrEqual(layout.height);
      for (const p of layout.places) {
        expect(overlap(box, p.box)).toBe(false);
        expect(overlap(box, p.label.box)).toBe(false);
        if (p.facts) expect(overlap(box, p.facts)).toBe(false);
      }
      // Pills are 22 px high and keep 5 px to the right of their line.
      const inner = { x: box.x - 8, y: box.y - 8, w: box.w + 16, h: box.h + 16 };
      for (const { curve } of paths) {
        for (let i = 0; i <= 100; i++) {
          const at = pointAt(curve, i / 100);
          expect(overlap(inner, { ...at, w: 0, h: 0 })).toBe(false);
        }
      }
    }),
    150,
  );

  propertyTest(
    'where there is a band for it, stands on the stage only close to its node, with a leader that passes no mark and no words',
    fc.property(stages, texts, fc.nat(), ({ layout, paths }, text, pick) => {
      const about = layout.places[pick % layout.places.length];
      const placed = new FreeRoom(layout, paths).place({ text, about: [about.id] }, false);
      if (!placed?.leader) return;
      const [p, q] = placed.leader;
      expect(Math.hypot(p.x - q.x, p.y - q.y)).toBeLessThanOrEqual(200);
      for (let i = 1; i < 50; i++) {
        const at = { x: p.x + ((q.x - p.x) * i) / 50, y: p.y + ((q.y - p.y) * i) / 50, w: 0, h: 0 };
        for (const place of layout.places)
          for (const box of [place.box, ...wordsUnder(place)]) expect(overlap(at, box)).toBe(false);
      }
    }),
    100,
  );

  propertyTest(
    'needs no band where any text of usual length has a place, and has one wherever no band is kept',
    fc.property(stages, texts, ({ layout, paths }, text) => {
      const band = bandOf(layout.width, () => new FreeRoom(layout, paths), text.length);
      const about = [layout.places[0].id];
      if (band === 0) expect(new FreeRoom(layout, paths).place({ text, about })).not.toBeNull();
      else expect(band).toBeGreaterThan(captionSize(text, layout.width - 12).h);
    }),
    150,
  );

  test('stands beside the node that it is about, with a leader to it', () => {
    const nodes: StageNode[] = [
      { id: 'a', label: 'a', shape: 'client', layer: 0 },
      { id: 'b', label: 'b', shape: 'server', layer: 1 },
      { id: 'c', label: 'c', shape: 'server', layer: 1 },
    ];
    const layout = layoutStage(nodes, 900);
    const room = new FreeRoom(layout, linkPaths(layout, [{ from: 0, to: 1 }, { from: 0, to: 2 }])); // prettier-ignore
    const { box: mark } = layout.places[0];
    const { box, leader } = room.place({ text: 'The client waits.', about: ['a'] })!;
    const [, end] = leader!;
    expect(Math.abs(box.y - (mark.y + mark.h / 2))).toBeLessThan(140);
    expect(overlap({ ...end, w: 0.1, h: 0.1 }, { x: mark.x - 1, y: mark.y - 1, w: mark.w + 2, h: mark.h + 2 })).toBe(true); // prettier-ignore
    expect(room.place({ text: 'All.', about: [] })!.leader).toBeNull();
    expect(room.place({ text: 'All.', about: [] }, false)).toBeNull();
    const wide = layoutStage(nodes, 1300, 560);
    expect(new FreeRoom(wide, []).has(LETTERS)).toBe(true);
  });

  test('a stage as narrow as a phone keeps a band for it', () => {
    const nodes: StageNode[] = [{ id: 'a', label: 'a', shape: 'client', layer: 0 }];
    expect(bandOf(358, () => new FreeRoom(layoutStage(nodes, 358), []))).toBeGreaterThan(80);
  });
});

describe('what a caption lights', () => {
  const ids = ['a', 'b', 'c'];
  const paths = [
    { from: 0, to: 1 },
    { from: 1, to: 2 },
  ];

  test('of two nodes the line between them and what travels on it, and the messages that led to it', () => {
    const lit = litOf({ about: ['a', 'b'], messages: [7] }, ids, paths)!;
    expect([[...lit.nodes], [...lit.links]]).toEqual([[0, 1], ['0 1']]);
    expect([lit.message(1, 1, 0), lit.message(1, 1, 2), lit.message(7, 1, 2)]).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('a caption about messages of a type lights those alone, also where it is about all nodes', () => {
    const trace = { names: ['vote', 'beat'], type: Int32Array.of(0, 1, 1) };
    const caption = { about: ids, messages: [2], kinds: ['vote'] };
    const lit = litOf(caption, ids, paths, trace as unknown as Pick<Trace, 'type' | 'names'>)!;
    expect([...lit.nodes]).toEqual([0, 1, 2]);
    expect([0, 1, 2].map((e) => lit.message(e, 0, 1))).toEqual([true, false, true]);
    expect(litOf(caption, ids, paths)).toBeNull();
  });

  test('of one node all its lines; about all, or nothing, nothing steps back', () => {
    expect([...litOf({ about: ['b'], messages: [] }, ids, paths)!.links]).toEqual(['0 1', '1 2']);
    expect(litOf({ about: [], messages: [1] }, ids, paths)).toBeNull();
    expect(litOf({ about: ['a', 'b', 'c'], messages: [] }, ids, paths)).toBeNull();
  });
});
