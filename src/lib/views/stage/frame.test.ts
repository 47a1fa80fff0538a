import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { play, recipes, system } from '../../../../tests/fixtures/toy';
import { indexRun, pictureAt } from '../picture';
import { fronts, jagged } from './fault-line';
import { densityOf, frameOf, Lanes, LOST, nearest, DUPLICATE } from './frame';
import { layoutStage, type Box } from './layout';
import { lanesOf, linkViews, opinionsOf } from './link-views';
import { part, pointAt, type Curve } from './curve';
import { linkPaths } from './links';

/** A stage of the toy's run, 900 px wide. */
function stageOf(parts: Parameters<typeof play>[0]) {
  const { result } = play(parts);
  const { nodes, links } = system.topology(result.recipe.settings as never);
  const index = indexRun(result, nodes, links);
  const layout = layoutStage(nodes, 900);
  const paths = linkPaths(layout, index.conditions[0].links);
  const at = (t: number) => {
    const picture = pictureAt(index, t);
    const { network } = picture;
    const line = network.sides ? fronts(layout, network.sides).map((l) => jagged(l, 4)) : [];
    const lanes = lanesOf(paths, network.links, line);
    const frame = frameOf(picture.messages, new Lanes(lanes, nodes.length));
    return { picture, line, lanes, frame };
  };
  return { index, layout, paths, at, trace: result.trace! };
}

const within = (box: Box, x: number, y: number, by = 0): boolean =>
  x > box.x - by && x < box.x + box.w + by && y > box.y - by && y < box.y + box.h + by;

describe('links and messages', () => {
  test('a link runs from edge to edge of its marks', () => {
    const { layout, paths } = stageOf({});
    expect(paths).toHaveLength(4);
    for (const { from, to, curve } of paths) {
      const boxOf = (node: number) => layout.places.find((p) => p.node === node)!.box;
      const [a, b] = [pointAt(curve, 0), pointAt(curve, 1)];
      expect(a.x).toBeCloseTo(boxOf(from).x + boxOf(from).w);
      expect(b.x).toBeCloseTo(boxOf(to).x);
      expect(within(boxOf(from), a.x - 1, a.y)).toBe(true);
      expect(within(boxOf(to), b.x + 1, b.y)).toBe(true);
    }
  });

  test('a message goes from its sender to its receiver, each direction on its own side', () => {
    const { trace, at, layout } = stageOf({});
    const middle = (node: number) => {
      const { box } = layout.places.find((p) => p.node === node)!;
      return box.x + box.w / 2;
    };
    for (const e of [0, trace.from.findIndex((n) => n >= 2)]) {
      const xs = [0.01, 0.3, 0.6, 0.99].map((share) => {
        const { frame } = at(trace.sent[e] + share * (trace.ended[e] - trace.sent[e]));
        return frame.x[frame.envelope.indexOf(e)];
      });
      const forth = middle(trace.to[e]) > middle(trace.from[e]);
      expect([...xs].sort((a, b) => (forth ? a - b : b - a))).toEqual(xs);
    }
  });

  propertyTest(
    'every message of a picture is drawn on the stage',
    fc.property(recipes, fc.double({ min: 0, max: 1, noNaN: true }), (parts, share) => {
      const { index, layout, at } = stageOf(parts);
      const { picture, frame } = at(Math.floor(share * index.end));
      expect(frame.count).toBe(picture.messages.count);
      for (let i = 0; i < frame.count; i++) {
        expect(
          within({ x: 0, y: 0, w: layout.width, h: layout.height }, frame.x[i], frame.y[i], 50),
        ).toBe(true);
        expect(frame.alpha[i]).toBeGreaterThanOrEqual(0);
        expect(frame.alpha[i]).toBeLessThanOrEqual(1);
      }
    }),
    40,
  );

  test('what is sent into a partition falls at the fault line', () => {
    const acts = ['0s partition client-1,client-2|worker-1,worker-2'];
    const { trace, at, paths } = stageOf({ interventions: acts, until: '200ms' });
    const e = trace.from.findIndex((n) => n < 2);
    const seen = [1, 500, 900, 1500].map((after) => {
      const { frame, lanes } = at(trace.ended[e] + after);
      const i = frame.envelope.indexOf(e);
      const lane = lanes[paths.findIndex((p) => p.from === trace.from[e] && p.to === trace.to[e])];
      return {
        lost: frame.flags[i] & LOST,
        past: frame.x[i] - pointAt(lane.path.curve, lane.broken).x,
      };
    });
    expect(seen.map((s) => s.lost)).toContain(LOST);
    for (const { past } of seen) expect(past).toBeLessThan(8);
  });

  test('a duplicate is marked, and the nearest message is found', () => {
    const { trace, at } = stageOf({ interventions: ['0s duplicate *->worker-1 100%'] });
    const e = trace.duplicateOf.findIndex((original) => original >= 0);
    const { frame } = at(trace.sent[e] + 100);
    const i = frame.envelope.indexOf(e);
    expect(frame.flags[i] & DUPLICATE).toBe(DUPLICATE);
    expect(nearest(frame, frame.x[i] + 1, frame.y[i])).toBe(e);
    expect(nearest(frame, -500, -500)).toBe(-1);
  });

  test('density counts every message once', () => {
    const { at, trace, layout } = stageOf({ settings: { requests: 60, gapMs: 1 } });
    const { frame } = at(trace.sent[20]);
    const { travelling, lost } = densityOf(frame, layout.width, layout.height, 8);
    const sum = (counts: Uint16Array) => counts.reduce((a, b) => a + b, 0);
    expect(frame.count).toBeGreaterThan(0);
    expect(sum(travelling) + sum(lost)).toBe(frame.count);
  });
});

