import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Keeping, Stored } from './store';
import type { NodeRef } from '../../sim';
import { alive, partitionedLog, SESSION } from './partitioned-log';
import { messageQueue } from './message-queue';
import { workQueue } from './work-queue';

const PARTITIONS = 3;
const CONSUMERS = [7, 8] as NodeRef[];

/** What a test does to a topic: puts a message in, hands one out, settles or releases the n-th one handed out. */
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constant('accept' as const), key: fc.nat(8) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constantFrom('settle' as const, 'release' as const),
        n: fc.nat(9),
      }),
    },
  ),
  { maxLength: 80 },
);

const consumers = () => ({
  credit: new Map(CONSUMERS.map((c) => [c, 1])),
  heard: new Map(CONSUMERS.map((c) => [c, 0])),
});

function play<S>(
  keeping: Keeping<S>,
  acts: typeof steps extends fc.Arbitrary<infer A> ? A : never,
) {
  const store = keeping.open(PARTITIONS);
  const done: Stored[] = [];
  const taken: number[] = [];
  let ids = 0;
  let receipts = 0;
  for (const act of acts) {
    const out = keeping.handedOut(store);
    if (act.do === 'accept')
      keeping.accept(store, { id: ids, brokerId: ids++, key: act.key, body: null, attempts: 0 });
    else if (act.do === 'take') {
      const next = keeping.next(store, consumers(), 0);
      if (!next) continue;
      taken.push(next.stored.id);
      keeping.handOut(store, next.stored, ++receipts);
    } else if (out.length > 0) {
      const { receipt } = out[act.n % out.length];
      if (act.do === 'release') keeping.release(store, receipt);
      else done.push(keeping.settle(store, receipt)!);
    }
    expect(keeping.held(store)).toBe(ids - done.length);
  }
  return { store, done, ids, taken };
}

describe.each([
  ['work queue', workQueue as Keeping<unknown>],
  ['log', partitionedLog as Keeping<unknown>],
])('%s', (_, keeping) => {
  test('has each message once until it is settled, and never again after', () => {
    fc.assert(
      fc.property(steps, (acts) => {
        const { store, done, ids } = play(keeping, acts);
        const left = keeping.drain(store).map((m) => m.id);
        expect([...done.map((m) => m.id), ...left].sort((a, b) => a - b)).toEqual(
          Array.from({ length: ids }, (__, i) => i),
        );
        expect(keeping.held(store)).toBe(0);
      }),
    );
  });

  test('does not settle under a receipt that has run out', () => {
    const store = keeping.open(PARTITIONS);
    keeping.accept(store, { id: 1, brokerId: 1, key: 1, body: null, attempts: 0 });
    keeping.handOut(store, keeping.next(store, consumers(), 0)!.stored, 1);
    keeping.release(store, 1);
    expect(keeping.settle(store, 1)).toBeNull();
    expect(keeping.held(store)).toBe(1);
  });

  test('gives nothing to those who want nothing', () => {
    const store = keeping.open(PARTITIONS);
    keeping.accept(store, { id: 1, brokerId: 1, key: 1, body: null, attempts: 0 });
    const sated = { ...consumers(), credit: new Map(CONSUMERS.map((c) => [c, 0])) };
    expect(keeping.next(store, sated, 0)).toBeNull();
  });
});

test('a log settles the messages of each partition in the order in which they came', () => {
  fc.assert(
    fc.property(steps, (acts) => {
      const { done } = play(partitionedLog, acts);
      for (let p = 0; p < PARTITIONS; p++) {
        const ids = done.filter((m) => m.key % PARTITIONS === p).map((m) => m.id);
        expect(ids).toEqual([...ids].sort((a, b) => a - b));
      }
    }),
  );
});

test('a work queue hands out what was released after what had been waiting', () => {
  const { taken } = play(workQueue, [
    { do: 'accept', key: 0 },
    { do: 'accept', key: 0 },
    { do: 'take' },
    { do: 'release', n: 0 },
    { do: 'take' },
    { do: 'take' },
  ]);
  expect(taken).toEqual([0, 1, 0]);
});

test('a silent consumer loses its partitions to the others, and gets some back when it is heard', () => {
  const [first, second] = CONSUMERS;
  const heard = new Map([
    [first, 0],
    [second, SESSION],
  ]);
  expect(alive({ credit: new Map(), heard }, SESSION)).toEqual(CONSUMERS);
  expect(alive({ credit: new Map(), heard }, SESSION + 1)).toEqual([second]);
  heard.set(first, SESSION + 2);
  expect(alive({ credit: new Map(), heard }, SESSION + 2)).toEqual(CONSUMERS);
});

test('a broker that fails fast refuses, and a crash ends that', () => {
  const { machine } = messageQueue;
  const failing = machine.next(machine.initial, 'FAIL_FAST');
  expect(failing.role).toBe('refusing');
  expect(machine.next(machine.next(failing, 'CRASH'), 'RESTART').role).toBe('serving');
});
