import { describe, expect, test } from 'vitest';
import { makeRecipe, simulate } from '../../../sim';
import { system } from '..';
import { callsOf, lostPackets, tellOf } from './calls';
import { callAt, callBy, HEAD, layOut, lossesIn, paths, serversOf, viewAt } from './waterfall';

function callsIn(settings: Record<string, string | number>, interventions: string[] = []) {
  const recipe = makeRecipe(system, { settings, interventions, until: null });
  const run = simulate(system, recipe, { trace: 'full' });
  return { run, calls: callsOf(run.trace!, run.virtualMs * 1000) };
}

describe('calls', () => {
  test('fall into phases that fill the time from call to answer without a gap', () => {
    const { calls, run } = callsIn({
      lanes: 'all',
      calls: 200,
      lossPercent: 2,
      ratePerSecond: 200,
    });
    expect(calls).toHaveLength(5 * 200);
    for (const call of calls) {
      expect(call.outcome).toBe('answered');
      let at = call.from;
      for (const { from, to } of call.phases) {
        expect(from).toBe(at);
        expect(to).toBeGreaterThan(from);
        at = to;
      }
      expect(at).toBe(call.to);
    }
    const held = calls.flatMap((c) => c.phases).filter((p) => p.doing === 'held-up');
    expect(Math.max(...held.map((p) => p.to - p.from))).toBe(run.metrics.blockedMaxMs * 1000);
  });

  test('lost packets are marked at the lane of their client, in view only', () => {
    const { run } = callsIn({ lanes: 'streams', calls: 200, lossPercent: 5 });
    const clients = new Set([1, 3]);
    const lost = lostPackets(run.trace!, clients);
    // A lost acknowledgement makes its packet go again too.
    expect(lost.length).toBeGreaterThan(20);
    expect(lost.length).toBeLessThanOrEqual(run.metrics.packetsAgain);
    expect(new Set(lost.map((l) => l.node))).toEqual(clients);
    const boxes = [{ node: 1, top: 0, height: 100, row: 1, calls: [] }];
    const view = { from: lost[0].at - 1, to: lost[0].at + 1 };
    const marks = lossesIn(
      [
        { ...lost[0], node: 1 },
        { node: 3, at: lost[0].at },
      ],
      boxes,
      view,
      lost[0].at,
    );
    expect(marks).toEqual([{ x: 0.5, y: HEAD + 3 }]);
    expect(lossesIn([{ ...lost[0], node: 1 }], boxes, view, lost[0].at - 1)).toEqual([]);
    expect(lossesIn(lost, boxes, { from: -2, to: -1 }, Infinity)).toEqual([]);
  });

  test('behind a balancer at layer 4 all calls of a client have one server', () => {
    const settings = { lanes: 'http2', calls: 300, ratePerSecond: 600 };
    const told = (balancing: string, t: number) => {
      const { calls } = callsIn({ ...settings, balancing });
      const own = calls.filter((c) => c.node === calls[0].node && c.from <= t);
      return serversOf(
        own.map((c) => callBy(c, t)),
        String,
      );
    };
    expect(told('layer-4', 0)).toBe('');
    expect(told('layer-4', Infinity)).toMatch(/^, all served by backend \d+$/);
    expect(told('layer-7', Infinity)).toBe(', by 10 backends');
  });

  test('wait for a connection, travel, are worked on', () => {
    const { calls } = callsIn({ lanes: 'http1', calls: 2, arrivals: 'at-once', connections: 1 });
    expect(tellOf(calls[1])).toBe(
      'call 1: answered after 110 ms; 55 ms waiting for a connection, 50 ms in transit, 5 ms served',
    );
  });

  test('of a server that is gone stay unanswered until they are given up', () => {
    const settings = { lanes: 'http2', calls: 1, arrivals: 'at-once', timeoutMs: 300 };
    const { calls } = callsIn(settings, ['1ms crash server-http2']);
    expect(calls[0]).toMatchObject({ outcome: 'unknown', from: 0, to: 300_000 });
    expect(calls[0].phases).toEqual([{ doing: 'unknown', from: 0, to: 300_000 }]);
  });
});

describe('the picture', () => {
  const { calls } = callsIn({ lanes: 'http', calls: 100, arrivals: 'at-once' });
  const nodes = [...new Set(calls.map((c) => c.node))];
  const lanes = nodes.map((node) => {
    const own = calls.filter((c) => c.node === node);
    return { node, calls: own, longest: Math.max(...own.map((c) => c.to - c.from)) };
  });

  test('has a row for each call that touches the view, and finds it again', () => {
    const view = { from: 0, to: 935_000 };
    const { boxes, height } = layOut(lanes, view, Infinity);
    expect(boxes.map((b) => b.calls.length)).toEqual([100, 100]);
    for (const box of boxes) {
      expect(box.top + HEAD + box.row * box.calls.length).toBeLessThanOrEqual(
        box.top + box.height + 0.001,
      );
      box.calls.forEach((call, place) => {
        const found = callAt(boxes, box.top + HEAD + (place + 0.5) * box.row);
        expect(found?.call).toBe(call);
      });
    }
    expect(callAt(boxes, height + 1)).toBeUndefined();
    expect(callAt(boxes, 2)).toBeUndefined();
  });

  test('shows the last of seventeen rounds alone, near the end', () => {
    const { boxes } = layOut(lanes, { from: 900_000, to: 935_000 }, Infinity);
    expect(boxes.map((b) => b.calls.length)).toEqual([4, 0]);
  });

  test('draws nothing outside', () => {
    const view = { from: 20_000, to: 40_000 };
    const { boxes } = layOut(lanes, view, Infinity);
    const drawn = paths(boxes, view, 500);
    const xs = Object.values(drawn)
      .join('')
      .matchAll(/[MH](-?[\d.]+)/g);
    for (const [, x] of xs) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(500);
    }
    expect(drawn['worked-on']).not.toBe('');
    expect(drawn['held-up']).toBe('');
  });

  test('knows nothing of what comes after the moment, and keeps its rows', () => {
    const view = { from: 0, to: 935_000 };
    const t = 60_000;
    const whole = layOut(lanes, view, Infinity).boxes;
    const { boxes } = layOut(lanes, view, t);
    expect(boxes.map((b) => b.row)).toEqual(whole.map((b) => b.row));
    const open = boxes[0].calls.filter((c) => c.outcome === 'open');
    // The first six are answered after 55 ms.
    expect(open).toHaveLength(94);
    expect(tellOf(open[93])).toBe('call 99: no answer yet; 60 ms waiting for a connection');
    const ends = boxes.flatMap((b) => b.calls.flatMap((c) => c.phases.map((p) => p.to)));
    expect(Math.max(...ends)).toBe(t);
    expect(layOut(lanes, view, -1).boxes.map((b) => b.calls)).toEqual([[], []]);
  });

  test.each([
    [0, { from: 0, to: 400 }],
    [500, { from: 220, to: 620 }],
    [1000, { from: 600, to: 1000 }],
  ])('follows the moment: at %d', (t, view) => {
    expect(viewAt(t, 400, 1000)).toEqual(view);
  });
});
