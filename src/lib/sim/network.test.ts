import { describe, expect, test } from 'vitest';
import { play } from '../../../tests/fixtures/toy';
import { linesOf, type Line } from '../../../tests/fixtures/traces';
import { Fate, type Trace } from './trace';
import type { RecipeParts } from './recipe';

const [CLIENT_1, CLIENT_2, WORKER_1, WORKER_2] = [0, 1, 2, 3];

function watch(parts: RecipeParts) {
  const settings = { gapMs: 4, requests: 10_000, timeoutMs: 60_000, ...parts.settings };
  const { result } = play({ until: '1s', ...parts, settings });
  const trace = result.trace!;
  return { trace, lines: linesOf(trace) };
}

const along = (lines: Line[], kind: string, from: number, to: number) =>
  lines.filter((l) => l.kind === kind && l.node === to && l.peer === from);

/** Envelopes on a way, by their number. */
const envelopes = (t: Trace, from: number, to: number) =>
  [...t.sent.keys()].filter((e) => t.from[e] === from && t.to[e] === to && t.duplicateOf[e] < 0);

/** Holds when `seen` of `n` is a share `p`, by three standard deviations. */
function expectShare(seen: number, n: number, p: number) {
  expect(n).toBeGreaterThan(500);
  expect(Math.abs(seen / n - p)).toBeLessThan(3 * Math.sqrt((p * (1 - p)) / n));
}

describe('cut', () => {
  test('one way: the other way and the other links go on', () => {
    const { lines } = watch({ interventions: ['500ms cut client-1->worker-1'] });
    const late = lines.filter((l) => l.at > 500_000);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_1)).toEqual([]);
    for (const [from, to] of [
      [WORKER_1, CLIENT_1],
      [CLIENT_1, WORKER_2],
      [CLIENT_2, WORKER_1],
    ])
      expect(along(late, 'Deliver', from, to).length).toBeGreaterThan(0);
  });

  test('what is under way across it is lost at once, what is sent later is lost when sent', () => {
    const { lines, trace } = watch({
      settings: { hopMs: 40 },
      interventions: ['500ms cut client-1->worker-1'],
    });
    const lost = along(lines, 'Lost', CLIENT_1, WORKER_1);
    const inFlight = lost.filter((l) => trace.sent[l.envelope] < 500_000);
    expect(inFlight.length).toBeGreaterThan(2);
    expect(inFlight.every((l) => l.at === 500_000 && l.name === 'partition')).toBe(true);
    const later = lost.filter((l) => trace.sent[l.envelope] > 500_000);
    expect(later.every((l) => l.at === trace.sent[l.envelope] && l.name === 'cut')).toBe(true);
  });

  test('healing mends one direction or both', () => {
    const cut = '100ms cut client-1<->worker-1';
    const { lines } = watch({ interventions: [cut, '500ms heal client-1->worker-1'] });
    const late = lines.filter((l) => l.at > 500_000);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_1).length).toBeGreaterThan(0);
    expect(along(late, 'Deliver', WORKER_1, CLIENT_1)).toEqual([]);
    const both = watch({ interventions: [cut, '500ms heal worker-1<->client-1'] }).lines;
    const mended = both.filter((l) => l.at > 600_000);
    expect(along(mended, 'Deliver', WORKER_1, CLIENT_1).length).toBeGreaterThan(0);
  });
});

describe('partition', () => {
  const split = '300ms partition client-1,worker-1|client-2,worker-2';

  test('both sides go on among themselves, nothing crosses', () => {
    const late = watch({ interventions: [split] }).lines.filter((l) => l.at > 300_000);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_1).length).toBeGreaterThan(0);
    expect(along(late, 'Deliver', WORKER_2, CLIENT_2).length).toBeGreaterThan(0);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_2)).toEqual([]);
    expect(along(late, 'Deliver', WORKER_1, CLIENT_2)).toEqual([]);
  });

  test('messages under way across it are lost', () => {
    const { lines, trace } = watch({ settings: { hopMs: 40 }, interventions: [split] });
    const lost = lines.filter((l) => l.kind === 'Lost' && l.at === 300_000);
    expect(lost.length).toBeGreaterThan(4);
    for (const l of lost) expect(trace.sent[l.envelope]).toBeLessThanOrEqual(300_000);
  });

  test('a node on no side is reached by both', () => {
    const { lines } = watch({ interventions: ['300ms partition client-1|client-2,worker-2'] });
    const late = lines.filter((l) => l.at > 310_000);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_1).length).toBeGreaterThan(0);
    expect(along(late, 'Deliver', CLIENT_2, WORKER_1).length).toBeGreaterThan(0);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_2)).toEqual([]);
  });

  test('heal ends it, and every other rule', () => {
    const { lines } = watch({ interventions: [split, '300ms lose *->* 50%', '500ms heal'] });
    const late = lines.filter((l) => l.at > 500_000);
    expect(late.filter((l) => l.kind === 'Lost')).toEqual([]);
    expect(along(late, 'Deliver', CLIENT_1, WORKER_2).length).toBeGreaterThan(0);
  });
});

