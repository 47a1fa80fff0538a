import type { StageNode } from '../picture';
import type { Box } from './place';

/** Peers of one layer that stand around an oval instead of in a grid. */
export interface Ring {
  readonly w: number;
  readonly h: number;
  /** Upper left corners of the cells, relative to the ring's own. */
  readonly at: readonly { readonly x: number; readonly y: number }[];
}

/** What a cell takes with the gap beside it, px. */
type Room = Pick<Box, 'w' | 'h'>;

/** Fewer than these are clearer in a column. */
const FEWEST = 5;
const STEPS = 360;
/** The oval grows by this much until nothing touches, px. */
const GROWTH = 8;

/** A layout tries the same rings again and again while it looks for the height of the stage. */
const known = new Map<string, Ring>();
const MOST_KNOWN = 64;

export const isRing = (nodes: readonly StageNode[]): boolean =>
  nodes.length >= FEWEST && nodes.every((n) => n.ring === true);

/**
 * Cells of `cell` px with `gap` between them, around the smallest oval of the given width on which they keep apart. The first is left of the top, the others follow to the left and around: the first half is the left half.
 * @param width that may be taken, px; a ring that needs it takes more
 */
export function ringOf(count: number, cell: Room, gap: number, width: number): Ring {
  const key = [count, cell.w, cell.h, gap, width].join();
  let ring = known.get(key);
  if (ring) return ring;
  ring = grown(count, cell, gap, width);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, ring);
  return ring;
}

function grown(count: number, cell: Room, gap: number, width: number): Ring {
  let a = Math.max(cell.w, (width - cell.w) / 2);
  let b = cell.h;
  const room = { w: cell.w + gap, h: cell.h + gap };
  for (;;) {
    const at = spread(count, a, b, room).map(({ x, y }) => ({ x: a + x, y: b + y }));
    if (keepApart(at, room)) return { w: 2 * a + cell.w, h: 2 * b + cell.h, at };
    b += GROWTH;
    if (b > 2 * a) a += GROWTH;
  }
}

/**
 * Points along an oval, from the top to the left and around, none of them on the upright axis. It is a superellipse of
 * degree 4, between an ellipse and a rectangle, which takes less height. Distance is measured in cells, by the side that
 * parts two of them.
 */
function spread(count: number, a: number, b: number, { w, h }: Room): { x: number; y: number }[] {
  const along = [0];
  const point = (i: number) => {
    const turn = (2 * Math.PI * i) / STEPS;
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
    const r = ((sin / a) ** 4 + (cos / b) ** 4) ** -0.25;
    return { x: -r * sin, y: -r * cos };
  };
  for (let i = 1; i <= STEPS; i++) {
    const [p, q] = [point(i - 1), point(i)];
    along.push(along[i - 1] + Math.max(Math.abs(q.x - p.x) / w, Math.abs(q.y - p.y) / h));
  }
  return Array.from({ length: count }, (_, k) => {
    const wanted = (along[STEPS] * (k + 0.5)) / count;
    return point(along.findIndex((l) => l >= wanted));
  });
}

function keepApart(at: readonly { x: number; y: number }[], { w, h }: Room): boolean {
  return at.every((p, i) =>
    at.every((q, j) => j <= i || Math.abs(p.x - q.x) >= w || Math.abs(p.y - q.y) >= h),
  );
}
