import type { LinkPicture } from '../picture';
import type { Layout } from './layout';
import { footOf, leaves, wordsUnder, type Place } from './place';
import { around } from './around';
import type { Way } from './sizes';
import { pathOf, straight, type Curve, type Point, type Side } from './curve';

/** The line between two nodes, drawn once for both directions. */
export interface LinkPath {
  /** Node numbers, from < to. */
  readonly from: number;
  readonly to: number;
  readonly curve: Curve;
  /** The `d` of an SVG path. */
  readonly d: string;
}

/** Half of a mark's edge that links may use, and the most room between two of them, px. */
const PORTS = { share: 0.38, gap: 15 };
/** Each direction keeps to its right of the line by this much, px. */
export const LANE_OFFSET = 5;

/** More lines than this are drawn so faint that none can be followed: they need no way of their own. */
const CROWD = 60;

/** The lines between the places of a layout, their ends spread along the marks' edges so that they cross little. */
export function linkPaths(
  layout: Layout,
  pairs: readonly Pick<LinkPicture, 'from' | 'to'>[],
): LinkPath[] {
  const places = new Map(layout.places.map((p) => [p.node, p]));
  const keys = new Set(pairs.map(({ from, to }) => `${Math.min(from, to)} ${Math.max(from, to)}`));
  const lines = [...keys].flatMap((key) => {
    const [from, to] = key.split(' ').map(Number);
    const [a, b] = [places.get(from), places.get(to)];
    return a && b && a !== b ? [{ a, b }] : [];
  });
  const ports = spread(
    lines.filter(({ a, b }) => !a.ring && !b.ring),
    layout.way,
  );
  return lines.map(({ a, b }) => {
    const [p, q] = [ports.get(`${a.node} ${b.node}`), ports.get(`${b.node} ${a.node}`)];
    const plain = p && q ? bend(p, q, sideTo(a, b, layout.way)) : chord(a, b);
    const curve = lines.length > CROWD ? plain : around(plain, a, b, layout);
    return { from: a.node, to: b.node, curve, d: pathOf(curve) };
  });
}

const centre = ({ box }: Place): Point => ({ x: box.x + box.w / 2, y: box.y + box.h / 2 });

/** A straight line between two marks, of which at least one stands in a ring. */
function chord(a: Place, b: Place): Curve {
  return straight(edgeTowards(a, centre(b)), edgeTowards(b, centre(a)));
}

/** Where the line from a mark's centre to a point leaves the mark and the words under it. */
function edgeTowards(place: Place, to: Point): Point {
  const from = centre(place);
  const way = { x: to.x - from.x, y: to.y - from.y };
  const foot = footOf(place);
  const words = wordsUnder(place).map((b) => ({ ...b, h: foot - b.y }));
  const share = Math.max(...[place.box, ...words].map((b) => leaves(b, from, way)));
  const by = Math.min(share, 0.5);
  return { x: from.x + way.x * by, y: from.y + way.y * by };
}

function sideTo(a: Place, b: Place, way: Way): Side {
  if (a.layer !== b.layer) {
    if (way === 'across') return b.layer > a.layer ? 'right' : 'left';
    return b.layer > a.layer ? 'bottom' : 'top';
  }
  const [ca, cb] = [centre(a), centre(b)];
  if (Math.abs(cb.y - ca.y) >= Math.abs(cb.x - ca.x)) return cb.y > ca.y ? 'bottom' : 'top';
  return cb.x > ca.x ? 'right' : 'left';
}

function spread(lines: readonly { a: Place; b: Place }[], way: Way): Map<string, Point> {
  const edges = new Map<string, { place: Place; side: Side; others: Place[] }>();
  for (const { a, b } of lines) {
    for (const [place, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const side = sideTo(place, other, way);
      const key = `${place.node} ${side}`;
      const edge = edges.get(key);
      if (edge) edge.others.push(other);
      else edges.set(key, { place, side, others: [other] });
    }
  }
  const ports = new Map<string, Point>();
  for (const { place, side, others } of edges.values()) {
    const upright = side === 'left' || side === 'right';
    const along = (p: Place) => (upright ? centre(p).y : centre(p).x);
    const half = (upright ? place.box.h : place.box.w) * PORTS.share;
    const step = Math.min(PORTS.gap, (2 * half) / Math.max(1, others.length - 1));
    others
      .sort((p, q) => along(p) - along(q) || p.node - q.node)
      .forEach((other, i) => {
        const shift = (i - (others.length - 1) / 2) * step;
        ports.set(`${place.node} ${other.node}`, port(place, side, shift));
      });
  }
  return ports;
}

function port(place: Place, side: Side, shift: number): Point {
  const { x, y, w, h } = place.box;
  switch (side) {
    case 'left':
      return { x, y: y + h / 2 + shift };
    case 'right':
      return { x: x + w, y: y + h / 2 + shift };
    case 'top':
      return { x: x + w / 2 + shift, y };
    case 'bottom':
      return { x: x + w / 2 + shift, y: footOf(place) };
  }
}

function bend(p: Point, q: Point, side: Side): Curve {
  const flat = side === 'left' || side === 'right';
  const dx = flat ? (q.x - p.x) / 2 : 0;
  const dy = flat ? 0 : (q.y - p.y) / 2;
  return [p.x, p.y, p.x + dx, p.y + dy, q.x - dx, q.y - dy, q.x, q.y];
}
