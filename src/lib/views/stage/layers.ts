import type { StageNode } from '../picture';
import type { Cell } from './place';
import { isRing, ringOf, type Ring } from './ring';
import {
  factSize,
  GAP,
  LABEL_HEIGHT,
  LABEL_SPACE,
  markSize,
  SIZES,
  type Size,
  textWidth,
  WIDEST_LABEL,
  type Way,
} from './sizes';

const LABEL_PAD = 10;
/** Room between a node and the one beside it: messages pass there. */
export const BESIDE: Record<Way, number> = { across: 56, down: 44 };

/** A ring of pairs has few nodes and many links: it is so many times as high as it must be, where there is room. */
const STRETCH = 1.25;

/** The nodes of one layer, and the grid or ring that they stand in at their present size. */
export interface Layer {
  readonly nodes: readonly number[];
  /** The nodes that stand beside these, by the number of the one that they belong to. */
  readonly beside: ReadonlyMap<number, number>;
  size: number;
  columns: number;
  rows: number;
  cells: readonly Cell[];
  /** Of the widest. */
  width: number;
  /** All names are under their marks. */
  readonly below: boolean;
  /** Where its nodes stand around a ring; `null`: they stand in rows and columns. */
  ring: Ring | null;
}

/** What a stage has room for, px. */
export interface Room {
  readonly way: Way;
  readonly width: number;
  /** All layers together, across the way of a stage of rows. */
  most: number;
  /** The least width of a lane. */
  lane: number;
}

/** The layers of the nodes, in their order, each drawn large until there is no room for that. */
export function layersOf(nodes: readonly StageNode[]): Layer[] {
  const hosts = new Map<number, number>();
  nodes.forEach(({ beside }, i) => {
    // Who stands beside somebody has nobody beside it: it would have no cell of its own to part.
    const host =
      beside === undefined ? -1 : nodes.findIndex((n) => n.id === beside && n.beside === undefined);
    if (host >= 0 && !hosts.has(host)) hosts.set(host, i);
  });
  const guests = new Set(hosts.values());
  const own = nodes.flatMap((n, i) => (guests.has(i) ? [] : [{ ...n, i }]));
  const numbers = [...new Set(own.map((n) => n.layer))].sort((a, b) => a - b);
  return numbers.map((number) => ({
    nodes: byGroup(own.filter(({ layer }) => layer === number)).map(({ i }) => i),
    beside: hosts,
    size: 0,
    columns: 1,
    rows: 1,
    cells: [],
    width: 0,
    below: own.every(
      (n) => n.layer !== number || markSize(n, 'medium', 'across').label === 'below',
    ),
    ring: null,
  }));
}

/** Those of one group next to each other, groups in the order of their names; who is in none stays where it is. */
function byGroup<N extends Pick<StageNode, 'group'>>(nodes: readonly N[]): N[] {
  const grouped = nodes.filter((n) => n.group !== undefined);
  grouped.sort((a, b) => (a.group! < b.group! ? -1 : Number(a.group !== b.group)));
  let next = 0;
  return nodes.map((n) => (n.group === undefined ? n : grouped[next++]));
}

/** What a mark takes with its name, px. */
export function cellOf(node: StageNode, size: Size, way: Way): Cell {
  const { w, h, label } = markSize(node, size, way);
  const facts = factSize(node, size, label);
  if (label === 'inside') return { w: Math.max(w, facts.w), h, facts: facts.h };
  const name = Math.min(WIDEST_LABEL, textWidth(node.label) + LABEL_PAD);
  return { w: Math.max(w, name, facts.w), h: h + LABEL_SPACE + LABEL_HEIGHT, facts: facts.h };
}

function cellsOf(layer: Layer, nodes: readonly StageNode[], way: Way): Layer['cells'] {
  const size = SIZES[layer.size];
  return layer.nodes.map((i) => {
    const own = cellOf(nodes[i], size, way);
    const guest = layer.beside.get(i);
    if (guest === undefined) return own;
    const { w, h, facts } = cellOf(nodes[guest], size, way);
    if (way === 'across')
      return {
        w: own.w + BESIDE.across + w,
        h: Math.max(own.h, h),
        facts: Math.max(own.facts, facts),
      };
    return { w: Math.max(own.w, w), h: own.h + own.facts + BESIDE.down + h + facts, facts: 0 };
  });
}

/** The least room between two marks of the layer, px. */
export const gapOf = (layer: Layer): number => GAP[SIZES[layer.size]];
export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
/** Of the whole layer, px. */
export const widthOf = (layer: Layer, gap = gapOf(layer)): number =>
  layer.ring?.w ?? layer.columns * layer.width + (layer.columns - 1) * gap;

/** What is as high as the highest of some cells, and has as much room for facts as any: their marks stand in line. */
export const tallestOf = (cells: readonly Cell[]): { h: number; facts: number } => ({
  h: Math.max(...cells.map((c) => c.h)),
  facts: Math.max(...cells.map((c) => c.facts)),
});

/** Each row: its height without facts, and that of the facts under it. */
export function rowCells({ cells, rows, columns }: Layer): { h: number; facts: number }[] {
  return Array.from({ length: rows }, (_, row) =>
    tallestOf(cells.slice(row * columns, (row + 1) * columns)),
  );
}

/** The height of each row. */
export const rowsOf = (layer: Layer): number[] => rowCells(layer).map(({ h, facts }) => h + facts);

/** Of the whole layer, px. */
export const heightOf = (layer: Layer): number =>
  layer.ring?.h ?? sum(rowsOf(layer)) + (layer.rows - 1) * gapOf(layer);

/** Columns and rows of a layer at its present size. */
export function arrange(
  layer: Layer,
  nodes: readonly StageNode[],
  { way, most }: Room,
  room: number,
): void {
  const n = layer.nodes.length;
  layer.cells = cellsOf(layer, nodes, way);
  layer.width = Math.max(...layer.cells.map((c) => c.w));
  layer.columns = layer.rows = 1;
  if (isRing(layer.nodes.map((i) => nodes[i]))) {
    const { h, facts } = tallestOf(layer.cells);
    const cell = { w: layer.width, h: h + facts };
    const pairs = layer.nodes.some((node) => layer.beside.has(node));
    // Of an odd number one is in the middle: of a side, where there is room beside it.
    const start = pairs && way === 'across' && n % 2 === 1 ? (n % 4) / 4 : 0.5;
    layer.ring = ringOf(n, cell, gapOf(layer), room, { start, stretch: pairs ? STRETCH : 1 });
    if (pairs && layer.ring && layer.ring.h > most)
      layer.ring = ringOf(n, cell, gapOf(layer), room, { start });
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

/**
 * One line of smaller marks is easier to follow than two of large ones: no link passes behind a mark. It stops where
 * marks would lose their words: those with the name below say as much when small.
 */
export function sprawls(layer: Layer, way: Way): boolean {
  const lines = way === 'across' ? layer.columns : layer.rows;
  return lines > 1 && (layer.size === 0 || (layer.size === 1 && layer.below && way === 'across'));
}
