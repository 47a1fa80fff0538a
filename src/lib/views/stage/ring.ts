import type { StageNode } from '../picture';
import type { Box } from './place';

/** Peers of one layer that stand around an ellipse instead of in a grid. */
export interface Ring {
  readonly w: number;
  readonly h: number;
  /** Upper left corners of the cells, relative to the ring's own. */
  readonly at: readonly { readonly x: number; readonly y: number }[];
}

/** Fewer than these are clearer in a column. */
const FEWEST = 5;
const STEPS = 720;
/** The ellipse grows by this much until nothing touches, px. */
const GROWTH = 6;

export const isRing = (nodes: readonly StageNode[]): boolean =>
  nodes.length >= FEWEST && nodes.every((n) => n.ring === true);

/**
 * Cells of `cell` px with `gap` between them, at equal distances around the smallest ellipse of the given width on which
 * they keep apart. The first is left of the top, the others follow to the left and around: the first half is the left half.
 * @param width that may be taken, px; a ring that needs it takes more
 */
export function ringOf(
  count: number,
  cell: Pick<Box, 'w' | 'h'>,
  gap: number,
  width: number,
): Ring {
  let a = Math.max(cell.w, (width - cell.w) / 2);
  let b = cell.h;
  for (;;) {
    const at = spread(count, a, b).map(({ x, y }) => ({ x: a + x, y: b + y }));
    if (keepApart(at, cell, gap)) return { w: 2 * a + cell.w, h: 2 * b + cell.h, at };
    b += GROWTH;
    if (b > 2 * a) a += GROWTH;
  }
}

/** Points at equal distances along an ellipse, from the top to the left and around, none of them on the upright axis. */
function spread(count: number, a: number, b: number): { x: number; y: number }[] {
  const along = [0];
  const point = (i: number) => {
    const turn = (2 * Math.PI * i) / STEPS;
    return { x: -a * Math.sin(turn), y: -b * Math.cos(turn) };
  };
  for (let i = 1; i <= STEPS; i++) {
    const [p, q] = [point(i - 1), point(i)];
    along.push(along[i - 1] + Math.hypot(q.x - p.x, q.y - p.y));
  }
  return Array.from({ length: count }, (_, k) => {
    const wanted = (along[STEPS] * (k + 0.5)) / count;
    return point(along.findIndex((l) => l >= wanted));
  });
}

function keepApart(
  at: readonly { x: number; y: number }[],
  { w, h }: Pick<Box, 'w' | 'h'>,
  gap: number,
): boolean {
  return at.every((p, i) =>
    at.every((q, j) => j <= i || Math.abs(p.x - q.x) >= w + gap || Math.abs(p.y - q.y) >= h + gap),
  );
}
