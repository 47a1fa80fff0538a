import type { StageNode } from '../picture';
import type { Point } from './curve';
import {
  factSize,
  fitted,
  insets,
  LABEL_HEIGHT,
  LABEL_SPACE,
  markSize,
  textWidth,
  type Size,
  type Way,
} from './sizes';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** Where one node is drawn. */
export interface Place {
  readonly node: number;
  readonly id: string;
  readonly shape: StageNode['shape'];
  readonly size: Size;
  readonly layer: number;
  /** It stands in a ring, or beside one who does: its links leave in any direction. */
  readonly ring: boolean;
  readonly box: Box;
  /** The name, cut to what fits, in its own box; inside the mark or below it. */
  readonly label: { readonly text: string; readonly where: 'inside' | 'below'; readonly box: Box };
  /** Where its facts are drawn, under mark and name; `null`: it never has any, or no room for them. */
  readonly facts: Box | null;
}

/** The lowest thing of a node: its facts, its name or its mark. */
export const lowest = ({ box, label, facts }: Place): Box =>
  facts ?? (label.where === 'below' ? label.box : box);

/** A message that has just left stands so far from the words under its sender, px. */
const CLEAR = 6;

/** The words under a mark: its name and its facts, where they stand there. */
export const wordsUnder = ({ label, facts }: Pick<Place, 'label' | 'facts'>): Box[] => [
  ...(label.where === 'below' ? [label.box] : []),
  ...(facts ? [facts] : []),
];

/** Where lines leave a node downwards, px. */
export function footOf(place: Place): number {
  const low = lowest(place);
  return low.y + low.h + (low === place.box ? 0 : CLEAR);
}

/** The share of a way after which it has left a box for good; 0 where it never comes into it. */
export function leaves(b: Box, from: Point, by: Point): number {
  if (!crosses(from, { x: from.x + by.x, y: from.y + by.y }, b)) return 0;
  const [across, down] = [
    inside(from.x, by.x, b.x, b.x + b.w),
    inside(from.y, by.y, b.y, b.y + b.h),
  ];
  return Math.min(across.to, down.to);
}

/** What a mark takes with its name, and what its facts take under that, px. */
export interface Cell {
  readonly w: number;
  readonly h: number;
  readonly facts: number;
}

/** Puts a node's mark, its name and its facts into its cell, the lowest `facts` px of which are for facts. */
export function placeOf(
  spec: StageNode,
  node: number,
  size: Size,
  way: Way,
  whole: Box & Pick<Cell, 'facts'>,
): Place {
  const cell: Box = { ...whole, h: whole.h - whole.facts };
  const { w, h, label: where } = markSize(spec, size, way);
  const tall = where === 'below' ? h + LABEL_SPACE + LABEL_HEIGHT : h;
  const box = { x: cell.x + (cell.w - w) / 2, y: cell.y + (cell.h - tall) / 2, w, h };
  const ring = spec.ring === true || spec.beside !== undefined;
  const room = factSize(spec, size, where);
  const middle = cell.x + cell.w / 2;
  const facts =
    room.h > 0
      ? {
          w: room.w,
          h: room.h - room.space,
          x: middle - room.w / 2,
          y: box.y + tall + room.space,
        }
      : null;
  const base = { node, id: spec.id, shape: spec.shape, size, layer: spec.layer, ring, box, facts };
  if (where === 'below') {
    const text = fitted(spec.label, cell.w);
    const wide = Math.min(cell.w, textWidth(text));
    const y = box.y + h + LABEL_SPACE;
    return {
      ...base,
      label: { text, where, box: { x: cell.x + (cell.w - wide) / 2, y, w: wide, h: LABEL_HEIGHT } },
    };
  }
  return { ...base, label: { ...insideLabel(spec, size, box), where } };
}

function insideLabel(spec: StageNode, size: Size, box: Box): { text: string; box: Box } {
  const { left, right, top } = insets(spec.shape, size);
  const room = box.w - left - right;
  const px = size === 'large' ? 13 : 12;
  const text = fitted(spec.label, room, px);
  const w = Math.min(room, textWidth(text, px));
  return { text, box: { x: box.x + left, y: box.y + top, w, h: LABEL_HEIGHT } };
}

/** Whether the straight line from p to q passes through a box. */
export function crosses(p: Point, q: Point, b: Box): boolean {
  const [right, below] = [b.x + b.w, b.y + b.h];
  // Most lines are nowhere near.
  if ((p.x < b.x && q.x < b.x) || (p.x > right && q.x > right)) return false;
  if ((p.y < b.y && q.y < b.y) || (p.y > below && q.y > below)) return false;
  const across = inside(p.x, q.x - p.x, b.x, right);
  const down = inside(p.y, q.y - p.y, b.y, below);
  // To touch it at the end is not to pass it.
  return Math.max(across.from, down.from) < Math.min(across.to, down.to) - 1e-6;
}

/** The share of a way from `at`, `by` long, that lies between two bounds. */
function inside(at: number, by: number, low: number, high: number): { from: number; to: number } {
  if (by === 0) return { from: 0, to: 1 };
  const [s, e] = [(low - at) / by, (high - at) / by];
  return { from: Math.max(0, Math.min(s, e)), to: Math.min(1, Math.max(s, e)) };
}

/** A box with so much around it, px. */
export const grown = ({ x, y, w, h }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  w: w + 2 * by,
  h: h + 2 * by,
});
