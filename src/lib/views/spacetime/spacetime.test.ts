import { beforeAll, describe, expect, it } from 'vitest';
import { watchedLoad } from '../../../../tests/fixtures/load-balancer';
import { Fate, simulate, type RunResult, type System, type Trace } from '../../sim';
import {
  arrowAt,
  arrowOf,
  bearable,
  choose,
  crossingShare,
  eachIn,
  endsOf,
  MOST_ARROWS,
} from './arrows';
import { lengthText } from '../format';
import { bandPaths, stretchesOf } from './density';
import { gapsOf, splitPath } from './fault-line';
import { acrossOf, alongOf, nodeAt, placeOf, planeOf, pointOf, timeAt } from './plane';
import { lineOrder, readTrace, type Reading } from './reading';
import { sceneOf } from './scene';
import { around, firstLook, holding, panned, roundUp, timeTicks, within, zoomed } from './span';
import { eventsIn, eventText, messageText, neighbour, recordOf } from './words';

const END = 2e6;
const ROOM = { width: 1000, vertical: false, label: 80 };
const ROWS = { width: 360, vertical: true, label: 80 };
let system: System;
let result: RunResult & { trace: Trace };
let ids: string[];
let reading: Reading;

beforeAll(async () => {
  const run = await watchedLoad(4000, {
    seed: 5,
    interventions: [
      '300ms lose lb-1->server-2 50%',
      '500ms crash server-5',
      '700ms duplicate client-1->lb-1 100%',
      '900ms partition client-1,client-2,client-3,lb-1,server-1|server-2,server-3,server-4,server-5',
      '1100ms heal',
      '1200ms pause server-4',
      '1300ms resume server-4',
    ],
    until: '2s',
  });
  const { recipe } = run;
  ({ system } = run);
  result = simulate(system, recipe, { trace: 'full' }) as typeof result;
  ids = system.topology(recipe.settings as never).nodes.map((n) => n.id);
  reading = readTrace(result, ids);
});

const at = (ms: number, length = 10) => {
  const span = { from: ms * 1000, to: (ms + length) * 1000 };
  return planeOf(span, lineOrder(reading), ROOM);
};

describe('span', () => {
  it('keeps within the run and never below the shortest', () => {
    expect(within({ from: -5e5, to: 5e5 }, END)).toEqual({ from: 0, to: 1e6 });
    expect(within({ from: 1.5e6, to: 2.5e6 }, END)).toEqual({ from: 1e6, to: 2e6 });
    expect(within({ from: -9e9, to: 9e9 }, END)).toEqual({ from: 0, to: END });
    expect(within({ from: 100, to: 101 }, END)).toEqual({ from: 90.5, to: 110.5 });
    expect(within({ from: 0, to: 1 }, 0)).toEqual({ from: 0, to: 20 });
  });

  it('zooms about a time, pans by a share, and follows t', () => {
    expect(zoomed({ from: 1e6, to: 1.1e6 }, 0.5, 1.02e6, END)).toEqual({
      from: 1.01e6,
      to: 1.06e6,
    });
    expect(panned({ from: 0, to: 1e5 }, 0.5, END)).toEqual({ from: 5e4, to: 1.5e5 });
    expect(around(1e6, 1e5, END)).toEqual({ from: 0.94e6, to: 1.04e6 });
    expect(around(0, 1e5, END)).toEqual({ from: 0, to: 1e5 });
    const span = { from: 1e6, to: 1.1e6 };
    expect(holding(span, 1.05e6, END)).toBe(span);
    expect(holding(span, 1.2e6, END)).toEqual({ from: 1.11e6, to: 1.21e6 });
    expect(holding(span, 0.9e6, END)).toEqual({ from: 0.89e6, to: 0.99e6 });
  });

  it('opens on about forty messages, wherever t is', () => {
    const sent = Float64Array.from({ length: 1000 }, (_, i) => i * 100);
    for (const t of [0, 50_000, 99_900]) expect(firstLook(sent, t, 1e5)).toBe(5000);
    expect(firstLook([], 0, 1e5)).toBe(1e5);
    expect(firstLook([5, 5, 5], 0, 1e5)).toBe(20);
  });

  it('writes times with as many places as tell them apart', () => {
    expect(timeTicks({ from: 1e6, to: 1.01e6 }, 450).map((tick) => tick.text)).toEqual([
      '1.000',
      '1.002',
      '1.004',
      '1.006',
      '1.008',
      '1.010',
    ]);
    expect(timeTicks({ from: 0, to: 2e7 }, 450)[1]).toEqual({ at: 5e6, text: '5' });
    const fine = timeTicks({ from: 1e6, to: 1e6 + 20 }, 900).map((tick) => tick.text);
    expect(new Set(fine).size).toBe(fine.length);
    expect([roundUp(1), roundUp(1.1), roundUp(4e-3), roundUp(600)]).toEqual([1, 2, 5e-3, 1000]);
    expect([lengthText(20), lengthText(2500), lengthText(1.5e6)]).toEqual([
      '20 µs',
      '2.5 ms',
      '1.5 s',
    ]);
  });
});

