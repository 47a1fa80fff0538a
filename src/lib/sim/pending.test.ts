import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { Pending, PendingEvents } from './pending';

const add = (p: PendingEvents, at: number, seq: number) => p.addTimer(at, seq, 0, 't', null, 0, -1);

/** Takes the earliest event away, as the kernel does: its message, or its timer's data. */
function take(pending: PendingEvents): unknown {
  const { lane, heap, slots } = pending;
  const isBefore = lane.nextAt < heap.nextAt;
  if (isBefore || (lane.nextAt === heap.nextAt && lane.nextSeq < heap.nextSeq)) {
    const message = lane.nextTo < 0 ? undefined : lane.nextMessage;
    lane.shift();
    return message;
  }
  const slot = heap.pop();
  const { kind, payload } = slots[slot];
  pending.release(slot);
  return kind === Pending.Cancelled ? undefined : payload;
}

/** Odd ones are messages, whether or not they come due in the order in which they were sent. */
const put = (pending: PendingEvents, at: number, seq: number): unknown =>
  seq % 2
    ? pending.addDelivery(at, seq, 0, 1, seq, seq)
    : pending.addTimer(at, seq, 0, 't', seq, 0, -1);

const steps = fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { maxLength: 1500 });

propertyTest(
  'messages and timers leave in the order of (at, seq), with others added between',
  fc.property(steps, (ats) => {
    const pending = new PendingEvents();
    const model: { at: number; seq: number }[] = [];
    ats.forEach((at, seq) => {
      if (at !== null) {
        put(pending, at, seq);
        model.push({ at, seq });
      } else if (model.length > 0) {
        model.sort((a, b) => a.at - b.at || a.seq - b.seq);
        expect(pending.nextAt).toBe(model[0].at);
        expect(take(pending)).toBe(model.shift()!.seq);
      }
    });
    expect(pending.size).toBe(model.length);
  }),
);

propertyTest(
  'what was saved goes on where it stood',
  fc.property(steps, steps, (before, after) => {
    const pending = new PendingEvents();
    before.forEach((at, seq) =>
      at === null ? pending.size && take(pending) : put(pending, at, seq),
    );
    const copy = new PendingEvents();
    copy.restore(structuredClone(pending.save()));
    after.forEach((at, i) => [pending, copy].forEach((p) => put(p, at ?? 20, 2000 + i)));
    while (pending.size > 0) expect(take(copy)).toBe(take(pending));
    expect(copy.size).toBe(0);
  }),
);

test('a message that is lost on its way never comes', () => {
  const pending = new PendingEvents();
  // In the lane, in the heap since it overtakes, and in a lane that had to grow.
  for (let i = 0; i < 600; i++) pending.addDelivery(1000 + i, i, 0, 1, i, i);
  pending.addDelivery(5, 600, 0, 1, 600, 600);
  expect(pending.flights()).toHaveLength(601);
  for (const flight of pending.flights()) if (flight.envelope % 2 === 0) flight.lose();
  const left = pending.flights().map((f) => f.envelope);
  expect(left).toHaveLength(300);
  expect(left.every((envelope) => envelope % 2 === 1)).toBe(true);
  const come: unknown[] = [];
  while (pending.size > 0) come.push(take(pending));
  expect(come.filter((message) => message !== undefined)).toEqual(left);
});

test('slots are used again: memory follows what is pending, not what has been', () => {
  const pending = new PendingEvents();
  for (let i = 0; i < 50; i++) add(pending, i, i);
  for (let i = 50; i < 100_000; i++) {
    take(pending);
    add(pending, i, i);
  }
  expect(pending.slots.length).toBe(50);
});

test('a timer is cancelled once; the next user of its slot is left alone', () => {
  const pending = new PendingEvents();
  const first = add(pending, 1, 1);
  take(pending);
  const second = add(pending, 2, 2);
  pending.cancel(first);
  expect(pending.slots[0].kind).toBe(Pending.Timer);
  pending.cancel(second);
  expect(pending.slots[0].kind).toBe(Pending.Cancelled);
});

test('a saved set of events is restored with its free slots', () => {
  const pending = new PendingEvents();
  for (let i = 0; i < 600; i++) add(pending, 600 - i, i);
  for (let i = 0; i < 300; i++) take(pending);
  const copy = new PendingEvents();
  copy.restore(structuredClone(pending.save()));
  for (let i = 0; i < 400; i++) expect(add(copy, 9000 + i, i)).toBe(add(pending, 9000 + i, i));
});
