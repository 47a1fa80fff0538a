import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import type { Instant, NodeRef } from '../sim';
import {
  add,
  clientOf,
  emptyOutstanding,
  find,
  forEach,
  idOf,
  remove,
  sinceOf,
  targetOf,
} from './outstanding';
import { dequeue, emptyFifo, enqueue } from './server/queue';

const NOW = 0 as unknown as Instant;
const NODE = 1 as NodeRef;

propertyTest(
  'the table of outstanding requests holds what was added and not removed',
  fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(60))), (steps) => {
    const table = emptyOutstanding(8);
    const model = new Map<number, number>();
    steps.forEach(([adds, id], now) => {
      if (adds) {
        expect(add(table, id, now, NOW, NODE, 2) < 0).toBe(model.has(id));
        if (!model.has(id)) model.set(id, now);
      } else {
        const slot = find(table, id);
        expect(slot >= 0).toBe(model.has(id));
        if (slot >= 0) remove(table, slot);
        model.delete(id);
      }
    });
    expect(table.count).toBe(model.size);
    const seen = new Map<number, number>();
    forEach(table, (slot) => seen.set(idOf(table, slot), sinceOf(table, slot)));
    expect(seen).toEqual(model);
  }),
  300,
);

test('ids in a row use a small table however many have passed', () => {
  const table = emptyOutstanding(64);
  for (let id = 0; id < 100_000; id++) {
    add(table, id, id, NOW, NODE, 0);
    if (id >= 50) remove(table, find(table, id - 50));
  }
  expect(table.facts).toHaveLength(4 * 64);
});

test('a request keeps both its ends, whatever their numbers', () => {
  const table = emptyOutstanding();
  const [client, target] = [32_000 as NodeRef, 32_001];
  const place = add(table, 7, 11, NOW, client, target);
  expect([clientOf(table, place), targetOf(table, place)]).toEqual([client, target]);
  const none = add(table, 8, 11, NOW, 0 as NodeRef, 0);
  expect([clientOf(table, none), targetOf(table, none)]).toEqual([0, 0]);
});

propertyTest(
  'a server’s queue is first in, first out',
  fc.property(fc.array(fc.option(fc.nat()), { maxLength: 300 }), (steps) => {
    const queue = emptyFifo<number>();
    const model: number[] = [];
    for (const item of steps) {
      if (item === null) expect(dequeue(queue)).toBe(model.shift());
      else {
        enqueue(queue, item);
        model.push(item);
      }
      expect(queue.length).toBe(model.length);
    }
    while (model.length > 0) expect(dequeue(queue)).toBe(model.shift());
  }),
);