describe('plane', () => {
  it('puts time across or down, and finds back', () => {
    for (const room of [ROOM, ROWS]) {
      const plane = planeOf({ from: 1e6, to: 1.01e6 }, [2, 0, 1], room);
      expect(alongOf(plane, 1e6)).toBe(plane.start);
      expect(timeAt(plane, alongOf(plane, 1.004e6))).toBeCloseTo(1.004e6, 3);
      expect([0, 1, 2].map((n) => plane.lineOf[n])).toEqual([1, 2, 0]);
      for (const n of [0, 1, 2]) expect(nodeAt(plane, acrossOf(plane, n) + 2)).toBe(n);
      expect(nodeAt(plane, acrossOf(plane, 2) - plane.pitch)).toBe(-1);
      const { x, y } = pointOf(plane, 30, 40);
      expect(placeOf(plane, x, y)).toEqual({ along: 30, across: 40 });
      expect(room.vertical ? y : x).toBe(30);
    }
  });

  it('has room for a hundred processes', () => {
    const order = Array.from({ length: 113 }, (_, i) => i);
    const wide = planeOf({ from: 0, to: 1 }, order, ROOM);
    expect(wide.pitch).toBeGreaterThanOrEqual(13);
    const narrow = planeOf({ from: 0, to: 1 }, order, ROWS);
    expect(acrossOf(narrow, 112)).toBeLessThan(ROWS.width);
  });
});

describe('reading', () => {
  it('knows each message’s records, each mode’s stay, what was done and when it was split', () => {
    const { trace } = result;
    for (let e = 0; e < trace.sent.length; e += 97) {
      expect(trace.envelope[reading.sendRecord[e]]).toBe(e);
      if (reading.endRecord[e] >= 0) expect(trace.at[reading.endRecord[e]]).toBe(trace.ended[e]);
    }
    const crashed = reading.stays[ids.indexOf('server-5')].find((s) => s.host === 'crashed');
    expect(crashed).toMatchObject({ from: 5e5, to: END });
    const paused = reading.stays[ids.indexOf('server-4')].find((s) => s.host === 'paused');
    expect(paused).toMatchObject({ from: 1.2e6, to: 1.3e6, role: 'serving' });
    expect(reading.acts).toHaveLength(7);
    expect(reading.acts.filter((act) => !act.isFault).map((act) => act.text)).toEqual([
      'heal',
      'resume server-4',
    ]);
    expect(reading.splits).toHaveLength(1);
    expect(reading.splits[0]).toMatchObject({ from: 9e5, to: 1.1e6 });
    expect(reading.held.size).toBeGreaterThan(0);
  });

  it('has the sides of a partition together', () => {
    const sides = lineOrder(reading).map((n) => reading.splits[0].sides[n]);
    expect(sides).toEqual([...sides].sort((a, b) => a - b));
    expect(lineOrder({ nodes: 3, splits: [] })).toEqual([0, 1, 2]);
  });
});

