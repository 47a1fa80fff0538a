import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { play, system } from '../../../../tests/fixtures/toy';
import { Fate, Rec } from '../../sim';
import { changesOf } from './changes';
import { eventsAround, eventsOf, lengthText, recordTitle, recordWords } from './events';
import { messageFacts } from './message';
import { rowsOf, valueText, type Row } from './tree';
import { keyWords, NOTHING, primitiveText, same } from './values';

const all = { isOpen: () => true };
const none = { isOpen: () => false };
const brief = (rows: readonly Row[]) => rows.map(({ key, text }) => `${key}: ${text}`);

describe('a tree of data', () => {
  it('names keys in words, and writes values as people read them', () => {
    const value = {
      votedFor: null,
      'pre-vote': true,
      n: 12345.678901,
      big: 1234567,
      none: undefined,
    };
    expect(brief(rowsOf(value, none))).toEqual([
      'voted for: none',
      'pre vote: yes',
      'n: 12345.7',
      'big: 1,234,567',
      'none: none',
    ]);
    expect(primitiveText(NaN)).toBe('not a number');
    expect(keyWords('replica-1')).toBe('replica-1');
  });

  it('opens lists, typed arrays, maps, sets and objects in each other', () => {
    const value = {
      list: [{ a: 1 }, { a: [] }],
      typed: Float64Array.of(1, 2.5),
      map: new Map<unknown, unknown>([
        ['x', { b: 2 }],
        [3, new Set(['p', 'q'])],
      ]),
    };
    expect(brief(rowsOf(value, all))).toEqual([
      'list: 2 entries',
      '0: a 1',
      'a: 1',
      '1: 1 field',
      'a: empty',
      'typed: 1, 2.5',
      'map: 2 entries',
      'x: b 2',
      'b: 2',
      '3: p, q',
    ]);
    expect(rowsOf(value, all).map((row) => row.depth)).toEqual([1, 2, 3, 2, 3, 1, 1, 2, 3, 2]);
    expect(brief(rowsOf(value, none))).toHaveLength(3);
  });

  it('cuts what is long in the middle, with a count, and letters too', () => {
    const value = { log: Array.from({ length: 1228 }, (_, i) => ({ i })) };
    const rows = rowsOf(value, { isOpen: (path) => path === '/log' });
    expect(rows).toHaveLength(1 + 8 + 1 + 16);
    expect(rows[9]).toMatchObject({ kind: 'cut', text: '… 1,204 more' });
    expect([rows[8].key, rows[10].key, rows.at(-1)!.key]).toEqual(['7', '1212', '1227']);
    expect(rows.slice(1).map((row) => row.place)).toEqual(
      Array.from({ length: 25 }, (_, i) => i + 1),
    );
    expect(new Set(rows.slice(1).map((row) => row.among))).toEqual(new Set([25]));
    expect(primitiveText('x'.repeat(1000))).toMatch(/^x{80}… 920 more letters$/);
    const map = { m: new Map(Array.from({ length: 100 }, (_, i) => [`k${i}`, i])) };
    expect(rowsOf(map, all)).toHaveLength(26);
  });

  it('marks what changed, up to the branch that it is in, and says what it was', () => {
    const before = { term: 2, log: [1, 2], peers: { a: { n: 1 }, b: { n: 1 } }, gone: 1 };
    const now = { term: 3, log: [1, 2], peers: { a: { n: 1 }, b: { n: 7 } }, fresh: 4 };
    const rows = rowsOf(now, { ...all, before });
    const marked = rows.filter((row) => row.isChanged);
    expect(marked.map(({ path, was }) => [path, was])).toEqual([
      ['/term', '2'],
      ['/peers', '2 fields'],
      ['/peers/b', 'n 1'],
      ['/peers/b/n', '1'],
      ['/fresh', ''],
    ]);
    expect(rowsOf(now, { ...all, before: NOTHING }).some((row) => row.isChanged)).toBe(false);
  });

  it('never repeats a path, marks nothing in what is the same, and always a row in what is not', () => {
    const data = fc.object({ maxDepth: 3, withMap: true, withSet: true, withTypedArray: true });
    fc.assert(
      fc.property(data, data, (a, b) => {
        const rows = rowsOf(a, { ...all, before: structuredClone(a) });
        expect(new Set(rows.map((row) => row.path)).size).toBe(rows.length);
        expect(rows.filter((row) => row.isChanged)).toEqual([]);
        expect(same(a, structuredClone(a))).toBe(true);
        expect(changesOf(a, structuredClone(a)).changes).toEqual([]);
        const { changes } = changesOf(a, b);
        expect(changes.length > 0).toBe(!same(a, b));
      }),
      { numRuns: 150 },
    );
  });

  it('calls references by the name of what they refer to', () => {
    const nameOf = (path: string, value: unknown) =>
      path.startsWith('/peers/') ? `node ${String(value)}` : undefined;
    const rows = rowsOf({ peers: [4, 5], n: 4 }, { ...none, nameOf });
    expect(brief(rows)).toEqual(['peers: node 4, node 5', 'n: 4']);
    expect(valueText([1, 2])).toBe('1, 2');
  });

  it('does not go round in data that is a ring', () => {
    const ring: Record<string, unknown> = { a: 1 };
    ring.self = ring;
    expect(rowsOf(ring, none)).toHaveLength(2);
    expect(same(ring, structuredClone(ring))).toBe(true);
  });
});

