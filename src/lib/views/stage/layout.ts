import type { StageNode } from '../picture';
import {
  fitted,
  GAP,
  LABEL_HEIGHT,
  LABEL_SPACE,
  markSize,
  SIZES,
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
  readonly box: Box;
  /** The name, cut to what fits, in its own box; inside the mark or below it. */
  readonly label: { readonly text: string; readonly where: 'inside' | 'below'; readonly box: Box };
}

export interface Layout {
  readonly way: Way;
  readonly width: number;
  readonly height: number;
  readonly places: readonly Place[];
  /** The least room between two marks. */
  readonly gap: number;
}

/** Below this width layers are rows. */
const NARROW = 620;
const EDGE = 18;
const LANE = { across: { least: 92, most: 300 }, down: { least: 50, most: 84 } };
/** The height that a stage wants to stay under when none is given. */
const WISH = { across: 430, down: 470 };
const LEAST_HEIGHT = { across: 260, down: 300 };
/** Marks of one layer move apart up to this much when there is room. */
const LOOSE = 40;
const LABEL_PAD = 10;
/** A name under a mark may be this wide. */
const WIDEST_LABEL = 112;

interface Layer {
  readonly nodes: readonly number[];
  size: number;
  columns: number;
  rows: number;
  cell: { w: number; h: number };
}

/**
 * Puts the nodes into layers from left to right, on a narrow stage from top to bottom. A layer with many nodes is
 * packed as a grid of smaller marks; the stage grows higher before anything overlaps.
 * @param width of the stage, px
 * @param height of the stage, px, where it is given; more is taken when the marks need it
 */
export function layoutStage(nodes: readonly StageNode[], width: number, height?: number): Layout {
  const way: Way = width < NARROW ? 'down' : 'across';
  const layers = layersOf(nodes);
  let most = (height ?? WISH[way]) - 2 * EDGE;
  while (!fits(layers, nodes, way, width, most)) {
    const widest = layers
      .filter((layer) => layer.size < SIZES.length - 1)
      .sort((a, b) => b.nodes.length - a.nodes.length || a.size - b.size)[0];
    if (widest) widest.size++;
    else most += 40;
    if (most > 20_000) break;
  }
  const need = needs(layers, way);
  const tall = Math.max(height ?? LEAST_HEIGHT[way], need + 2 * EDGE);
  const places =
    way === 'across' ? across(layers, nodes, width, tall) : down(layers, nodes, width, tall);
  const gap = Math.min(...layers.map((layer) => GAP[SIZES[layer.size]]));
  return { way, width, height: tall, places: places.sort((a, b) => a.node - b.node), gap };
}

function layersOf(nodes: readonly StageNode[]): Layer[] {
  const numbers = [...new Set(nodes.map((n) => n.layer))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    nodes: nodes.flatMap((n, i) => (n.layer === number ? [i] : [])),
    size: 0,
    columns: 1,
    rows: 1,
    cell: { w: 0, h: 0 },
  }));
}

function cellOf(layer: Layer, nodes: readonly StageNode[], way: Way): Layer['cell'] {
  const cells = layer.nodes.map((i) => {
    const { w, h, label } = markSize(nodes[i].shape, SIZES[layer.size], way);
    if (label === 'inside') return { w, h };
    const name = Math.min(WIDEST_LABEL, textWidth(nodes[i].label) + LABEL_PAD);
    return { w: Math.max(w, name), h: h + LABEL_SPACE + LABEL_HEIGHT };
  });
  return { w: Math.max(...cells.map((c) => c.w)), h: Math.max(...cells.map((c) => c.h)) };
}

const gapOf = (layer: Layer): number => GAP[SIZES[layer.size]];
const extent = (count: number, size: number, gap: number): number =>
  count * size + (count - 1) * gap;

