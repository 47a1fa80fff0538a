import type { StageNode } from '../picture';
import { placeOf, type Place } from './place';
import { isRing, ringOf, type Ring } from './ring';
import { GAP, LABEL_HEIGHT, LABEL_SPACE, markSize, SIZES, textWidth, type Way } from './sizes';

export type { Box, Place } from './place';

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
const LANE = { across: { least: 92, most: 300 }, down: { least: 50, most: 110 } };
/** A lane between rows in which messages can be told apart: a stage of no given height grows for it, up to what it wishes. */
const EASY = 84;
/** The height that a stage wants to stay under when none is given. */
const WISH = { across: 470, down: 470 };
const LEAST_HEIGHT = { across: 260, down: 300 };
/** A stage of no given height grows by so much before layers with few nodes lose their words; twice that under a ring. */
const GROWTH = 200;
const STEP = 40;
/** Who needs a stage higher than this lacks width, not height. */
const HIGHEST = 4000;
const FEW = 8;
/** Marks of one layer move apart up to this much when there is room. */
const LOOSE = 40;
const LABEL_PAD = 10;
/** A ring takes at most this share of a wide stage. */
const RING_SHARE = 0.56;
/** A name under a mark may be this wide. */
const WIDEST_LABEL = 112;

interface Layer {
  readonly nodes: readonly number[];
  size: number;
  columns: number;
  rows: number;
  cells: readonly { w: number; h: number }[];
  /** Of the widest. */
  width: number;
  /** Where its nodes stand around a ring; `null`: they stand in rows and columns. */
  ring: Ring | null;
}

/** Makes marks smaller, and the stage higher, until all of it fits. False when it never does. */
function shrink(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  way: Way,
  width: number,
  height: number | undefined,
): boolean {
  let most = (height ?? WISH[way]) - 2 * EDGE;
  const hasRing = way === 'down' && layers.some((l) => isRing(l.nodes.map((i) => nodes[i])));
  const tallest = height === undefined ? most + (hasRing ? 2 : 1) * GROWTH : most;
  while (!fits(layers, nodes, way, width, most)) {
    const crowded = smaller(layers, (layer) => sprawls(layer, way)) ?? smaller(layers, mayShrink);
    if (crowded) crowded.size++;
    else if (most < tallest) most += STEP;
    else {
      const any = smaller(layers, () => true);
      if (any) any.size++;
      else if (most > HIGHEST) return false;
      else most += STEP;
    }
  }
  return true;
}

/**
 * Puts the nodes into layers from left to right, on a narrow stage from top to bottom. A layer with many nodes is
 * packed as a grid of smaller marks; the stage grows higher before anything overlaps.
 * @param width of the stage, px
 * @param height of the stage, px, where it is given; more is taken when the marks need it
 */
export function layoutStage(nodes: readonly StageNode[], width: number, height?: number): Layout {
  let layers = layersOf(nodes);
  // A chain of many layers may be too long for its width at any size: then it goes down, as on a narrow stage.
  const fitsAcross = width >= NARROW && shrink(layers, nodes, 'across', width, height);
  const way: Way = fitsAcross ? 'across' : 'down';
  if (!fitsAcross) {
    layers = layersOf(nodes);
    shrink(layers, nodes, way, width, height);
  }
  const need = needs(layers, way);
  const tall = Math.max(height ?? ownHeight(layers, way, need), need + 2 * EDGE);
  const places =
    way === 'across' ? across(layers, nodes, width, tall) : down(layers, nodes, width, tall);
  const gap = Math.min(...layers.map((layer) => GAP[SIZES[layer.size]]));
  return { way, width, height: tall, places: places.sort((a, b) => a.node - b.node), gap };
}

function ownHeight(layers: readonly Layer[], way: Way, need: number): number {
  if (way === 'across') return LEAST_HEIGHT.across;
  const easy = need + 2 * EDGE + (EASY - LANE.down.least) * (layers.length - 1);
  return Math.max(LEAST_HEIGHT.down, Math.min(WISH.down, easy));
}

