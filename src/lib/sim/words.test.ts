import { expect, test } from 'vitest';
import { counted, listed, ordinal, someOf } from './words';

test('counts in words', () => {
  expect([0, 1, 2, 1234].map((n) => counted(n, 'write'))).toEqual([
    '0 writes',
    '1 write',
    '2 writes',
    '1,234 writes',
  ]);
  expect(counted(2, 'copy', 'copies')).toBe('2 copies');
});

test('ordinals', () => {
  expect([1, 3, 10, 11, 12, 13, 21, 22, 23, 24, 111, 1001].map(ordinal)).toEqual([
    'first',
    'third',
    'tenth',
    '11th',
    '12th',
    '13th',
    '21st',
    '22nd',
    '23rd',
    '24th',
    '111th',
    '1,001st',
  ]);
});

test('lists', () => {
  expect([[], ['a'], ['a', 'b'], ['a', 'b', 'c']].map(listed)).toEqual([
    '',
    'a',
    'a and b',
    'a, b and c',
  ]);
});

test('says what there is of several things, and no zero', () => {
  const [wallets, users] = ['wallets have no user', 'users have no wallet'];
  const of = (a: number, b: number) =>
    someOf([a, 'wallet has no user', wallets], [b, 'user has no wallet', users]);
  expect([of(0, 57), of(1, 2), of(0, 0)]).toEqual([
    '57 users have no wallet',
    '1 wallet has no user and 2 users have no wallet',
    '',
  ]);
});
