import fc from 'fast-check';
import { expect, test } from 'vitest';
import { law } from '../../../tests/fixtures/law';
import { grouped } from './grouped';

test('has commas between thousands, and no more than three decimals', () => {
  expect([0, -0, 7, 999, 1000, -1234.5678, 1e6, 0.0004, 1e21, Infinity].map(grouped)).toEqual([
    '0',
    '0',
    '7',
    '999',
    '1,000',
    '-1,234.568',
    '1,000,000',
    '0',
    '1e+21',
    'Infinity',
  ]);
});

law(
  'whole numbers are as the browser would write them',
  fc.property(fc.maxSafeInteger(), (n) => {
    expect(grouped(n)).toBe((n + 0).toLocaleString('en-US'));
  }),
  500,
);
