import type { StageNode } from '../picture';
import type { Point } from './curve';
import type { Layout } from './layout';
import { polyline } from './link-views';
import type { Box, Place } from './place';
import { FACT_HEIGHT } from './sizes';

/** The outline around the nodes of a group, such as a zone, and where its name stands: under its lowest node. */
export interface GroupView extends Point {
  readonly name: string;
  readonly d: string;
}

/** Room between a node and the outline, px; under the lowest also that for the name. */
const PAD = 6;
const NAME = 16;

/** Between an outline and the edge of the stage, at least, px. */
const EDGE = 2;

/** A mark with all that belongs to it. */
function whole({ box, label, facts }: Place): Box {
  const all = [box, label.box, ...(facts ? [facts] : [])];
  const [x, y] = [Math.min(...all.map((b) => b.x)), Math.min(...all.map((b) => b.y))];
  const right = Math.max(...all.map((b) => b.x + b.w));
  const bottom = Math.max(...all.map((b) => b.y + b.h));
  return { x, y, w: right - x, h: bottom - y };
}

/** Outlines of all groups; none of one that would enclose a node of another, or that has but one node. */
export function groupViews(layout: Layout, nodes: readonly StageNode[]): GroupView[] {
  const names = new Set(nodes.flatMap((n) => n.group ?? []));
  /** Its facts are drawn under it while it is told of, in room that is not its own. */
  const borrows = ({ node, facts }: Place) => facts === null && nodes[node].facts !== undefined;
  const onStage = ({ x, y }: Point): Point => ({
    x: Math.min(layout.width - EDGE, Math.max(EDGE, x)),
    y: Math.min(layout.height - EDGE, Math.max(EDGE, y)),
  });
  return [...names].flatMap((name): GroupView[] => {
    const isIn = ({ node }: Place) => nodes[node].group === name;
    const members = layout.places.filter(isIn);
    const boxes = members.map(whole);
    if (boxes.length < 2) return [];
    const lowest = boxes.reduce((a, b) => (b.y + b.h > a.y + a.h ? b : a));
    const foot = lowest.y + lowest.h + (borrows(members[boxes.indexOf(lowest)]) ? FACT_HEIGHT : 0);
    const hull = hullOf(
      boxes.flatMap((b) => {
        const bottom = (b === lowest ? foot + NAME : b.y + b.h) + PAD;
        const [left, right] = [b.x - PAD, b.x + b.w + PAD];
        return [left, right].flatMap((x) => [b.y - PAD, bottom].map((y) => onStage({ x, y })));
      }),
    );
    const isEnclosed = ({ box: { x, y, w, h } }: Place) =>
      encloses(hull, { x: x + w / 2, y: y + h / 2 });
    if (layout.places.some((p) => !isIn(p) && isEnclosed(p))) return [];
    return [
      {
        name: name.replace(/-(\w)$/, (_, letter: string) => ` ${letter.toUpperCase()}`),
        d: `${polyline(hull)}Z`,
        x: lowest.x + lowest.w / 2,
        y: foot + NAME - 3,
      },
    ];
  });
}

/** Above zero where `c` is to the left of the way from `a` to `b`. */
const turn = (a: Point, b: Point, c: Point): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

/** The convex hull of points, in order: Andrew's monotone chain. */
function hullOf(points: Point[]): Point[] {
  const sorted = points.sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (along: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of along) {
      while (chain.length > 1 && turn(chain.at(-2)!, chain.at(-1)!, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

const encloses = (hull: readonly Point[], point: Point): boolean =>
  hull.every((a, i) => turn(a, hull[(i + 1) % hull.length], point) > 0);
