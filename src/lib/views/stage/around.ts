import { lengthOf, pointAt, type Curve, type Point } from './curve';
import type { Layout } from './layout';
import { grown, type Box, type Place } from './place';
import { routed } from './route';

/** A point every so many px tells what a line passes. */
const PITCH = 3;
/** What it costs to pass a mark, one's own mark, a name, or the stage's edge, in px of detour. */
const COST = { mark: 4000, own: 900, name: 150, outside: 4000 };
/** How far the middle of a line is pushed aside, px. */
const PUSHES = [14, -14, 28, -28, 45, -45, 70, -70, 100, -100];

/** What a line had better not pass. */
interface Bar extends Box {
  readonly cost: number;
}

/**
 * The line itself, or, where it passes behind other marks as if they were a chain, or over names, one beside them: the
 * same line bent, or else the shortest way through the gaps.
 */
export function around(
  plain: Curve,
  a: Place,
  b: Place,
  stage: Pick<Layout, 'places' | 'width' | 'height'>,
): Curve {
  const bars = stage.places.flatMap((place) =>
    place === a || place === b ? ownBar(place) : barsOf(place),
  );
  const direct = lengthOf(plain);
  let best = plain;
  let least = costOf(plain, bars, stage, Infinity);
  const improve = (curve: Curve) => {
    const way = Math.max(0, lengthOf(curve) - direct - 4);
    const cost = way < least ? way + costOf(curve, bars, stage, least - way) : Infinity;
    if (cost < least) [best, least] = [curve, cost];
  };
  if (least > 0) {
    // The slightest first: once one is clear, those that go farther are no better.
    for (const curve of bows(plain)) {
      improve(curve);
      if (least < COST.name) return best;
    }
  }
  if (least < COST.own) return best;
  const route = routed(a, b, stage);
  if (route) improve(route);
  return best;
}

const ownBar = ({ box: { x, y, w, h } }: Place): Bar => ({
  ...{ x: x + 3, y: y + 3, w: w - 6, h: h - 6 },
  cost: COST.own,
});

/** Each place's, for all the lines that pass it. */
const known = new WeakMap<Place, readonly Bar[]>();

function barsOf(place: Place): readonly Bar[] {
  const found = known.get(place);
  if (found) return found;
  const { box, label, facts } = place;
  const bars: Bar[] = [{ ...grown(box, 1), cost: COST.mark }];
  if (label.where === 'below') bars.push({ ...label.box, cost: COST.name });
  if (facts) bars.push({ ...facts, cost: COST.name });
  known.set(place, bars);
  return bars;
}

/** What a line passes; so much as `most` is enough to know. */
function costOf(
  curve: Curve,
  bars: readonly Bar[],
  { width, height }: Pick<Layout, 'width' | 'height'>,
  most: number,
): number {
  // Most bars are nowhere near.
  const hull = hullOf(curve);
  const near = bars.filter((bar) => overlap(bar, hull));
  const stage = { x: 3, y: 3, w: width - 6, h: height - 6 };
  let mayLeave = !within(hull, stage);
  const steps = Math.max(12, Math.ceil(lengthOf(curve) / PITCH));
  let cost = 0;
  for (let i = 1; i < steps && cost < most && (near.length > 0 || mayLeave); i++) {
    const point = pointAt(curve, i / steps);
    if (mayLeave && !isIn(point, stage)) {
      mayLeave = false;
      cost += COST.outside;
    }
    for (let k = near.length - 1; k >= 0; k--)
      if (isIn(point, near[k])) cost += near.splice(k, 1)[0].cost;
  }
  return cost;
}

/** The box that a curve's points span: it never leaves that. */
function hullOf(curve: Curve): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < curve.length; i += 2) {
    left = Math.min(left, curve[i]);
    right = Math.max(right, curve[i]);
    top = Math.min(top, curve[i + 1]);
    bottom = Math.max(bottom, curve[i + 1]);
  }
  return { x: left, y: top, w: right - left, h: bottom - top };
}

const isIn = ({ x, y }: Point, b: Box): boolean =>
  x > b.x && y > b.y && x < b.x + b.w && y < b.y + b.h;

const within = (a: Box, b: Box): boolean =>
  a.x >= b.x && a.y >= b.y && a.x + a.w <= b.x + b.w && a.y + a.h <= b.y + b.h;

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** A line with its middle pushed aside, or its two halves to different sides. */
function bows([ax, ay, bx, by, cx, cy, dx, dy]: Curve): Curve[] {
  const length = Math.hypot(dx - ax, dy - ay) || 1;
  const [nx, ny] = [(ay - dy) / length, (dx - ax) / length];
  return PUSHES.flatMap((p): Curve[] =>
    [p, 0, -p].map((q) => [
      ...[ax, ay, bx + p * nx, by + p * ny],
      ...[cx + q * nx, cy + q * ny, dx, dy],
    ]),
  );
}
