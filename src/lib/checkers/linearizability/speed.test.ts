import { describe, expect, it } from 'vitest';
import { below, openStream, type HistoryEntry } from '../../sim';
import { recordHistory } from './histories';
import { checkLinearizable, type ModelId } from './index';

/** Ten clients of a register whose every operation is answered. */
const ALL_KNOWN = { clients: 10, model: 'register', unknownOneIn: 0 } as const;

type Asked = [f: string, value?: unknown];

/** All of them are open at the same time; then somebody looks. */
function overlapping(all: readonly Asked[], look: string, seen: unknown): HistoryEntry[] {
  const key = 'x';
  const process = all.length;
  return [
    ...all.map(([f, value], i): HistoryEntry => ({ process: i, type: 'invoke', f, value, key })),
    ...all.map(([f, value], i): HistoryEntry => ({ process: i, type: 'ok', f, value, key })),
    { process, type: 'invoke', f: look, key },
    { process, type: 'ok', f: look, key, value: seen },
  ];
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  const random = openStream(seed, 'shuffled');
  const all = [...items];
  for (let i = all.length - 1; i > 0; i--) {
    const j = below(random, i + 1);
    [all[i], all[j]] = [all[j], all[i]];
  }
  return all;
}

/** Compare-and-sets that can follow each other in one order at least, begun in another one; and where they end. */
function trail(length: number, values: number): { all: Asked[]; end: number } {
  const random = openStream(length, 'trail');
  const all: Asked[] = [];
  let at: number | null = null;
  for (let i = 0; i < length; i++) {
    const next = below(random, values);
    all.push(['cas', [at, next]]);
    at = next;
  }
  return { all: shuffled(all, values), end: at! };
}

function oneWriter(writes: number, seen: number): HistoryEntry[] {
  const pair = (f: string, asked: unknown, answer: unknown): HistoryEntry[] => [
    { process: 1, type: 'invoke', f, value: asked },
    { process: 1, type: 'ok', f, value: answer },
  ];
  const all = Array.from({ length: writes }, (_, i) => pair('write', i, i)).flat();
  return [...all, ...pair('read', undefined, seen)];
}

/** A look in the last tenth sees what another one saw long before. */
function stale(entries: readonly HistoryEntry[]): { entries: HistoryEntry[]; line: number } {
  const isLook = ({ type, f }: HistoryEntry) => type === 'ok' && (f === 'read' || f === 'get');
  const late = entries.findIndex((e, i) => i > entries.length * 0.9 && isLook(e));
  const early = entries.findIndex((e, i) => i > entries.length * 0.1 && isLook(e));
  const changed = entries.map((e, i) => (i === late ? { ...e, value: entries[early].value } : e));
  return { entries: changed, line: late + 1 };
}

/** Judges with so many choices at most: a count, so that a busy machine does not matter. */
function judged(entries: readonly HistoryEntry[], id: ModelId, most: number) {
  const { linearizable, witness } = checkLinearizable(entries, id, {
    tick: ({ tried, bytes }) => tried <= most && bytes < 5e8,
  });
  return { linearizable, line: witness?.line };
}

describe('few choices are enough', () => {
  it.each([5, 20])('for thirty overlapping compare-and-sets of %i values and a read', (values) => {
    const { all, end } = trail(30, values);
    const read = (seen: unknown) => judged(overlapping(all, 'read', seen), 'register', 2000);
    expect(read(end)).toEqual({ linearizable: true });
    for (const wrong of ['never', null, (end + 1) % values])
      expect(read(wrong)).toEqual({ linearizable: false, line: 62 });
  });

  it.each([20, 60])('for %i overlapping appends and a get', (count) => {
    const tokens = Array.from({ length: count }, (_, i) => `${i};`);
    const all = tokens.map((t): Asked => ['append', t]);
    const get = (seen: readonly string[]) =>
      judged(overlapping(all, 'get', seen.join('')), 'kv', 20_000);
    const order = shuffled(tokens, 1);
    const line = 2 * count + 2;
    expect(get(order)).toEqual({ linearizable: true });
    expect(get(order.slice(1))).toEqual({ linearizable: false, line });
    expect(get([...order, 'x'])).toEqual({ linearizable: false, line });
    expect(get([...order.slice(1), order[1]])).toEqual({ linearizable: false, line });
  });

  it('for 40,000 writes by one process, right and wrong', () => {
    expect(judged(oneWriter(40_000, 39_999), 'register', 50_000)).toEqual({ linearizable: true });
    for (const wrong of [39_998, -1])
      expect(judged(oneWriter(40_000, wrong), 'register', 50_000)).toEqual({
        linearizable: false,
        line: 80_002,
      });
  }, 60_000);

  it('for 100,000 operations on one key with a read of what nobody wrote', () => {
    const entries = recordHistory(1, { ...ALL_KNOWN, operations: 100_000, keys: 1 });
    const last = entries.findLastIndex((e) => e.type === 'ok' && e.f === 'read');
    entries[last].value = 99;
    expect(judged(entries, 'register', 300_000)).toEqual({ linearizable: false, line: last + 1 });
  }, 60_000);

  const busy = (['register', 'kv'] as const).flatMap((model) =>
    [15, 50].map((clients) => ({ model, clients })),
  );
  it.each(busy)(
    'for one key and $clients clients: $model',
    ({ model, clients }) => {
      const of = { operations: 6000, clients, keys: 1, model, unknownOneIn: 0 };
      const entries = recordHistory(clients, of);
      expect(judged(entries, model, 50_000)).toEqual({ linearizable: true });
      if (model === 'register') return;
      const wrong = stale(entries);
      expect(judged(wrong.entries, model, 50_000)).toEqual({
        linearizable: false,
        line: wrong.line,
      });
    },
    60_000,
  );

  it('for some unknown outcomes among them', () => {
    const of = { operations: 6000, clients: 15, keys: 1, unknownOneIn: 200 };
    for (const model of ['register', 'kv'] as const)
      expect(judged(recordHistory(3, { ...of, model }), model, 50_000)).toEqual({
        linearizable: true,
      });
  }, 60_000);
});

describe('a search that is stopped', () => {
  const entries = recordHistory(1, { ...ALL_KNOWN, operations: 4000, keys: 2 });

  it('is undecided, and says how far it came', () => {
    const { linearizable, why, witness } = checkLinearizable(entries, 'register', {
      tick: () => false,
    });
    expect([linearizable, witness]).toEqual([null, undefined]);
    const [, line] = /everything answered before line (\d+)/.exec(why!)!;
    expect(Number(line)).toBeGreaterThan(1);
    expect(checkLinearizable(entries.slice(0, Number(line) - 1), 'register').linearizable).toBe(
      true,
    );
  });

  it('is decided all the same where one answer can never be', () => {
    const last = entries.findLastIndex((e) => e.type === 'ok' && e.f === 'read');
    const wrong = entries.map((e, i) => (i === last ? { ...e, value: 99 } : e));
    const { linearizable, witness } = checkLinearizable(wrong, 'register', { tick: () => false });
    expect([linearizable, witness?.line, witness?.order]).toEqual([false, last + 1, []]);
    expect(witness?.why).toContain('has no place in any order');
  });

  it('is told of how far it has come', () => {
    const seen: number[] = [];
    checkLinearizable(entries, 'register', { tick: (p) => seen.push(p.line) > 0 });
    expect(seen.length).toBeGreaterThan(1);
  });
});