describe('shares', () => {
  const long = { until: '10s', settings: { tickMs: 10_000 } };

  test('lose', () => {
    const { trace } = watch({ ...long, interventions: ['0s lose client-1->* 20%'] });
    const sent = [...envelopes(trace, CLIENT_1, WORKER_1), ...envelopes(trace, CLIENT_1, WORKER_2)];
    expectShare(sent.filter((e) => trace.fate[e] === Fate.Lost).length, sent.length, 0.2);
    const others = envelopes(trace, CLIENT_2, WORKER_1);
    expect(others.filter((e) => trace.fate[e] === Fate.Lost)).toEqual([]);
  });

  test('a lossy link', () => {
    const { trace } = watch({ ...long, settings: { ...long.settings, lossPercent: 5 } });
    const lost = trace.fate.filter((f) => f === Fate.Lost).length;
    expectShare(lost, trace.fate.length, 0.05);
  });

  test('duplicate: the duplicate comes after its original', () => {
    const { trace } = watch({ ...long, interventions: ['0s duplicate *->worker-1 30%'] });
    const sent = [CLIENT_1, CLIENT_2].flatMap((c) => envelopes(trace, c, WORKER_1));
    const duplicates = [...trace.duplicateOf.keys()].filter((e) => trace.duplicateOf[e] >= 0);
    expectShare(duplicates.length, sent.length, 0.3);
    for (const duplicate of duplicates) {
      const original = trace.duplicateOf[duplicate];
      expect(trace.to[duplicate]).toBe(WORKER_1);
      if (trace.ended[duplicate] < Infinity)
        expect(trace.ended[duplicate]).toBeGreaterThan(trace.ended[original]);
    }
  });

  test('corrupt: the receiver gets something that it cannot read', () => {
    const settings = { ...long.settings, requests: 2000, timeoutMs: 500 };
    const { result } = play({ settings, interventions: ['0s corrupt client-1->* 25%'] });
    expectShare(result.metrics.unknown, 2000, 0.25);
  });

  test('delay: exactly that much later', () => {
    const { trace } = watch({ ...long, interventions: ['0s delay client-1->worker-1 30ms 40%'] });
    const sent = envelopes(trace, CLIENT_1, WORKER_1).filter((e) => trace.ended[e] < Infinity);
    const late = sent.filter((e) => trace.ended[e] - trace.sent[e] === 32_000);
    expectShare(late.length, sent.length, 0.4);
    const rest = sent.filter((e) => trace.ended[e] - trace.sent[e] === 2000);
    expect(late.length + rest.length).toBe(sent.length);
  });

  test('reorder: some overtake others, which else never happens', () => {
    const overtakes = (interventions: string[]) => {
      const { trace } = watch({ ...long, interventions });
      const ended = envelopes(trace, CLIENT_1, WORKER_1).map((e) => trace.ended[e]);
      return ended.filter((t, i) => i > 0 && t < ended[i - 1]).length;
    };
    expect(overtakes([])).toBe(0);
    expect(overtakes(['0s reorder client-1->worker-1 30ms 50%'])).toBeGreaterThan(100);
  });
});

test('jitter: latency plus an exponential part of that mean', () => {
  const { trace } = watch({ until: '10s', settings: { jitterMs: 6 } });
  const flights = [...trace.sent.keys()]
    .filter((e) => trace.fate[e] === Fate.Delivered)
    .map((e) => trace.ended[e] - trace.sent[e]);
  const mean = flights.reduce((a, b) => a + b) / flights.length;
  expect(Math.min(...flights)).toBeGreaterThanOrEqual(2000);
  expect(Math.abs(mean - 8000)).toBeLessThan((3 * 6000) / Math.sqrt(flights.length));
});

describe('a single message', () => {
  const settings = { hopMs: 50, gapMs: 10 };
  const fate = (act: string) => {
    const { trace } = watch({ settings, interventions: [`60ms ${act}`] });
    return { fate: trace.fate[3], took: trace.ended[3] - trace.sent[3], trace };
  };

  test('drop', () => expect(fate('drop message 3').fate).toBe(Fate.Lost));

  test('delay', () => {
    const { trace, ...held } = fate('delay message 3 200ms');
    expect(held.fate).toBe(Fate.Delivered);
    expect(trace.ended[3]).toBe(260_000);
  });

  test('duplicate', () => {
    const { trace } = fate('duplicate message 3');
    const duplicates = [...trace.duplicateOf.keys()].filter((e) => trace.duplicateOf[e] === 3);
    expect(duplicates).toHaveLength(1);
    expect(trace.ended[duplicates[0]]).toBe(110_000);
  });

  test('one that has arrived is left alone', () => {
    const { trace } = watch({ settings, interventions: ['900ms drop message 3'] });
    expect(trace.fate[3]).toBe(Fate.Delivered);
  });
});
