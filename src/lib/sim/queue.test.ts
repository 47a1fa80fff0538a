import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { EventQueue } from './queue';

const times = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 400 });

/** Orders as the law says: by time, ties by the order of arrival. */
const sorted = (ats: number[]) =>
  ats.map((at, seq) => ({ at, seq })).sort((a, b) => a.at - b.at || a.seq - b.seq);

function drain(queue: EventQueue): number[] {
  const slots: number[] = [];
  while (queue.size > 0) slots.push(queue.pop());
  return slots;
}

propertyTest(
  'events leave in the order of (at, seq)',
  fc.property(times, (ats) => {
    const queue = new EventQueue();
    ats.forEach((at, seq) => queue.push(at, seq, seq));
    expect(drain(queue)).toEqual(sorted(ats).map((e) => e.seq));
  }),
);

propertyTest(
  'a saved queue goes on where it stood',
  fc.property(times, times, (before, after) => {
    const queue = new EventQueue();
    before.forEach((at, seq) => queue.push(at, seq, seq));
    const other = new EventQueue();
    other.restore(queue.save());
    after.forEach((at, i) => [queue, other].forEach((q) => q.push(at, 1000 + i, 1000 + i)));
    expect(drain(other)).toEqual(drain(queue));
  }),
);

test('an empty queue has no next time', () => {
  expect(new EventQueue().nextAt).toBe(Infinity);
});
