import { grouped } from './figures';

/** "1 write", "2 writes", "1,234 writes"; `many` where an s is not enough. */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${grouped(n)} ${n === 1 ? one : many}`;

const ORDINALS = [
  'zeroth',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];

/** "third", "11th", "22nd". Whole numbers from 0. */
export function ordinal(n: number): string {
  if (n < ORDINALS.length) return ORDINALS[n];
  const teen = n % 100 >= 11 && n % 100 <= 13;
  const end = teen ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${grouped(n)}${end}`;
}

/** What there is of several things, none of them zero: "57 users have no wallet and 1 wallet has no user". */
export const someOf = (...counts: readonly [n: number, one: string, many: string][]): string =>
  listed(counts.filter(([n]) => n > 0).map(([n, one, many]) => counted(n, one, many)));

/** "a", "a and b", "a, b and c". */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1]}`;
}
