import type { StageNode } from '../picture';
import { EDGE, LANE, LAY } from './lay';
import type { Place } from './place';
import { isRing } from './ring';
import {
  arrange,
  heightOf,
  layersOf,
  sprawls,
  sum,
  widthOf,
  type Layer,
  type Room,
} from './layers';
import { GAP, MOST_FACTS, SIZES, type Way } from './sizes';

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
/** What has to be small keeps its words where that costs no ring, and a stage of no given height only so much of it. */
const WORDY = 1.2;
/** So high a stage may get for facts that small marks had else no room for. */
const AMPLE = 480;
/** A ring takes at most this share of a wide stage. */
const RING_SHARE = 0.56;

/** Marks of this size still have a name and a figure. */
const SMALL = SIZES.indexOf('small');

/**
 * Makes marks smaller, the stage higher and lanes narrower, until all of it fits. The room that it takes; `null`: it
 * never fits.
 */
function shrink(
  layers: readonly Layer[],
  nodes: readonly StageNode[],
  way: Way,
  width: number,
  height: number | undefined,
): Room | null {
  const { tight, least } = LANE[way];
  const room: Room = { way, width, most: (height ?? WISH[way]) - 2 * EDGE, lane: least };
  const hasRing = way === 'down' && layers.some((l) => isRing(l.nodes.map((i) => nodes[i])));
  const tallest = room.most + (height === undefined ? (hasRing ? 2 : 1) * GROWTH : 0);
  while (!fits(layers, nodes, room)) {
    const crowded = smaller(layers, (layer) => sprawls(layer, way)) ?? smaller(layers, mayShrink);
    const next = crowded ?? (room.most < tallest ? undefined : largest(layers));
    if (next) next.size++;
    else if (room.most < tallest) room.most += STEP;
    else if (room.lane > tight) room.lane = tight;
    else {
      const any = smaller(layers, () => true);
      if (any) any.size++;
      else if (room.most > HIGHEST) return null;
      else room.most += STEP;
    }
  }
  return room;
}

/**
 * Puts the nodes into layers from left to right, on a narrow stage from top to bottom. A layer with many nodes is
 * packed as a grid of smaller marks; the stage grows higher before anything overlaps.
 * @param width of the stage, px
 * @param height of the stage, px, where it is given; more is taken when the marks need it
 */
export function layoutStage(nodes: readonly StageNode[], width: number, height?: number): Layout {
  const plain = laidOut(nodes, width, height);
  const isWhole = ({ size, node, label }: Place) =>
    size !== 'tiny' && label.text === nodes[node].label;
  if (plain.places.every(isWhole)) return ample(plain, nodes, height) ?? plain;
  const most = height === undefined ? plain.height * WORDY : Math.max(height, plain.height);
  for (const roomy of ['fact', 'name'] as const) {
    const named = laidOut(
      nodes.map((node) => ({ ...node, roomy })),
      width,
      height,
    );
    if (named.height <= most && named.rings === plain.rings && named.way === plain.way)
      return named;
  }
  return plain;
}

/** The same with another fact under small marks that have more to say, where that costs no size and little height. */
function ample(plain: Laid, nodes: readonly StageNode[], height?: number): Laid | null {
  const hasMore = ({ size, node }: Place) =>
    size === 'small' && (nodes[node].facts?.lines ?? 0) > MOST_FACTS.small;
  if (!plain.places.some(hasMore)) return null;
  const roomy = nodes.map((node) => ({ ...node, roomy: 'facts' as const }));
  const more = laidOut(roomy, plain.width, height);
  const most = Math.max(plain.height, height ?? AMPLE);
  const isAlike = more.places.every(({ size }, i) => size === plain.places[i].size);
  return isAlike && more.way === plain.way && more.height <= most ? more : null;
}

type Laid = Layout & { readonly rings: number };