describe('faults on the stage', () => {
  test('the fault line parts the sides, crosses every link it cuts and touches no mark', () => {
    for (const [a, b] of [
      ['client-1,worker-1', 'client-2,worker-2'],
      ['client-1,client-2', 'worker-1,worker-2'],
      ['worker-2', 'client-1,client-2,worker-1'],
    ]) {
      const { at, layout } = stageOf({ interventions: [`0s partition ${a}|${b}`], until: '50ms' });
      const { line, lanes, picture } = at(10_000);
      expect(line.length).toBeGreaterThan(0);
      for (const point of line.flat()) {
        const hit = layout.places.filter((p) => within(p.box, point.x, point.y));
        expect(hit.map((p) => p.id)).toEqual([]);
      }
      const cut = picture.network.links.filter((l) => l.cut);
      for (const lane of lanes) {
        const broken = cut.some((l) => l.from === lane.path.from && l.to === lane.path.to);
        expect(Number.isNaN(lane.broken)).toBe(!broken);
        if (!broken) continue;
        const p = pointAt(lane.path.curve, lane.broken);
        const away = Math.min(...line.flat().map((q) => Math.hypot(p.x - q.x, p.y - q.y)));
        expect(away).toBeLessThan(14);
      }
    }
  });

  test('a link cut both ways is in two pieces; one cut one way is whole, with a crack on its side', () => {
    const views = (act: string) => {
      const { at } = stageOf({ interventions: [act], until: '50ms' });
      const { lanes, picture } = at(10_000);
      return linkViews(lanes, picture.network.links, false, new Set(), () => true)[0];
    };
    const pieces = (d: string) => d.split('M').length - 1;
    const [both, one, none] = ['<->', '->']
      .map((arrow) => views(`0s cut client-1${arrow}worker-1`))
      .concat(views('0s lose client-1->worker-1 20%'));
    expect([pieces(both.d), both.crack !== '']).toEqual([2, true]);
    // The crack, and the two strokes of an arrow that ends there.
    expect([pieces(one.d), pieces(one.crack)]).toEqual([1, 3]);
    expect(pieces(both.crack)).toBe(1);
    expect([pieces(none.d), none.crack, none.unreliable]).toEqual([1, '', true]);
  });

  test('a part of a curve lies on it', () => {
    const curve: Curve = [0, 0, 50, 0, 50, 80, 100, 80];
    const half = part(curve, 0.2, 0.7);
    for (const s of [0, 0.5, 1]) {
      const [p, q] = [pointAt(half, s), pointAt(curve, 0.2 + s * 0.5)];
      expect(p.x).toBeCloseTo(q.x, 6);
      expect(p.y).toBeCloseTo(q.y, 6);
    }
  });

  test('what a node makes of another is shown at its end of their link', () => {
    const { paths, index } = stageOf({});
    const nodes = pictureAt(index, 1).nodes.map((n, i) =>
      i === 0
        ? { ...n, parts: [{ name: 'worker-2', state: 'ejected', tags: ['fault'] as const }] }
        : n,
    );
    const { ports, idle } = opinionsOf(paths, nodes);
    const path = paths.find((p) => p.from === 0 && p.to === 3)!;
    expect(ports).toEqual([{ x: path.curve[0], y: path.curve[1], tone: 'fault' }]);
    expect([...idle]).toEqual(['0 3']);
  });
});