/** A ring keeps its names as long as the stage can grow; other layers with many nodes do not. */
const mayShrink = ({ ring, nodes, size }: Layer): boolean =>
  ring ? size < SIZES.indexOf('small') : nodes.length > FEW || size === 0;

/** The fullest layer among those that `may` be drawn smaller; `undefined` when none can. */
function smaller(layers: readonly Layer[], may: (layer: Layer) => boolean): Layer | undefined {
  return layers
    .filter((layer) => layer.size < SIZES.length - 1 && may(layer))
    .sort((a, b) => b.nodes.length - a.nodes.length || a.size - b.size)[0];
}

function layersOf(nodes: readonly StageNode[]): Layer[] {
  const numbers = [...new Set(nodes.map((n) => n.layer))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    nodes: nodes.flatMap((n, i) => (n.layer === number ? [i] : [])),
    size: 0,
    columns: 1,
    rows: 1,
    cells: [],
    width: 0,
    ring: null,
  }));
}

function cellsOf(layer: Layer, nodes: readonly StageNode[], way: Way): Layer['cells'] {
  return layer.nodes.map((i) => {
    const { w, h, label } = markSize(nodes[i].shape, SIZES[layer.size], way);
    if (label === 'inside') return { w, h };
    const name = Math.min(WIDEST_LABEL, textWidth(nodes[i].label) + LABEL_PAD);
    return { w: Math.max(w, name), h: h + LABEL_SPACE + LABEL_HEIGHT };
  });
}

const gapOf = (layer: Layer): number => GAP[SIZES[layer.size]];
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const widthOf = (layer: Layer, gap = gapOf(layer)): number =>
  layer.ring?.w ?? layer.columns * layer.width + (layer.columns - 1) * gap;

/** The height of each row: that of its highest cell. */
function rowsOf({ cells, rows, columns }: Layer): number[] {
  return Array.from({ length: rows }, (_, row) =>
    Math.max(...cells.slice(row * columns, (row + 1) * columns).map((c) => c.h)),
  );
}

const heightOf = (layer: Layer): number =>
  layer.ring?.h ?? sum(rowsOf(layer)) + (layer.rows - 1) * gapOf(layer);

/** Columns and rows of a layer at its present size. */
function arrange(
  layer: Layer,
  nodes: readonly StageNode[],
  way: Way,
  room: number,
  most: number,
): void {
  const n = layer.nodes.length;
  layer.cells = cellsOf(layer, nodes, way);
  layer.width = Math.max(...layer.cells.map((c) => c.w));
  layer.rows = 1;
  if (isRing(layer.nodes.map((i) => nodes[i]))) {
    const cell = { w: layer.width, h: Math.max(...layer.cells.map((c) => c.h)) };
    layer.ring = ringOf(n, cell, gapOf(layer), room);
    if (layer.ring) return;
  }
  if (way === 'down') {
    const gap = gapOf(layer);
    const columns = Math.max(1, Math.floor((room + gap) / (layer.width + gap)));
    layer.rows = Math.ceil(n / columns);
    layer.columns = Math.ceil(n / layer.rows);
    return;
  }
  for (layer.columns = 1; layer.columns <= n; layer.columns++) {
    layer.rows = Math.ceil(n / layer.columns);
    if (heightOf(layer) <= most) break;
  }
  layer.columns = Math.ceil(n / layer.rows);
}

/** One line of smaller marks is easier to follow than two of large ones: no link passes behind a mark. */
const sprawls = (layer: Layer, way: Way): boolean =>
  layer.size === 0 && (way === 'across' ? layer.columns : layer.rows) > 1;

