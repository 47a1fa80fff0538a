import { BESIDE } from './layers';
import type { Box, Cell } from './place';
import type { Ring } from './ring';
import type { Way } from './sizes';

/** Whether the outer side of a ring's cell is the right or the lower one; in the middle it is not. */
export function isAfter({ w, h, at }: Ring, k: number, way: Way): boolean {
  // All cells are as large: corners compare as centres do.
  const { x, y } = at[k];
  const most = { x: Math.max(...at.map((p) => p.x)), y: Math.max(...at.map((p) => p.y)) };
  return way === 'across' ? x > most.x / 2 + w / 20 : y > most.y / 2 + h / 20;
}

/** A cell parted into that of a node and that of the one beside it. */
export function parted(
  cell: Box & Pick<Cell, 'facts'>,
  own: Cell,
  other: Cell,
  way: Way,
  after: boolean,
): [Box & Pick<Cell, 'facts'>, Box & Pick<Cell, 'facts'>] {
  if (way === 'across') {
    const x = cell.x + (cell.w - own.w - BESIDE.across - other.w) / 2;
    const mine = { ...cell, x: after ? x : x + other.w + BESIDE.across, w: own.w };
    return [mine, { ...cell, x: after ? x + own.w + BESIDE.across : x, w: other.w }];
  }
  const [high, low] = [own.h + own.facts, other.h + other.facts];
  const y = cell.y + (cell.h - high - BESIDE.down - low) / 2;
  const mine = { ...cell, y: after ? y : y + low + BESIDE.down, h: high, facts: own.facts };
  const theirs = { ...cell, y: after ? y + high + BESIDE.down : y, h: low, facts: other.facts };
  return [mine, theirs];
}
