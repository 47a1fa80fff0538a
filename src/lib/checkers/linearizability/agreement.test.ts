import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../sim';
import { hasOrder } from './brute-force';
import { firstImpossible } from './foresight';
import { checkLinearizable, models, type ModelId } from './index';
import { operationsOf, thatMatter, upTo, type Operation } from './operations';

/** What made-up histories are like. */
interface Shape {
  readonly operations: number;
  /** Processes that take turns; an operation without an answer has a process of its own. */
  readonly processes: number;
  /** After an operation begins, at most so many open ones are answered: fewer mean more overlap. */
  readonly closes: number;
  /** How operations end; often named is often met. */
  readonly ends: readonly ('ok' | 'fail' | 'info' | 'open')[];
  readonly keys: readonly string[];
}

interface Planned {
  readonly process: number;
  readonly f: string;
  readonly input: unknown;
  readonly expected: unknown;
  readonly output: unknown;
  readonly end: Shape['ends'][number];
  readonly key: string;
}

function laidOut(planned: readonly [Planned, number][], look: string, fresh: number) {
  const entries: HistoryEntry[] = [];
  const open = new Map<number, () => void>();
  for (const [o, closes] of planned) {
    open.get(o.process)?.();
    let { process } = o;
    if (o.end === 'open') process = fresh++;
    const input = o.f === look ? undefined : o.f === 'cas' ? [o.expected, o.input] : o.input;
    entries.push({ process, type: 'invoke', f: o.f, key: o.key, value: input });
    if (o.end !== 'open') {
      const type = o.end;
      open.set(process, () => {
        const output = o.f === look && type === 'ok' ? o.output : undefined;
        entries.push({ process, type, f: o.f, key: o.key, value: output });
        open.delete(process);
      });
    }
    [...open.keys()].slice(0, closes).forEach((p) => open.get(p)?.());
  }
  [...open.values()].forEach((close) => close());
  return entries;
}

/** Histories of few values and few processes, so that both verdicts are common. */
function histories(id: ModelId, shape: Shape): fc.Arbitrary<HistoryEntry[]> {
  const isRegister = id === 'register';
  const value = isRegister ? fc.integer({ min: 0, max: 2 }) : fc.constantFrom('a', 'b', '');
  const seenValue = isRegister
    ? fc.constantFrom(null, 0, 1, 2)
    : fc.constantFrom('', 'a', 'b', 'ab', 'aa', 'ba');
  const [look, set, change] = models[id].operations;
  const operation = fc.record({
    process: fc.integer({ min: 0, max: shape.processes - 1 }),
    f: fc.constantFrom(look, look, set, change),
    input: value,
    expected: seenValue,
    output: seenValue,
    end: fc.constantFrom(...shape.ends),
    key: fc.constantFrom(...shape.keys),
  });
  return fc
    .array(fc.tuple(operation, fc.nat({ max: shape.closes })), { maxLength: shape.operations })
    .map((planned) => laidOut(planned, look, shape.processes));
}

const USUAL: Shape = {
  operations: 7,
  processes: 4,
  closes: 3,
  ends: ['ok', 'ok', 'ok', 'ok', 'fail', 'info', 'open'],
  keys: ['x', 'x', 'x', 'y'],
};

/** Fixed, so that every run tries the same; other ones come from the environment. */
const RUNS = Number(process.env.RUNS ?? 3000);
const SEED = Number(process.env.SEED ?? 20_260);
const one = { keys: ['x'] };
const shapes: Record<string, Shape> = {
  'much overlap': {
    ...one,
    operations: 8,
    processes: 6,
    closes: 1,
    ends: ['ok', 'ok', 'ok', 'fail'],
  },
  'all at once': { ...one, operations: 7, processes: 8, closes: 0, ends: ['ok'] },
  'many unknown': {
    ...one,
    operations: 8,
    processes: 5,
    closes: 2,
    ends: ['ok', 'ok', 'info', 'open'],
  },
  'little overlap': {
    ...one,
    operations: 9,
    processes: 3,
    closes: 3,
    ends: ['ok', 'ok', 'ok', 'ok', 'info'],
  },
};

/** The first answer with which a history has no order, by definition; `null` when it has one. */
function firstBadLine(operations: readonly Operation[], id: ModelId): number | null {
  if (hasOrder(operations, models[id])) return null;
  const lines = operations.flatMap((o) => o.answered ?? []).sort((a, b) => a - b);
  return lines.find((line) => !hasOrder(upTo(line, operations), models[id])) ?? null;
}

