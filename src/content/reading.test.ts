import { expect, it } from 'vitest';
import { holds, readNumber, show } from './reading';

const run = { metrics: { p99Ms: 58.04 }, nodes: { 'server-1': { served: 200_000 } } };

it('reads metrics and counters of nodes', () => {
  expect(readNumber({ read: 'metrics.p99Ms' }, run)).toBe(58.04);
  expect(readNumber({ read: 'nodes.server-1.served' }, run)).toBe(200_000);
});

it('says which number a run does not have', () => {
  expect(() => readNumber({ read: 'metrics.p42Ms' }, run)).toThrow('metrics.p42Ms');
  expect(() => readNumber({ read: 'nodes.server-9.served' }, run)).toThrow('server-9');
});

it('counts the ends of a tolerance in', () => {
  expect(holds({ value: 0.3, tolerance: 0.1 }, 0.4)).toBe(true);
  expect(holds({ value: 200_000, tolerance: 0 }, 200_001)).toBe(false);
});

it('shows counts in full, other numbers in three figures, with their units', () => {
  expect(show({ unit: '%' }, 9.578)).toBe('9.58 %');
  expect(show({ unit: '%' }, 0.03118)).toBe('0.031 %');
  expect(show({ unit: 'ms' }, 58.042)).toBe('58 ms');
  expect(show({ unit: '' }, 200_000)).toBe('200,000');
});
