import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertyTest } from '../../../tests/fixtures/property-test';
import { grouped, significant } from './figures';

test('has commas between thousands, and no more than three decimals', () => {
  expect(
    [0, -0, 7, 999, 1000, -1234.5678, 1e6, 0.0004, 1e21, Infinity].map((x) => grouped(x)),
  ).toEqual(['0', '0', '7', '999', '1,000', '-1,234.568', '1,000,000', '0', '1e+21', 'Infinity']);
});

propertyTest(
  'whole numbers are as the browser would write them',
  fc.property(fc.maxSafeInteger(), (n) => {
    expect(grouped(n)).toBe((n + 0).toLocaleString('en-US'));
  }),
  500,
);

test('significant digits count from the first one that is none of the leading noughts', () => {
  expect([0, 0.0235189, 2.645432, 12_345.6, -0.00001].map((x) => significant(x, 4))).toEqual([
    '0',
    '0.02352',
    '2.645',
    '12,350',
    '-0.00001',
  ]);
  expect(significant(1234.5)).toBe('1,230');
});

propertyTest(
  'six significant digits are as the browser would write them',
  fc.property(fc.double({ min: 0.001, max: 1e9, noNaN: true }), (x) => {
    expect(significant(x, 6)).toBe(
      Number(x.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6 }),
    );
  }),
  500,
);