describe('arrows', () => {
  it('finds what a look at every message finds', () => {
    for (const ms of [0, 510, 950, 1250, 1990]) {
      const { span } = at(ms);
      const found: number[] = [];
      eachIn(reading, span, (e) => found.push(e));
      const { sent, ended } = result.trace;
      const sure = [...sent.keys()].filter((e) => sent[e] <= span.to && ended[e] >= span.from);
      expect(found).toEqual(expect.arrayContaining(sure));
      expect(new Set(found).size).toBe(found.length);
    }
  });

  it('goes from line to line; a lost one ends on its way, one to a crashed machine at its line', () => {
    const plane = at(0, 2000);
    const { trace } = result;
    const why = (e: number) => trace.names[trace.name[reading.endRecord[e]]];
    const lost = [...trace.sent.keys()].filter((e) => trace.fate[e] === Fate.Lost);
    const byWhy = (w: string) =>
      lost.filter((e) => why(e) === w).map((e) => arrowOf(reading, plane, e, null));
    for (const arrow of byWhy('crashed')) expect(arrow.share).toBe(1);
    for (const arrow of byWhy('lost')) expect(arrow.share).toBe(0.5);
    expect(byWhy('lost').length).toBeGreaterThan(0);
    expect(byWhy('crashed').length).toBeGreaterThan(0);
    const cut = byWhy('partition').filter((a) => a.sent >= 9e5);
    expect(cut.length).toBeGreaterThan(0);
    const gap = gapsOf(plane, reading.splits[0].sides)[0];
    const middle = plane.first + (gap + 0.5) * plane.pitch;
    for (const arrow of cut) expect(endsOf(plane, arrow).across2).toBeCloseTo(middle, 6);
    const fine = [...trace.sent.keys()].find((e) => trace.fate[e] === Fate.Delivered)!;
    const ends = endsOf(plane, arrowOf(reading, plane, fine, null));
    expect(ends.across2).toBe(acrossOf(plane, trace.to[fine]));
    expect(ends.along2).toBeCloseTo(alongOf(plane, trace.ended[fine]), 6);
  });

  it('knows duplicates and those that wait at a paused machine', () => {
    const plane = at(700, 800);
    const arrows = [...result.trace.sent.keys()].map((e) => arrowOf(reading, plane, e, null));
    expect(arrows.filter((a) => a.duplicate).length).toBeGreaterThan(10);
    const waiting = arrows.filter((a) => a.waits > 0);
    expect(waiting.length).toBe(reading.held.size);
    for (const a of waiting) expect(a.waits).toBeGreaterThanOrEqual(a.until);
  });

  it('draws all of a few and one in N of many, the same ones when they are few again', () => {
    const few = choose(reading, at(400), null);
    expect(few.oneIn).toBe(1);
    expect(few.arrows).toHaveLength(few.all);
    const many = choose(reading, at(0, 2000), null);
    expect(many.all).toBeGreaterThan(bearable(at(0, 2000)));
    expect(many.arrows.length).toBeLessThanOrEqual(MOST_ARROWS);
    expect(many.arrows.length).toBeGreaterThan(100);
    expect(many.oneIn).toBeGreaterThan(1);
    const drawn = new Set(choose(reading, at(0, 1000), null).arrows.map((a) => a.envelope));
    const before = many.arrows.filter((a) => a.until < 1e6 && !a.lost && !a.duplicate);
    for (const { envelope } of before) expect(drawn).toContain(envelope);
    const asked = [...result.trace.sent.keys()].find(
      (e) => e > 100 && !many.arrows.some((a) => a.envelope === e),
    )!;
    expect(choose(reading, at(0, 2000), null, [asked]).arrows.map((a) => a.envelope)).toContain(
      asked,
    );
  });

  it('finds the arrow under the pointer, and none where none is near', () => {
    const plane = at(400);
    const { arrows } = choose(reading, plane, null);
    arrows.forEach((arrow) => {
      const e = endsOf(plane, arrow);
      const [along, across] = [(e.along1 + e.along2) / 2, (e.across1 + e.across2) / 2];
      const hit = arrows[arrowAt(plane, arrows, along, across, 5)];
      const near = endsOf(plane, hit);
      expect(Math.abs((near.along1 + near.along2) / 2 - along)).toBeLessThan(plane.length);
      expect(arrowAt(plane, [arrow], along, across, 5)).toBe(0);
      expect(arrowAt(plane, [arrow], e.along1 - 50, e.across1, 5)).toBe(-1);
    });
  });
});

describe('bands', () => {
  it('count every message of the span once', () => {
    const plane = at(0, 2000);
    const stretches = stretchesOf(reading, plane);
    const { trace } = result;
    for (let e = 0; e < trace.sent.length; e += 31) {
      const over = stretches.filter(
        (s) =>
          s.from === trace.from[e] &&
          s.to === trace.to[e] &&
          s.begins <= trace.sent[e] &&
          trace.sent[e] < s.ends,
      );
      expect(over).toHaveLength(1);
    }
    expect(bandPaths(reading, plane).filter((path) => path !== '')).toHaveLength(
      new Set(stretches.map((s) => s.shade)).size,
    );
  });
});