describe('what changed', () => {
  it('is told part by part; what was added to a list is its length', () => {
    const before = { term: 1, votes: [0, 1], log: ['a'], at: { x: 1 }, set: new Set(['p']) };
    const now = { term: 2, votes: [0, 3], log: ['a', 'b'], at: {}, set: new Set(['p', 'q']) };
    expect(changesOf(before, now)).toEqual({
      more: 0,
      changes: [
        { what: 'term', was: '1', is: '2' },
        { what: 'votes › 1', was: '1', is: '3' },
        { what: 'log', was: 'a', is: 'a, b' },
        { what: 'at › x', was: '1', is: '' },
        { what: 'set › q', was: '', is: 'q' },
      ],
    });
  });

  it('is cut with a count', () => {
    const now = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`k${i}`, i]));
    const { changes, more } = changesOf({}, now);
    expect([changes.length, more]).toEqual([6, 14]);
  });
});

describe('events of a node', () => {
  const acts = ['20ms pause worker-1', '60ms resume worker-1', '70ms set serviceMs=9'];
  const { result } = play({ interventions: acts, until: '200ms' });
  const trace = result.trace!;
  const { nodes } = system.topology(result.recipe.settings as never);
  const names = {
    labels: nodes.map((n) => n.label),
    ids: nodes.map((n) => n.id),
    messages: system.messages,
  };
  const worker = names.ids.indexOf('worker-1');

  it('are its deliveries, timers, what is done to it and what waits for it', () => {
    const kinds = new Set([...eventsOf(trace, worker)].map((i) => trace.kind[i]));
    expect(kinds).toEqual(new Set([Rec.Deliver, Rec.Timer, Rec.Intervention, Rec.Held]));
  });

  it('are stepped through one by one, forth and back', () => {
    const events = eventsOf(trace, worker);
    const times = [...new Set([...events].map((i) => trace.at[i]))];
    const seen: number[] = [];
    for (let t = -1; ;) {
      const { next } = eventsAround(trace, worker, t);
      if (next < 0) break;
      t = trace.at[next];
      seen.push(t);
    }
    expect(seen).toEqual(times);
    const back: number[] = [];
    for (let t = Infinity; ;) {
      const { last, previous, count } = eventsAround(trace, worker, t);
      expect(events[count - 1]).toBe(last);
      back.push(trace.at[last]);
      if (previous < 0) break;
      t = trace.at[previous];
    }
    expect(back).toEqual(times.toReversed());
  });

  it('are told in words, with labels and titles', () => {
    const delivery = [...eventsOf(trace, worker)].find((i) => trace.kind[i] === Rec.Deliver)!;
    const { title } = system.messages[trace.names[trace.type[trace.envelope[delivery]]]];
    const from = names.labels[trace.peer[delivery]];
    expect(recordWords(trace, delivery, names)).toBe(`receives “${title}” from ${from}`);
    expect(recordTitle(trace, delivery, names)).toMatch(/^worker-1 receives .* at [\d.]+ s$/);
    for (let i = 0; i < trace.kind.length; i++)
      expect(recordWords(trace, i, names)).not.toMatch(/undefined|NaN/);
  });

  it('give lengths of time a unit that suits them', () => {
    expect([0, 7, 1500, 340_000, 1_250_000, 90e6, 7200e6].map(lengthText)).toEqual([
      '0 µs',
      '7 µs',
      '1.5 ms',
      '340 ms',
      '1.25 s',
      '1.5 min',
      '2 h',
    ]);
  });
});

describe('a message', () => {
  const acts = ['0s lose *->* 30%', '0s duplicate *->* 20%'];
  const { result } = play({ interventions: acts, until: '300ms' });
  const trace = result.trace!;

  it('has its way, its end, its cause and what came of it', () => {
    let [withResults, lost, duplicates] = [0, 0, 0];
    for (let e = 0; e < trace.sent.length; e++) {
      const facts = messageFacts(trace, e)!;
      expect(trace.kind[facts.sending]).toBe(Rec.Send);
      expect(trace.envelope[facts.sending]).toBe(e);
      expect(facts.cause).toBe(trace.cause[facts.sending]);
      if (facts.fate === Fate.Lost) {
        lost++;
        expect(facts.why).not.toBe('');
      }
      if (facts.duplicateOf >= 0) duplicates++;
      if (facts.fate !== Fate.Delivered) expect(facts.results).toEqual([]);
      for (const record of facts.results) {
        withResults++;
        expect(trace.node[record]).toBe(facts.to);
        let cause = trace.cause[record];
        if (trace.kind[cause] === Rec.Mode) cause = trace.cause[cause];
        expect(cause).toBe(facts.ending);
      }
    }
    expect(Math.min(withResults, lost, duplicates)).toBeGreaterThan(0);
    expect(messageFacts(trace, trace.sent.length)).toBeUndefined();
  });
});
