import { expect, test } from 'vitest';
import { Pending, PendingEvents } from './pending';

const add = (p: PendingEvents, at: number, seq: number) => p.add(at, seq, Pending.Timer, 0, null);

test('slots are used again: memory follows what is pending, not what has been', () => {
  const pending = new PendingEvents();
  for (let i = 0; i < 50; i++) add(pending, i, i);
  for (let i = 50; i < 100_000; i++) {
    pending.release(pending.queue.pop());
    expect(add(pending, i, i)).toBeLessThan(50);
  }
  expect(pending.kind.length).toBe(256);
});

test('a timer is cancelled once; the next user of its slot is left alone', () => {
  const pending = new PendingEvents();
  const first = pending.timerId(add(pending, 1, 1));
  pending.release(pending.queue.pop());
  const slot = add(pending, 2, 2);
  pending.cancel(first);
  expect(pending.kind[slot]).toBe(Pending.Timer);
  pending.cancel(pending.timerId(slot));
  expect(pending.kind[slot]).toBe(Pending.Cancelled);
});

test('a saved set of events is restored with its order and its free slots', () => {
  const pending = new PendingEvents();
  for (let i = 0; i < 600; i++) add(pending, 600 - i, i);
  for (let i = 0; i < 300; i++) pending.release(pending.queue.pop());
  const copy = new PendingEvents();
  copy.restore(pending.save(), [...pending.payload]);
  for (let i = 0; i < 400; i++) expect(add(copy, 9000 + i, i)).toBe(add(pending, 9000 + i, i));
  while (pending.queue.size > 0) expect(copy.queue.pop()).toBe(pending.queue.pop());
});
