import type { StageNode } from '../picture';
import { isAfter, parted } from './beside';
import {
  cellOf,
  gapOf,
  heightOf,
  rowCells,
  rowsOf,
  sum,
  tallestOf,
  widthOf,
  type Layer,
  type Room,
} from './layers';
import { placeOf, type Place } from './place';
import { SIZES, type Way } from './sizes';

/** Between the marks and the edge of the stage, px. */
export const EDGE = 18;
/** Lanes are `tight` where marks would else have to lose their words. */
export const LANE = {
  across: { tight: 56, least: 92, most: 300 },
  down: { tight: 30, least: 50, most: 110 },
};
/** Marks of one layer move apart up to this much when there is room. */
const LOOSE = 40;

/** Puts layers one after the other into a room of this height, px. */
type Lay = (
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  room: Room,
  height: number,
) => Place[];

const across: Lay = (layers, nodes, room, height) => {
  const { width } = room;
  const total = sum(layers.map((l) => widthOf(l)));
  const lane = laneOf(width - 2 * EDGE - total, layers.length, room);
  let x = (width - total - lane * (layers.length - 1)) / 2;
  return layers.flatMap((layer) => {
    const heights = layer.ring?.h ?? sum(rowsOf(layer));
    const gap = { x: gapOf(layer), y: loose(layer, (height - 2 * EDGE - heights) / layer.rows) };
    const top = (height - heights - (layer.rows - 1) * gap.y) / 2;
    const placed = grid(layer, nodes, 'across', x, top, gap);
    x += widthOf(layer) + lane;
    return placed;
  });
};

const down: Lay = (layers, nodes, room, height) => {
  const { width } = room;
  const total = sum(layers.map(heightOf));
  const lane = laneOf(height - 2 * EDGE - total, layers.length, room);
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
};

/** The room between marks where there is `spare` room for each. */
function loose(layer: Layer, spare: number): number {
  return Math.min(gapOf(layer) + LOOSE, Math.max(gapOf(layer), spare));
}

function laneOf(spare: number, layers: number, { way, lane }: Room): number {
  return layers < 2 ? 0 : Math.min(LANE[way].most, Math.max(lane, spare / (layers - 1)));
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
  const size = SIZES[layer.size];
  const rows = rowsOf(layer);
  const inRows = rowCells(layer);
  const tallest = tallestOf(layer.cells);
  return layer.nodes.flatMap((node, k) => {
    const row = Math.floor(k / columns);
    const inRow = Math.min(columns, layer.nodes.length - row * columns);
    const shift = way === 'down' ? ((columns - inRow) * (width + gap.x)) / 2 : 0;
    const cell = ring
      ? {
          x: left + ring.at[k].x,
          y: top + ring.at[k].y,
          w: width,
          h: tallest.h + tallest.facts,
          facts: tallest.facts,
        }
      : {
          x: left + shift + (k % columns) * (width + gap.x),
          y: top + sum(rows.slice(0, row)) + row * gap.y,
          w: width,
          h: rows[row],
          facts: inRows[row].facts,
        };
    const guest = layer.beside.get(node);
    if (guest === undefined) return [placeOf(nodes[node], node, size, way, cell)];
    const after = ring !== null && isAfter(ring, k, way);
    const own = cellOf(nodes[node], size, way);
    const [mine, other] = parted(cell, own, cellOf(nodes[guest], size, way), way, after);
    return [
      placeOf(nodes[node], node, size, way, mine),
      placeOf(nodes[guest], guest, size, way, other),
    ];
  });
}

/** How layers are put into a room: beside each other, or one below another. */
export const LAY: Readonly<Record<Way, Lay>> = { across, down };