describe('fault line', () => {
  it('lies between lines of different sides, while the partition stands, with the same teeth wherever it is', () => {
    const plane = at(850, 300);
    const [split] = reading.splits;
    expect(gapsOf(plane, split.sides)).toHaveLength(1);
    expect(splitPath(at(0, 800), split)).toBe('');
    const path = splitPath(plane, split);
    const points = path
      .slice(1)
      .split('L')
      .map((p) => p.split(',').map(Number));
    expect(points[0][0]).toBeCloseTo(alongOf(plane, 9e5), 0);
    expect(points.at(-1)![0]).toBeCloseTo(alongOf(plane, 1.1e6), 0);
    const moved = splitPath(at(851, 300), split)
      .slice(1)
      .split('L')
      .map((p) => Number(p.split(',')[1]));
    expect(moved).toEqual(points.map(([, y]) => y));
  });

  it('is crossed once by a message from one side to the other, and not within a side', () => {
    const plane = at(850, 300);
    const { sides } = reading.splits[0];
    const n = (id: string) => ids.indexOf(id);
    expect(crossingShare(plane, sides, n('lb-1'), n('server-1'))).toBe(0);
    const share = crossingShare(plane, sides, n('lb-1'), n('server-3'));
    expect(share).toBeGreaterThan(0);
    expect(share + crossingShare(plane, sides, n('server-3'), n('lb-1'))).toBeCloseTo(1, 9);
  });
});

describe('scene', () => {
  it('has crosses for lost messages, bars for modes, flags for acts, letters while there are few arrows', () => {
    const scene = sceneOf(reading, at(480, 40), system.messages, null);
    expect(scene.flags.map((f) => f.act.text)).toEqual(['crash server-5']);
    expect(scene.bars.find((b) => b.host === 'crashed')).toMatchObject({
      begins: true,
      text: 'crashed',
    });
    expect(scene.crosses.length).toBeGreaterThan(0);
    expect(scene.bands).toEqual([]);
    const close = sceneOf(reading, at(400, 5), system.messages, null);
    expect(close.letters.length).toBeGreaterThan(3);
    for (const [i, a] of close.letters.entries())
      for (const b of close.letters.slice(i + 1))
        expect(Math.max(Math.abs(a.x - b.x), Math.abs(a.y - b.y))).toBeGreaterThanOrEqual(13);
  });

  it('stays small for a whole run', () => {
    const scene = sceneOf(reading, at(0, 2000), system.messages, null);
    expect(scene.choice.arrows.length).toBeLessThanOrEqual(MOST_ARROWS);
    expect(scene.bands.length).toBeGreaterThan(0);
    expect(scene.strokes.length).toBeLessThan(40);
  });
});

describe('words', () => {
  it('tell an event and a message’s fate', () => {
    const nodes = ids.map((id) => ({ id }));
    const { trace } = result;
    const plane = at(0, 2000);
    const tell = (e: number) => messageText(reading, arrowOf(reading, plane, e, null), nodes);
    const first = trace.fate.indexOf(Fate.Delivered);
    expect(eventText(reading, reading.sendRecord[first], nodes)).toMatch(
      /^\d\.\d{6} s: \S+ sends /,
    );
    expect(tell(first)).toMatch(/; delivered [\d.]+ (µs|ms) later$/);
    expect(tell(trace.fate.indexOf(Fate.Lost))).toMatch(/; lost .* later: (lost|crashed)$/);
    expect(tell([...reading.held.keys()][0])).toMatch(/after waiting at a paused process$/);
  });

  it('go from event to event, all or those of one process', () => {
    const { trace, events } = reading;
    const [from, to] = eventsIn(reading, { from: 4e5, to: 4.1e5 });
    expect(trace.at[events[from]]).toBeGreaterThanOrEqual(4e5);
    expect(trace.at[events[from - 1]]).toBeLessThan(4e5);
    expect(trace.at[events[to - 1]]).toBeLessThanOrEqual(4.1e5);
    expect(trace.at[events[to]]).toBeGreaterThan(4.1e5);
    const record = events[from];
    expect(neighbour(reading, record, 0, 1)).toBe(events[from + 1]);
    expect(neighbour(reading, record, 0, -1)).toBe(events[from - 1]);
    expect(neighbour(reading, -1, 4.1e5, 1)).toBe(events[to]);
    expect(neighbour(reading, -1, 4.1e5, -1)).toBe(events[to - 1]);
    const own = neighbour(reading, record, 0, 1, true);
    expect(trace.node[own]).toBe(trace.node[record]);
    expect(neighbour(reading, events.at(-1)!, 0, 1)).toBe(-1);
    expect(recordOf(reading, { envelope: 7 })).toBe(reading.sendRecord[7]);
    expect(recordOf(reading, { record: 12, envelope: 7 })).toBe(12);
    expect([recordOf(reading, undefined), recordOf(reading, { record: 1e9 })]).toEqual([-1, -1]);
  });
});