/** Half of the looks see what one true copy that serves each operation as it begins would have shown. */
function mostlyTrue(
  entries: readonly HistoryEntry[],
  id: ModelId,
  lies: readonly boolean[],
): HistoryEntry[] {
  const model = models[id];
  let state = model.initial;
  const seen = new Map<number, unknown>();
  return entries.map((entry, i) => {
    const { process, type, f, value } = entry;
    if (type === 'invoke') {
      const after = model.looks(f)
        ? null
        : model.step(state, { f, input: value, output: undefined });
      if (model.looks(f)) seen.set(process, id === 'kv' ? state : JSON.parse(state));
      if (after !== null) state = after;
    }
    const isTrue = type === 'ok' && model.looks(f) && !lies[i % lies.length];
    return isTrue ? { ...entry, value: seen.get(process) } : entry;
  });
}

describe.each(['register', 'kv'] as const)('%s', (id) => {
  const judge = (entries: HistoryEntry[]) => {
    const operations = operationsOf(entries, models[id]);
    return ['x', 'y'].every((k) =>
      hasOrder(
        operations.filter((o) => o.key === k),
        models[id],
      ),
    );
  };

  it('agrees with trying every order, and both outcomes occur', () => {
    const count = { yes: 0, no: 0 };
    fc.assert(
      fc.property(histories(id, USUAL), (entries) => {
        const expected = judge(entries);
        count[expected ? 'yes' : 'no']++;
        expect(checkLinearizable(entries, id).linearizable).toBe(expected);
      }),
      { numRuns: RUNS, seed: SEED },
    );
    expect(count.yes).toBeGreaterThan(200);
    expect(count.no).toBeGreaterThan(200);
  });

  it('names the first line that spoils it: up to there an order exists, with it none', () => {
    fc.assert(
      fc.property(histories(id, USUAL), (entries) => {
        const { witness } = checkLinearizable(entries, id);
        if (!witness) return;
        const all = operationsOf(entries, models[id]).filter((o) => o.key === witness.key);
        expect(hasOrder(upTo(witness.line - 1, all), models[id])).toBe(true);
        expect(hasOrder(upTo(witness.line, all), models[id])).toBe(false);
        expect(witness.unplaced[0].answered).toBe(witness.line);
        // The order holds everything that had been answered, and no answer is older than what comes behind it.
        const placed = witness.order.map((o) => o.invoked);
        for (const o of operationsOf(entries, models[id])) {
          if (o.key !== witness.key || o.answered === null || o.answered >= witness.line) continue;
          expect(placed).toContain(o.invoked);
        }
        witness.order.forEach((o, i) => {
          for (const later of witness.order.slice(i + 1))
            expect(later.answered ?? Infinity).toBeGreaterThan(o.invoked);
        });
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it.each(Object.keys(shapes))(
    'agrees with every order by brute force: %s',
    (name) => {
      const count = { yes: 0, no: 0 };
      const lies = fc.array(
        fc.integer({ min: 0, max: 5 }).map((n) => n === 0),
        { minLength: 7, maxLength: 7 },
      );
      fc.assert(
        fc.property(histories(id, shapes[name]), lies, fc.boolean(), (made, wrong, isMade) => {
          const entries = isMade ? made : mostlyTrue(made, id, wrong);
          const operations = operationsOf(entries, models[id]);
          const expected = firstBadLine(operations, id);
          const { linearizable, witness } = checkLinearizable(entries, id);
          count[expected === null ? 'yes' : 'no']++;
          expect([linearizable, witness?.line ?? null]).toEqual([expected === null, expected]);
          // Each operation of the order finds a state that it can have come from.
          for (const placed of witness?.order ?? []) expect(placed.state).toBeTypeOf('string');
          // The quick look may miss an impossible answer, but never sees one that is none.
          const quick = firstImpossible(thatMatter(operations, models[id]), models[id]);
          if (quick !== null) expect(quick).toBeGreaterThanOrEqual(expected ?? Infinity);
        }),
        { numRuns: RUNS, seed: SEED },
      );
      expect(Math.min(count.yes, count.no)).toBeGreaterThan(100);
    },
    600_000,
  );
});
