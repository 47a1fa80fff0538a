import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HistoryEntry } from '../../sim';
import { recordHistory } from './histories';
import { checkLinearizable, models, type ModelId } from './index';

type Line = [process: number, type: HistoryEntry['type'], f: string, value?: unknown, key?: string];
const history = (...lines: Line[]): HistoryEntry[] =>
  lines.map(([process, type, f, value, key]) => ({ process, type, f, value, key }));
const judged = (id: ModelId, ...lines: Line[]) => checkLinearizable(history(...lines), id);

describe.each(['register', 'kv'] as const)('%s', (id) => {
  it.each([0, 10])('accepts what one true copy did (one answer in %i unknown)', (unknownOneIn) => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 8 }), (seed, clients) => {
        const entries = recordHistory(seed, {
          operations: 150,
          clients,
          keys: 2,
          model: id,
          unknownOneIn,
        });
        expect(checkLinearizable(entries, id)).toMatchObject({ linearizable: true });
      }),
      { numRuns: 60 },
    );
  });
});

describe('the register', () => {
  it('starts as null', () => {
    expect(judged('register', [1, 'invoke', 'read'], [1, 'ok', 'read', null]).linearizable).toBe(
      true,
    );
    expect(judged('register', [1, 'invoke', 'read'], [1, 'ok', 'read', 0]).linearizable).toBe(
      false,
    );
  });

  it('refuses a stale read after an acknowledged write', () => {
    const { linearizable, witness } = judged(
      'register',
      [1, 'invoke', 'write', 1],
      [1, 'ok', 'write', 1],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', null],
    );
    expect(linearizable).toBe(false);
    expect(witness).toMatchObject({
      line: 4,
      order: [{ process: 1, f: 'write', value: 1, invoked: 1, answered: 2, state: '1' }],
      unplaced: [{ process: 2, f: 'read', value: null, invoked: 3, answered: 4 }],
    });
    expect(witness?.why).toContain('the register holds 1');
  });

  it('lets two reads see an unfinished write in one order only', () => {
    const reads = (first: unknown, second: unknown) =>
      judged(
        'register',
        [1, 'invoke', 'write', 1],
        [2, 'invoke', 'read'],
        [2, 'ok', 'read', first],
        [3, 'invoke', 'read'],
        [3, 'ok', 'read', second],
        [1, 'ok', 'write'],
      ).linearizable;
    expect(reads(null, 1)).toBe(true);
    expect(reads(1, null)).toBe(false);
  });

  it('takes a write of unknown outcome as done later, or never, but not twice', () => {
    const lost: Line[] = [
      [1, 'invoke', 'write', 1],
      [1, 'info', 'write'],
      [2, 'invoke', 'write', 2],
      [2, 'ok', 'write'],
    ];
    const read = (value: unknown): Line[] => [
      [3, 'invoke', 'read'],
      [3, 'ok', 'read', value],
    ];
    expect(judged('register', ...lost, ...read(2), ...read(1)).linearizable).toBe(true);
    expect(judged('register', ...lost, ...read(2), ...read(2)).linearizable).toBe(true);
    expect(judged('register', ...lost, ...read(2), ...read(1), ...read(2)).linearizable).toBe(
      false,
    );
  });

  it('takes a failed write as never done', () => {
    const lines: Line[] = [
      [1, 'invoke', 'write', 1],
      [1, 'fail', 'write'],
      [2, 'invoke', 'read'],
      [2, 'ok', 'read', 1],
    ];
    expect(judged('register', ...lines).linearizable).toBe(false);
    expect(judged('register', ...lines).operations).toBe(1);
  });

  it('lets one of two compare-and-sets succeed', () => {
    const both = (second: 'ok' | 'fail') =>
      judged(
        'register',
        [1, 'invoke', 'cas', [null, 1]],
        [2, 'invoke', 'cas', [null, 2]],
        [1, 'ok', 'cas'],
        [2, second, 'cas'],
      ).linearizable;
    expect(both('fail')).toBe(true);
    expect(both('ok')).toBe(false);
  });
});

describe('the key-value store', () => {
  it('reads "" from a missing key, and keeps keys apart', () => {
    const lines: Line[] = [
      [1, 'invoke', 'put', 'a', 'x'],
      [1, 'ok', 'put', undefined, 'x'],
      [1, 'invoke', 'get', undefined, 'y'],
      [1, 'ok', 'get', '', 'y'],
    ];
    expect(judged('kv', ...lines).linearizable).toBe(true);
  });

  it('notices an append that was lost, and names its key', () => {
    const { witness } = judged(
      'kv',
      [1, 'invoke', 'append', 'a', 'x'],
      [1, 'ok', 'append', 'a', 'x'],
      [2, 'invoke', 'append', 'b', 'x'],
      [2, 'ok', 'append', 'b', 'x'],
      [3, 'invoke', 'get', undefined, 'x'],
      [3, 'ok', 'get', 'b', 'x'],
    );
    expect(witness).toMatchObject({ key: 'x', line: 6 });
    expect(witness?.why).toContain('"ab"');
  });
});

describe('at size', () => {
  const of = { operations: 10_000, clients: 50, keys: 10, unknownOneIn: 0 };
  it.each(['register', 'kv'] as const)(
    'judges 10,000 operations by 50 clients over 10 keys: %s',
    (model) => {
      const entries = recordHistory(1, { ...of, model });
      expect(checkLinearizable(entries, model)).toEqual({
        linearizable: true,
        operations: expect.any(Number),
      });
      // The last look sees something nobody ever wrote.
      const last = entries.findLastIndex((e) => e.type === 'ok' && models[model].looks(e.f));
      entries[last].value = 'never written';
      expect(checkLinearizable(entries, model).witness?.line).toBe(last + 1);
    },
    20_000,
  );
});