/** Chooses the grid of each layer at its present size. True when all of it fits. */
function fits(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  way: Way,
  width: number,
  most: number,
): boolean {
  const room = width - 2 * EDGE;
  const rings = layers.filter((l) => isRing(l.nodes.map((i) => nodes[i])));
  const others = layers.filter((l) => !rings.includes(l));
  for (const layer of others) arrange(layer, nodes, way, room, most);
  const taken = sum(others.map((l) => widthOf(l))) + LANE.across.least * (layers.length - 1);
  const left = way === 'down' ? room : Math.min(room * RING_SHARE, room - taken - 1);
  for (const layer of rings) arrange(layer, nodes, way, left / rings.length, most);
  if (layers.some((layer) => sprawls(layer, way)) || needs(layers, way) > most) return false;
  const widths = layers.map((l) => widthOf(l));
  const lanes = LANE.across.least * (layers.length - 1);
  return (way === 'down' ? Math.max(...widths) : sum(widths) + lanes) <= room;
}

function needs(layers: readonly Layer[], way: Way): number {
  const heights = layers.map(heightOf);
  return way === 'across'
    ? Math.max(...heights)
    : sum(heights) + LANE.down.least * (layers.length - 1);
}

function across(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  width: number,
  height: number,
): Place[] {
  const total = sum(layers.map((l) => widthOf(l)));
  const lane = laneOf(width - 2 * EDGE - total, layers.length, 'across');
  let x = (width - total - lane * (layers.length - 1)) / 2;
  return layers.flatMap((layer) => {
    const heights = layer.ring?.h ?? sum(rowsOf(layer));
    const gap = { x: gapOf(layer), y: loose(layer, (height - 2 * EDGE - heights) / layer.rows) };
    const top = (height - heights - (layer.rows - 1) * gap.y) / 2;
    const placed = grid(layer, nodes, 'across', x, top, gap);
    x += widthOf(layer) + lane;
    return placed;
  });
}

function down(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  width: number,
  height: number,
): Place[] {
  const total = sum(layers.map(heightOf));
  const lane = laneOf(height - 2 * EDGE - total, layers.length, 'down');
  const left = height - 2 * EDGE - total - lane * (layers.length - 1);
  const more = Math.min(
    LOOSE / 2,
    Math.max(0, left) / Math.max(1, sum(layers.map((l) => l.rows - 1))),
  );
  const between = (layer: Layer) => more * (layer.rows - 1);
  let y = (height - total - sum(layers.map(between)) - lane * (layers.length - 1)) / 2;
  return layers.flatMap((layer) => {
    const spare = (width - 2 * EDGE - layer.columns * layer.width) / layer.columns;
    const gap = { x: loose(layer, spare), y: gapOf(layer) + more };
    const placed = grid(layer, nodes, 'down', (width - widthOf(layer, gap.x)) / 2, y, gap);
    y += heightOf(layer) + between(layer) + lane;
    return placed;
  });
}

/** The room between marks where there is `spare` room for each. */
function loose(layer: Layer, spare: number): number {
  return Math.min(gapOf(layer) + LOOSE, Math.max(gapOf(layer), spare));
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
  const { columns, width, ring } = layer;
  const rows = rowsOf(layer);
  if (ring) {
    const h = Math.max(...layer.cells.map((c) => c.h));
    return layer.nodes.map((node, k) => {
      const cell = { x: left + ring.at[k].x, y: top + ring.at[k].y, w: width, h };
      return placeOf(nodes[node], node, SIZES[layer.size], way, cell);
    });
  }
  return layer.nodes.map((node, k) => {
    const row = Math.floor(k / columns);
    const inRow = Math.min(columns, layer.nodes.length - row * columns);
    const shift = way === 'down' ? ((columns - inRow) * (width + gap.x)) / 2 : 0;
    return placeOf(nodes[node], node, SIZES[layer.size], way, {
      x: left + shift + (k % columns) * (width + gap.x),
      y: top + sum(rows.slice(0, row)) + row * gap.y,
      w: width,
      h: rows[row],
    });
  });
}
