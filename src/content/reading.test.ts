import { expect, it } from 'vitest';
import { holds, readNumber, show } from './reading';

const run = {
  metrics: { p99Ms: 58.04, rejected: 96_000 },
  nodes: { 'server-1': { served: 200_000 } },
};

it('reads metrics and counters of nodes, as they are or as a share of the requests', () => {
  expect(readNumber({ read: 'metrics.p99Ms', share: false }, run, 1e6)).toBe(58.04);
  expect(readNumber({ read: 'nodes.server-1.served', share: false }, run, 1e6)).toBe(200_000);
  expect(readNumber({ read: 'metrics.rejected', share: true }, run, 1e6)).toBe(0.096);
});

it('says which number a run does not have', () => {
  expect(() => readNumber({ read: 'metrics.p42Ms', share: false }, run, 1)).toThrow(
    'metrics.p42Ms',
  );
  expect(() => readNumber({ read: 'nodes.server-9.served', share: false }, run, 1)).toThrow(
    'server-9',
  );
});

it('counts the ends of a tolerance in', () => {
  expect(holds({ value: 0.3, tolerance: 0.1 }, 0.4)).toBe(true);
  expect(holds({ value: 200_000, tolerance: 0 }, 200_001)).toBe(false);
});

it('shows shares as percentages, counts in full, other numbers in three figures', () => {
  expect(show({ share: true, unit: '' }, 0.0958)).toBe('9.6 %');
  expect(show({ share: true, unit: '' }, 0.00031)).toBe('0.031 %');
  expect(show({ share: true, unit: '' }, 0)).toBe('0 %');
  expect(show({ share: false, unit: 'ms' }, 58.042)).toBe('58 ms');
  expect(show({ share: false, unit: '' }, 200_000)).toBe('200,000');
});
