import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { recordHistory } from '../checkers/linearizability/histories';
import { judgeOf, saidBy, verdictOf, type Line } from './history-verdict';

const history = (lines: readonly [number, Line['type'], string, unknown?][]): Line[] =>
  lines.map(([process, type, f, value], i) => ({ process, type, f, value, time: i * 10 }));

/** A history of one register in which one answer may be replaced by a value that nobody wrote. */
function made(seed: number, spoilt: number): Line[] {
  const options = { operations: 20, clients: 4, keys: 1, model: 'register', unknownOneIn: 6 };
  const lines = recordHistory(seed, options as Parameters<typeof recordHistory>[1]).map((e, i) => ({
    ...e,
    time: i * 10,
  })) as Line[];
  const reads = lines.flatMap((e, i) => (e.type === 'ok' && e.f === 'read' ? [i] : []));
  const at = reads[spoilt];
  if (at !== undefined) lines[at] = { ...lines[at], value: 'never written' };
  return lines;
}

describe('the verdict on a history', () => {
  propertyTest(
    'is at any moment that on what was said by then',
    fc.property(fc.nat(1e6), fc.nat(12), (seed, spoilt) => {
      const lines = made(seed, spoilt);
      const judge = judgeOf(lines)!;
      const { breaksAt, witness } = verdictOf(lines, judge);
      for (let n = 0; n <= lines.length; n++)
        expect(judge(lines.slice(0, n)).linearizable).toBe(n < breaksAt);
      if (witness) expect(witness.line).toBeLessThanOrEqual(breaksAt);
    }),
    60,
  );

  it('of a counter does not know an answer that is still to come', () => {
    // Until process 2 is told 7, its increment may have come first, which is how process 1 was told 2.
    const lines = history([
      [1, 'invoke', 'increment', 1],
      [2, 'invoke', 'increment', 1],
      [1, 'ok', 'increment', 2],
      [3, 'invoke', 'increment', 1],
      [3, 'ok', 'increment', 3],
      [2, 'ok', 'increment', 7],
    ]);
    const verdict = verdictOf(lines, judgeOf(lines)!);
    expect(verdict.linearizable).toBe(false);
    expect(verdict.breaksAt).toBe(6);
    expect(judgeOf(lines)!(lines).witness!.line).toBe(3);
  });

  it('has no judge for operations of no known object, and says nothing of what comes later', () => {
    const lines = history([
      [1, 'invoke', 'call', 7],
      [1, 'ok', 'call', 7],
    ]);
    expect(judgeOf(lines)).toBeNull();
    expect([0, 9, 10, 99].map((t) => saidBy(lines, t).length)).toEqual([1, 1, 2, 2]);
  });
});