function laidOut(nodes: readonly StageNode[], width: number, height?: number): Laid {
  const { layers, room } = chosen(nodes, width, height);
  const need = needs(layers, room);
  const tall = Math.max(height ?? ownHeight(layers, room.way, need), need + 2 * EDGE);
  const places = LAY[room.way](layers, nodes, room, tall);
  const gap = Math.min(...layers.map((layer) => GAP[SIZES[layer.size]]));
  places.sort((a, b) => a.node - b.node);
  const rings = layers.filter((layer) => layer.ring).length;
  return { way: room.way, width, height: tall, places, gap, rings };
}

/** Across where there is the width for it, unless layers stand in one line each only when they are rows. */
function chosen(nodes: readonly StageNode[], width: number, height?: number) {
  const rows = layersOf(nodes);
  const columns = layersOf(nodes);
  // A chain of many layers may be too long for its width at any size.
  const across = width >= NARROW && shrink(columns, nodes, 'across', width, height);
  if (across && (height === undefined || inLines(columns, 'across'))) {
    return { layers: columns, room: across };
  }
  const down = shrink(rows, nodes, 'down', width, height);
  const inSight = height !== undefined && down && down.most <= height && inLines(rows, 'down');
  if (across && !inSight) return { layers: columns, room: across };
  const endless: Room = { way: 'down', width, most: HIGHEST, lane: LANE.down.least };
  return { layers: rows, room: down ?? endless };
}

/** Layers of few nodes stand in one line each: no link passes behind a mark. */
const inLines = (layers: readonly Layer[], way: Way): boolean =>
  layers.every(
    (l) => l.ring || l.nodes.length > FEW || (way === 'across' ? l.columns : l.rows) === 1,
  );

function ownHeight(layers: readonly Layer[], way: Way, need: number): number {
  if (way === 'across') return LEAST_HEIGHT.across;
  const easy = need + 2 * EDGE + (EASY - LANE.down.least) * (layers.length - 1);
  return Math.max(LEAST_HEIGHT.down, Math.min(WISH.down, easy));
}

/** A ring keeps its names as long as the stage can grow; other layers with many nodes do not. */
const mayShrink = ({ ring, nodes, size }: Layer): boolean =>
  ring ? size < SMALL : nodes.length > FEW || size === 0;

/** The fullest layer among those that `may` be drawn smaller; `undefined` when none can. */
function smaller(layers: readonly Layer[], may: (layer: Layer) => boolean): Layer | undefined {
  return layers
    .filter((layer) => layer.size < SIZES.length - 1 && may(layer))
    .sort((a, b) => b.nodes.length - a.nodes.length || a.size - b.size)[0];
}

/** Of the layers that would still be named when drawn smaller, the one drawn largest; `undefined` when there is none. */
function largest(layers: readonly Layer[]): Layer | undefined {
  return layers
    .filter((layer) => layer.size < SMALL)
    .sort((a, b) => a.size - b.size || b.nodes.length - a.nodes.length)[0];
}

/** Chooses the grid of each layer at its present size. True when all of it fits. */
function fits(layers: readonly Layer[], nodes: readonly StageNode[], room: Room): boolean {
  const { way, lane } = room;
  const wide = room.width - 2 * EDGE;
  const lanes = lane * (layers.length - 1);
  const rings = layers.filter((l) => isRing(l.nodes.map((i) => nodes[i])));
  const others = layers.filter((l) => !rings.includes(l));
  for (const layer of others) arrange(layer, nodes, room, wide);
  const taken = sum(others.map((l) => widthOf(l))) + lanes;
  const alone = way === 'down' || others.length === 0;
  const left = alone ? wide : Math.min(wide * RING_SHARE, wide - taken - 1);
  for (const layer of rings) arrange(layer, nodes, room, left / rings.length);
  if (layers.some((layer) => sprawls(layer, way)) || needs(layers, room) > room.most) return false;
  const widths = layers.map((l) => widthOf(l));
  return (way === 'down' ? Math.max(...widths) : sum(widths) + lanes) <= wide;
}

function needs(layers: readonly Layer[], { way, lane }: Room): number {
  const heights = layers.map(heightOf);
  return way === 'across' ? Math.max(...heights) : sum(heights) + lane * (layers.length - 1);
}
