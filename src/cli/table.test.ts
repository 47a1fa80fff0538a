import { expect, test } from 'vitest';
import { readable, recordTable, table } from './table';

test('numbers are aligned to the right, text to the left', () => {
  expect(
    table([
      ['', 'n'],
      ['one', 1],
      ['thousand', 1000],
    ]),
  ).toBe(['          n', 'one           1', 'thousand  1,000'].join('\n'));
});

test.each([
  [200_000, '200,000'],
  [0.023494, '0.02349'],
  [12.3456, '12.35'],
  [1234.567, '1,234.57'],
  [NaN, '–'],
])('%d reads %s', (x, text) => expect(readable(x)).toBe(text));

test('things of one kind share a table', () => {
  const text = recordTable({ a: { x: 1 }, b: { x: 2 }, lb: { y: 3 } });
  expect(text.split('\n\n')).toHaveLength(2);
});
