import type { StageNode } from '../picture';
import {
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
}

/** Puts a node's mark and its name into its cell. */
export function placeOf(spec: StageNode, node: number, size: Size, way: Way, cell: Box): Place {
  const { w, h, label: where } = markSize(spec, size, way);
  const tall = where === 'below' ? h + LABEL_SPACE + LABEL_HEIGHT : h;
  const box = { x: cell.x + (cell.w - w) / 2, y: cell.y + (cell.h - tall) / 2, w, h };
  const ring = spec.ring === true || spec.beside !== undefined;
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

function insideLabel(spec: StageNode, size: Size, box: Box): { text: string; box: Box } {
  const { left, right, top } = insets(spec.shape, size);
  const room = box.w - left - right;
  const px = size === 'large' ? 13 : 12;
  const text = fitted(spec.label, room, px);
  const w = Math.min(room, textWidth(text, px));
  return { text, box: { x: box.x + left, y: box.y + top, w, h: LABEL_HEIGHT } };
}
