import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from './operations';
import { operationsAnd } from './operations';
import { stepModels, type StepModelId } from './step-models';
import { checkStepwise } from './stepwise';
import { hasOrder } from './brute-force';
import type { Model } from './models';

/** A history, a line an entry: process, type, operation and, where there is one, its value as JSON. */
const entries = (...lines: string[]): Entry[] =>
  lines.map((line) => {
    const [process, type, f, value] = line.split(' ');
    return {
      process: Number(process),
      type: type as Entry['type'],
      f,
      value: value === undefined ? undefined : JSON.parse(value),
    };
  });

describe('a counter', () => {
  it('has an order when each answer follows from the one before', () => {
    const history = entries(
      '1 invoke increment 1',
      '2 invoke increment 1',
      '2 ok increment 1',
      '1 ok increment 2',
      '3 invoke read',
      '3 ok read 2',
    );
    expect(checkStepwise(history, 'counter')).toMatchObject({ linearizable: true, operations: 3 });
  });

  it('has none when an acknowledged increment is lost, and says where', () => {
    const history = entries(
      '1 invoke increment 1',
      '1 ok increment 1',
      '2 invoke increment 1',
      '2 ok increment 1',
    );
    const { linearizable, witness } = checkStepwise(history, 'counter');
    expect(linearizable).toBe(false);
    expect(witness).toMatchObject({ line: 4, order: [{ invoked: 1 }], unplaced: [{ invoked: 3 }] });
    expect(witness?.why).toBe(
      'After everything that was answered before, the counter held 1, and no order of what was open explains “increment 1 → 1”.',
    );
  });

  it('may count an increment of unknown outcome, or not, and never one that failed', () => {
    const after = (type: 'info' | 'fail', seen: number) =>
      checkStepwise(
        entries(
          '1 invoke increment 1',
          `1 ${type} increment`,
          '2 invoke read',
          `2 ok read ${seen}`,
        ),
        'counter',
      ).linearizable;
    expect([after('info', 0), after('info', 1), after('info', 2)]).toEqual([true, true, false]);
    expect([after('fail', 0), after('fail', 1)]).toEqual([true, false]);
  });
});

it('an account begins with whatever its first answer tells', () => {
  const history = entries(
    '1 invoke withdraw 20',
    '1 ok withdraw 80',
    '2 invoke deposit 10',
    '2 ok deposit 95',
  );
  expect(checkStepwise(history.slice(0, 2), 'account').linearizable).toBe(true);
  expect(checkStepwise(history, 'account').linearizable).toBe(false);
});

it('a set is judged by its size and by its elements', () => {
  const history = (size: number, seen: string[]) =>
    entries(
      '1 invoke add "milk"',
      '2 invoke add "tea"',
      `1 ok add ${size}`,
      '2 ok add 1',
      '3 invoke read',
      `3 ok read ${JSON.stringify(seen)}`,
    );
  const check = (size: number, seen: string[]) =>
    checkStepwise(history(size, seen), 'set').linearizable;
  expect(check(2, ['tea', 'milk'])).toBe(true);
  expect(check(1, ['tea', 'milk'])).toBe(false);
  expect(check(2, ['tea'])).toBe(false);
});

/** A few processes with answers drawn near what they may be: some have an order, some have none. */
const drawn = (id: StepModelId) =>
  fc
    .array(
      fc.record({
        process: fc.nat(2),
        f: fc.constantFrom(...stepModels[id].operations),
        input: fc.integer({ min: 1, max: 2 }),
        output: fc.nat(4),
        type: fc.constantFrom('ok' as const, 'ok' as const, 'info' as const, 'fail' as const),
      }),
      { minLength: 2, maxLength: 12 },
    )
    .map((steps) => {
      const open = new Map<number, (typeof steps)[number]>();
      return steps.flatMap((step): Entry[] => {
        const before = open.get(step.process);
        if (!before) {
          open.set(step.process, step);
          const value = step.f === 'read' ? undefined : step.input;
          return [{ process: step.process, type: 'invoke', f: step.f, value }];
        }
        open.delete(step.process);
        const value = step.type === 'ok' ? step.output : undefined;
        return [{ process: step.process, type: step.type, f: before.f, value }];
      });
    });

it.each(['counter', 'account', 'set'] as const)('%s: agrees with trying every order', (id) => {
  const model = stepModels[id];
  const judged = { ...model, looks: (f: string) => f === 'read' } as unknown as Model;
  const seen = { yes: 0, no: 0 };
  fc.assert(
    fc.property(drawn(id), (history) => {
      const { operations } = operationsAnd(history, model);
      const expected = hasOrder(operations, judged);
      seen[expected ? 'yes' : 'no']++;
      expect(checkStepwise(history, id).linearizable).toBe(expected);
    }),
    { numRuns: 400 },
  );
  expect(Math.min(seen.yes, seen.no)).toBeGreaterThan(20);
});
