import type { StageNode } from '../picture';
import {
  fitted,
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
  /** It stands in a ring: its links leave in any direction. */
  readonly ring: boolean;
  readonly box: Box;
  /** The name, cut to what fits, in its own box; inside the mark or below it. */
  readonly label: { readonly text: string; readonly where: 'inside' | 'below'; readonly box: Box };
}

/** Puts a node's mark and its name into its cell. */
export function placeOf(spec: StageNode, node: number, size: Size, way: Way, cell: Box): Place {
  const { w, h, label: where } = markSize(spec.shape, size, way);
  const tall = where === 'below' ? h + LABEL_SPACE + LABEL_HEIGHT : h;
  const box = { x: cell.x + (cell.w - w) / 2, y: cell.y + (cell.h - tall) / 2, w, h };
  const ring = spec.ring === true;
  const base = { node, id: spec.id, shape: spec.shape, size, layer: spec.layer, ring, box };
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

/** Left of it is the arc, of a server or a coordinator that has room for one; right of a small one its badge. */
function insideLabel(spec: StageNode, size: Size, box: Box): { text: string; box: Box } {
  const { left, right, top } = insets(spec.shape, size);
  const room = box.w - left - right;
  const px = size === 'large' ? 13 : 12;
  const text = fitted(spec.label, room, px);
  const w = Math.min(room, textWidth(text, px));
  return { text, box: { x: box.x + left, y: box.y + top, w, h: LABEL_HEIGHT } };
}

function insets(
  shape: StageNode['shape'],
  size: Size,
): { left: number; right: number; top: number } {
  if (shape === 'load-balancer' && size !== 'tiny') return { left: 44, right: 44, top: 8 };
  if (size === 'tiny') return { left: 7, right: 26, top: 8 };
  if (size === 'small') return { left: 9, right: 22, top: 5 };
  return shape === 'server'
    ? { left: size === 'large' ? 48 : 38, right: 10, top: size === 'large' ? 9 : 7 }
    : { left: 12, right: 10, top: size === 'large' ? 9 : 7 };
}
