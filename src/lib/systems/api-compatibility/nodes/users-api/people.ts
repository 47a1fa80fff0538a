import type { Order } from './changes';

const GIVEN =
  'Ada Barbara Chen Dijkstra Edith Fatima Grace Hedy Ivan Joan Katherine Leslie Margaret Nancy Olga Pavel Radia Shafi Tu Yukihiro'.split(
    ' ',
  );

/** Knuth's multiplicative hash: names have nothing to do with ids. */
const mix = (id: number): number => Math.imul(id, 0x9e3779b1) >>> 0;

export const nameOf = (id: number): string => {
  const hash = mix(id);
  return `${GIVEN[hash % GIVEN.length]} ${String((hash >>> 8) % 10_000).padStart(4, '0')}`;
};

interface List {
  readonly ids: readonly number[];
  readonly names: readonly string[];
}

/** Lists are a pure function of their size and order; they are made once and never changed. */
const lists = new Map<string, List>();

/** All users 1 … n in an order. */
export function listOf(n: number, order: Order): List {
  const key = `${n} ${order}`;
  const known = lists.get(key);
  if (known) return known;
  const ids = Array.from({ length: n }, (_, i) => i + 1);
  if (order === 'name') {
    const names = ids.map(nameOf);
    ids.sort((a, b) => {
      const [x, y] = [names[a - 1], names[b - 1]];
      return x < y ? -1 : x > y ? 1 : a - b;
    });
  }
  const list = { ids, names: ids.map(nameOf) };
  lists.set(key, list);
  return list;
}
