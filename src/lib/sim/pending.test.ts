import { expect, test } from 'vitest';
import { Pending, PendingEvents } from './pending';

const add = (p: PendingEvents, at: number, seq: number) => p.addTimer(at, seq, 0, 't', null, 0, -1);

test('slots are used again: memory follows what is pending, not what has been', () => {
  const pending = new PendingEvents();
  for (let i = 0; i < 50; i++) add(pending, i, i);
  for (let i = 50; i < 100_000; i++) {
    pending.release(pending.queue.pop());
    add(pending, i, i);
  }
  expect(pending.slots.length).toBe(50);
});

test('a timer is cancelled once; the next user of its slot is left alone', () => {
  const pending = new PendingEvents();
  const first = add(pending, 1, 1);
  pending.release(pending.queue.pop());
  const second = add(pending, 2, 2);
  pending.cancel(first);
  expect(pending.slots[0].kind).toBe(Pending.Timer);
  pending.cancel(second);
  expect(pending.slots[0].kind).toBe(Pending.Cancelled);
});

test('a saved set of events is restored with its order and its free slots', () => {
  const pending = new PendingEvents();
  for (let i = 0; i < 600; i++) add(pending, 600 - i, i);
  for (let i = 0; i < 300; i++) pending.release(pending.queue.pop());
  const copy = new PendingEvents();
  copy.restore(pending.save(), structuredClone(pending.slots));
  for (let i = 0; i < 400; i++) expect(add(copy, 9000 + i, i)).toBe(add(pending, 9000 + i, i));
  while (pending.queue.size > 0) expect(copy.queue.pop()).toBe(pending.queue.pop());
});