/** Chooses the grid of each layer at its present size. True when all of it fits. */
function fits(
  layers: Layer[],
  nodes: readonly StageNode[],
  way: Way,
  width: number,
  most: number,
): boolean {
  const room = width - 2 * EDGE;
  for (const layer of layers) {
    const n = layer.nodes.length;
    const gap = gapOf(layer);
    layer.cell = cellOf(layer, nodes, way);
    if (way === 'across') {
      const rows = Math.max(1, Math.floor((most + gap) / (layer.cell.h + gap)));
      layer.columns = Math.ceil(n / rows);
      layer.rows = Math.ceil(n / layer.columns);
    } else {
      const columns = Math.max(1, Math.floor((room + gap) / (layer.cell.w + gap)));
      layer.rows = Math.ceil(n / columns);
      layer.columns = Math.ceil(n / layer.rows);
    }
  }
  const lanes = LANE[way].least * (layers.length - 1);
  const widths = layers.map((l) => extent(l.columns, l.cell.w, gapOf(l)));
  if (way === 'down') return Math.max(...widths) <= room && needs(layers, way) <= most;
  return widths.reduce((a, b) => a + b, lanes) <= room && needs(layers, way) <= most;
}

function needs(layers: readonly Layer[], way: Way): number {
  const heights = layers.map((l) => extent(l.rows, l.cell.h, gapOf(l)));
  if (way === 'across') return Math.max(...heights);
  return heights.reduce((a, b) => a + b, LANE.down.least * (layers.length - 1));
}

function across(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  width: number,
  height: number,
): Place[] {
  const widths = layers.map((l) => extent(l.columns, l.cell.w, gapOf(l)));
  const total = widths.reduce((a, b) => a + b, 0);
  const lane = laneOf(width - 2 * EDGE - total, layers.length, 'across');
  let x = (width - total - lane * (layers.length - 1)) / 2;
  return layers.flatMap((layer, k) => {
    const spare =
      (height - 2 * EDGE - extent(layer.rows, layer.cell.h, 0)) / Math.max(1, layer.rows);
    const gap = {
      x: gapOf(layer),
      y: Math.min(gapOf(layer) + LOOSE, Math.max(gapOf(layer), spare)),
    };
    const top = (height - extent(layer.rows, layer.cell.h, gap.y)) / 2;
    const placed = grid(layer, nodes, 'across', x, top, gap);
    x += widths[k] + lane;
    return placed;
  });
}

function down(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  width: number,
  height: number,
): Place[] {
  const heights = layers.map((l) => extent(l.rows, l.cell.h, gapOf(l)));
  const total = heights.reduce((a, b) => a + b, 0);
  const lane = laneOf(height - 2 * EDGE - total, layers.length, 'down');
  let y = (height - total - lane * (layers.length - 1)) / 2;
  return layers.flatMap((layer, k) => {
    const spare =
      (width - 2 * EDGE - extent(layer.columns, layer.cell.w, 0)) / Math.max(1, layer.columns);
    const gap = {
      x: Math.min(gapOf(layer) + LOOSE, Math.max(gapOf(layer), spare)),
      y: gapOf(layer),
    };
    const left = (width - extent(layer.columns, layer.cell.w, gap.x)) / 2;
    const placed = grid(layer, nodes, 'down', left, y, gap);
    y += heights[k] + lane;
    return placed;
  });
}

function laneOf(spare: number, layers: number, way: Way): number {
  return layers < 2 ? 0 : Math.min(LANE[way].most, Math.max(LANE[way].least, spare / (layers - 1)));
}

function grid(
  layer: Layer,
  nodes: readonly StageNode[],
  way: Way,
  left: number,
  top: number,
  gap: { x: number; y: number },
): Place[] {
  const { columns, cell } = layer;
  return layer.nodes.map((node, k) => {
    const row = Math.floor(k / columns);
    const inRow = Math.min(columns, layer.nodes.length - row * columns);
    const shift = ((columns - inRow) * (cell.w + gap.x)) / 2;
    const x = left + (way === 'down' ? shift : 0) + (k % columns) * (cell.w + gap.x);
    return placeOf(nodes[node], node, SIZES[layer.size], way, {
      x,
      y: top + row * (cell.h + gap.y),
      ...cell,
    });
  });
}

function placeOf(spec: StageNode, node: number, size: Size, way: Way, cell: Box): Place {
  const { w, h, label: where } = markSize(spec.shape, size, way);
  const tall = where === 'below' ? h + LABEL_SPACE + LABEL_HEIGHT : h;
  const box = { x: cell.x + (cell.w - w) / 2, y: cell.y + (cell.h - tall) / 2, w, h };
  const base = { node, id: spec.id, shape: spec.shape, size, layer: spec.layer, box };
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
