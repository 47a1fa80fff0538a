import { describe, expect, test } from 'vitest';
import { openStream } from '../../sim';
import { gapOf, loadMachine, openLoop, type Spread, timers } from './open-loop';

const MEAN = 3000;

function gaps(spread: Spread, n = 40_000) {
  const random = openStream(11, spread);
  const all = Array.from({ length: n }, () => gapOf(MEAN, random, spread));
  const mean = all.reduce((sum, gap) => sum + gap, 0) / n;
  const variance = all.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / n;
  return { all, mean, variation: Math.sqrt(variance) / mean };
}

describe('gaps', () => {
  test.each([
    // The coefficient of variation of the exponential distribution is 1; of a uniform one on ½ … 1½ it is 1/√12.
    ['poisson', 1],
    ['uneven', 1 / Math.sqrt(12)],
    ['regular', 0],
  ] as const)(
    'of a %s load have the mean that is asked for, and its spread',
    (spread, variation) => {
      const seen = gaps(spread);
      expect(Math.abs(seen.mean / MEAN - 1)).toBeLessThan(0.02);
      expect(Math.abs(seen.variation - variation)).toBeLessThan(0.02);
    },
  );

  test('of an uneven load lie between half a gap and one and a half', () => {
    const { all } = gaps('uneven');
    expect(Math.min(...all)).toBeGreaterThanOrEqual(MEAN / 2);
    expect(Math.max(...all)).toBeLessThanOrEqual(MEAN * 1.5);
  });
});

/** A node that counts, and an `Out` that keeps what was asked of it. */
function bench(isOver: (sent: number) => boolean) {
  const done: string[] = [];
  const node = { sent: 0 };
  const out = { after: (delay: number, name: 'next') => done.push(`${name} in ${delay}`) };
  const loop = openLoop<typeof node, typeof out>({
    send: (n) => done.push(`request ${++n.sent}`),
    gap: () => 5,
    isOver: (n) => isOver(n.sent),
    conclude: () => done.push('over'),
  });
  return { done, node, out, loop };
}

describe('an open loop', () => {
  test('sends its quota and says at once when that was the last', () => {
    const { done, node, out, loop } = bench((sent) => sent >= 2);
    loop.arm(node, out);
    loop.next(node, out);
    loop.next(node, out);
    expect(done).toEqual(['next in 5', 'request 1', 'next in 5', 'request 2', 'over']);
  });

  test('whose time is up sends nothing more', () => {
    let isOver = false;
    const { done, node, out, loop } = bench(() => isOver);
    loop.next(node, out);
    isOver = true;
    loop.next(node, out);
    expect(done).toEqual(['request 1', 'next in 5', 'over']);
  });
});

test('its statechart ends where all are answered, and a crash takes it back to sending', () => {
  const machine = loadMachine('load', { sending: 'a', waiting: 'b', finished: 'c' });
  const sent = machine.next(machine.initial, 'ALL_SENT');
  const finished = machine.next(sent, 'ALL_ANSWERED');
  expect([machine.initial, sent, finished].map((mode) => mode.role)).toEqual([
    'sending',
    'waiting',
    'finished',
  ]);
  const back = machine.next(machine.next(finished, 'CRASH'), 'RESTART');
  expect(back.role).toBe('sending');
});

test('a load that gives up is over when nothing is open, and looks again when something still is', () => {
  const done: unknown[] = [];
  const out = {
    after: (delay: number, name: string) => void done.push([delay, name]),
    become: (event: string) => void done.push(event),
    done: () => void done.push('done'),
  };
  const node = {
    volatile: { open: new Map([[1, 'asked']]) },
    durable: { finished: false },
    options: { timeout: 9 },
  };
  const { sending, waiting } = timers<typeof node, typeof out>(
    () => void done.push('look'),
    () => void done.push('next'),
  );
  sending(node, 'next', undefined, out);
  sending(node, 'look', undefined, out);
  waiting(node, 'look', undefined, out);
  waiting(node, 'over', undefined, out);
  expect(done.splice(0)).toEqual(['next', 'look', 'look', [9, 'over']]);
  node.volatile.open.clear();
  waiting(node, 'over', undefined, out);
  expect(done).toEqual(['ALL_ANSWERED', 'done']);
  expect(node.durable.finished).toBe(true);
});
