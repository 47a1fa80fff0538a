import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../sim';
import { histories, type Shape } from './arbitrary';
import { hasOrder } from './brute-force';
import { firstImpossible } from './foresight';
import { checkLinearizable, models, type ModelId } from './index';
import { operationsOf, thatMatter, upTo, type Operation } from './operations';

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
        { numRuns: Number(process.env.RUNS ?? 3000), seed: Number(process.env.SEED ?? 20_260) },
      );
      expect(Math.min(count.yes, count.no)).toBeGreaterThan(100);
    },
    600_000,
  );
});
