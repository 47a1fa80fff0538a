import type { StageNode } from '../picture';
import type { Box } from './place';

/** Peers of one layer that stand around an oval instead of in a grid. */
export interface Ring {
  readonly w: number;
  readonly h: number;
  /** Upper left corners of the cells, relative to the ring's own. */
  readonly at: readonly { readonly x: number; readonly y: number }[];
}

/** What a mark takes, with its name or more, px. */
type Cell = Pick<Box, 'w' | 'h'>;

/** Fewer than these are clearer in a column. */
const FEWEST = 5;
const STEPS = 96;
/** The oval grows by this much until nothing touches, px. */
const GROWTH = 8;

/** A layout tries the same rings again and again while it looks for the height of the stage. */
const known = new Map<string, Ring | null>();
const MOST_KNOWN = 64;

export const isRing = (nodes: readonly StageNode[]): boolean =>
  nodes.length >= FEWEST && nodes.every((n) => n.ring === true);

/**
 * Cells with `gap` between them, around the smallest oval of the given width on which they keep apart. The first is left
 * of the top, the others follow to the left and around: by default the first half is the left half. `null` where there
 * is too little room for a ring.
 * @param width of the ring, px
 * @param stretch how many times as high it is as it must be, so that links show between the nodes
 * @param start how far after the top the first is, in steps from one to the next
 */
export function ringOf(
  count: number,
  cell: Cell,
  gap: number,
  width: number,
  { stretch = 1, start = 0.5 } = {},
): Ring | null {
  const key = [count, cell.w, cell.h, gap, width, stretch, start].join();
  const before = known.get(key);
  if (before !== undefined) return before;
  const ring = grown(count, cell, gap, width, { stretch, start });
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, ring);
  return ring;
}

function grown(
  count: number,
  cell: Cell,
  gap: number,
  width: number,
  { stretch, start }: { stretch: number; start: number },
): Ring | null {
  const room = { w: cell.w + gap, h: cell.h + gap };
  const a = (width - cell.w) / 2;
  // Two columns need no more height than this.
  const most = (count / 2) * room.h;
  for (let b = cell.h; a > 0 && b <= most; b += GROWTH) {
    if (!keepApart(spread(count, start, a, b, room), room)) continue;
    const high = b * stretch;
    const at = spread(count, start, a, high, room).map(({ x, y }) => ({ x: a + x, y: high + y }));
    if (keepApart(at, room)) return { w: 2 * a + cell.w, h: 2 * high + cell.h, at };
  }
  return null;
}

/**
 * Points along an oval, from the top to the left and around, by default none of them at the top. It is a superellipse of
 * degree 4, between an ellipse and a rectangle, which takes less height. Distance is measured in cells, by the side that
 * parts two of them.
 */
function spread(
  count: number,
  start: number,
  a: number,
  b: number,
  { w, h }: Cell,
): { x: number; y: number }[] {
  const points = Array.from({ length: STEPS + 1 }, (_, i) => {
    const turn = (2 * Math.PI * i) / STEPS;
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
    const r = 1 / Math.sqrt(Math.hypot((sin / a) ** 2, (cos / b) ** 2));
    return { x: -r * sin, y: -r * cos };
  });
  const along = [0];
  for (let i = 1; i <= STEPS; i++) {
    const [p, q] = [points[i - 1], points[i]];
    along.push(along[i - 1] + Math.max(Math.abs(q.x - p.x) / w, Math.abs(q.y - p.y) / h));
  }
  return Array.from({ length: count }, (_, k) => {
    const wanted = (along[STEPS] * (k + start)) / count;
    const i = Math.max(
      1,
      along.findIndex((l) => l >= wanted),
    );
    const share = (wanted - along[i - 1]) / (along[i] - along[i - 1]);
    const [p, q] = [points[i - 1], points[i]];
    return { x: p.x + share * (q.x - p.x), y: p.y + share * (q.y - p.y) };
  });
}

function keepApart(at: readonly { x: number; y: number }[], { w, h }: Cell): boolean {
  return at.every((p, i) =>
    at.every((q, j) => j <= i || Math.abs(p.x - q.x) >= w || Math.abs(p.y - q.y) >= h),
  );
}
