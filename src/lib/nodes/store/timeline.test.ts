import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { agreement, appendTo, BEGIN, DELETE, emptyTimeline, endOf } from './timeline';
import { epochAt, lastEpoch, rewind, rowsIn, tableOf } from './timeline';
import type { Timeline } from './timeline';

/** A log in which each epoch wrote so many rows, after the entry that begins it. */
function logOf(...epochs: [epoch: number, rows: number][]): Timeline {
  const log = emptyTimeline();
  for (const [epoch, rows] of epochs) {
    appendTo(log, epoch, BEGIN);
    for (let i = 0; i < rows; i++) appendTo(log, epoch, 1000 * epoch + i);
  }
  return log;
}

describe('a log with its history', () => {
  test('knows the epoch of each entry and the end of each epoch', () => {
    const log = logOf([1, 3], [2, 2], [5, 0]);
    const epochs = Array.from({ length: log.length + 2 }, (_, i) => epochAt(log, i));
    expect(epochs).toEqual([0, 1, 1, 1, 1, 2, 2, 2, 5, 0]);
    expect([1, 2, 3, 5].map((e) => endOf(log, e))).toEqual([4, 7, 0, 8]);
    expect(lastEpoch(log)).toBe(5);
    expect(lastEpoch(emptyTimeline())).toBe(0);
  });

  test('finds where two logs part', () => {
    const short = logOf([1, 3]);
    expect(agreement(short, logOf([1, 9]))).toBe(4);
    expect(agreement(logOf([1, 9]), logOf([1, 3], [2, 4]))).toBe(4);
    expect(agreement(logOf([1, 3], [3, 2]), logOf([1, 3], [2, 9]))).toBe(4);
    expect(agreement(logOf([2, 3]), logOf([1, 3]))).toBe(0);
    expect(agreement(emptyTimeline(), short)).toBe(0);
  });

  test('forgets what comes after, and counts the rows among it', () => {
    const log = logOf([1, 3], [2, 2]);
    appendTo(log, 2, DELETE);
    expect(rowsIn(log)).toBe(0);
    expect(rewind(log, 6)).toBe(1);
    expect([log.length, log.spans.length, rowsIn(log)]).toEqual([6, 2, 4]);
    expect(rewind(log, 4)).toBe(1);
    expect([lastEpoch(log), rowsIn(log)]).toEqual([1, 3]);
    expect(rewind(log, 99)).toBe(0);
  });

  test('has the rows since the last DELETE, and of them those that can be read', () => {
    const log = logOf([1, 2]);
    appendTo(log, 1, DELETE);
    for (let i = 0; i < 300; i++) appendTo(log, 1, 7000 + i);
    expect([rowsIn(log), tableOf(log).length]).toEqual([300, 300]);
    expect([...tableOf(log, log.length - 2)]).toEqual([7298, 7299]);
  });
});

/** What was written in each epoch, cut off somewhere: logs that grew from one history, as a crash or a fork leaves them. */
const history = fc.array(fc.record({ keep: fc.nat(8), writes: fc.integer({ min: 1, max: 8 }) }), {
  minLength: 1,
  maxLength: 5,
});

propertyTest(
  'what is told from the spans alone is what a comparison of the entries tells',
  fc.property(history, fc.nat(40), fc.nat(40), fc.nat(4), (steps, cutA, cutB, stop) => {
    const grow = (upTo: number): Timeline => {
      const log = emptyTimeline();
      steps.slice(0, upTo).forEach(({ keep, writes }, i) => {
        rewind(log, keep);
        appendTo(log, i + 1, BEGIN);
        for (let w = 0; w < writes; w++) appendTo(log, i + 1, 100 * (i + 1) + w);
      });
      return log;
    };
    const [a, b] = [grow(steps.length), grow(stop)];
    rewind(a, cutA);
    rewind(b, cutB);
    const entry = (log: Timeline, i: number) => `${epochAt(log, i)}:${log.rows[i - 1]}`;
    let same = 0;
    while (same < Math.min(a.length, b.length) && entry(a, same + 1) === entry(b, same + 1)) same++;
    expect(agreement(a, b)).toBe(same);
    expect(agreement(b, a)).toBe(same);
    expect(rowsIn(a)).toBe(tableOf(a).length);
  }),
  300,
);
