import { straight, type Curve, type Point } from './curve';
import type { Layout } from './layout';
import { crosses, footOf, grown, wordsUnder, type Box, type Place } from './place';

/** Lanes run beside marks at this distance, and nothing else comes nearer to one than that, px. */
const LANE = 4;
const CLEAR = 2.9;
/** What a turn costs, in px of way, and how many times as dear a way over a name is. */
const TURN = 20;
const OVER_NAMES = 5;
/** The radius at which corners are rounded: less than what would bring them back to the mark, px. */
const ROUND = 6;
/** Ways are looked at in order of what they cost, in steps of so much. */
const BUCKET = 8;
const WAYS = [
  { dx: 1, dy: 0 },
  { dx: -1, dy: 0 },
  { dx: 0, dy: 1 },
  { dx: 0, dy: -1 },
];

interface End extends Point {
  readonly dx: number;
  readonly dy: number;
}

/** The middles of a mark's four sides, and which way is out. */
function sides(place: Place): End[] {
  const { x, y, w, h } = place.box;
  return [
    { x: x + w / 2, y, dx: 0, dy: -1 },
    { x: x + w / 2, y: footOf(place), dx: 0, dy: 1 },
    { x, y: y + h / 2, dx: -1, dy: 0 },
    { x: x + w, y: y + h / 2, dx: 1, dy: 0 },
  ];
}

const outOf = ({ x, y, dx, dy }: End): Point => ({ x: x + dx * LANE, y: y + dy * LANE });

type Stage = Pick<Layout, 'places' | 'width' | 'height'>;

const known = new WeakMap<readonly Place[], Routes>();

/** The shortest way between two marks through the gaps between all others, pulled taut; `null` where there is none. */
export function routed(a: Place, b: Place, stage: Stage): Curve | null {
  let routes = known.get(stage.places);
  if (!routes) known.set(stage.places, (routes = new Routes(stage)));
  return routes.between(a, b);
}

const linesOf = (all: readonly number[], most: number): number[] =>
  [...new Set(all)].filter((at) => at >= 3 && at <= most - 3).sort((p, q) => p - q);

/** The lanes beside all marks of a stage and the crossings of them. A state is a crossing, and whether it was come to along y. */
class Routes {
  readonly #xs: readonly number[];
  readonly #ys: readonly number[];
  readonly #walls: readonly Box[];
  readonly #names: readonly Box[];
  /** What the way from each crossing to the next along x, and along y, costs. */
  readonly #along: readonly [Float64Array, Float64Array];

  constructor({ places, width, height }: Stage) {
    const ends = places.flatMap((place) => sides(place).map(outOf));
    const walls = places.map(({ box }) => grown(box, LANE));
    this.#walls = places.map(({ box }) => grown(box, CLEAR));
    this.#names = places.flatMap(wordsUnder);
    this.#xs = linesOf([...ends.map((p) => p.x), ...walls.flatMap((b) => [b.x, b.x + b.w])], width);
    this.#ys = linesOf(
      [...ends.map((p) => p.y), ...walls.flatMap((b) => [b.y, b.y + b.h])],
      height,
    );
    this.#along = [this.#steps(1, 0), this.#steps(0, 1)];
  }

  #steps(dx: number, dy: number): Float64Array {
    const [xs, ys] = [this.#xs, this.#ys];
    const wide = xs.length;
    const steps = Float64Array.from({ length: wide * ys.length }, (_, at) => {
      const [i, k] = [at % wide, Math.floor(at / wide)];
      return (xs[i + dx] ?? Infinity) - xs[i] + ((ys[k + dy] ?? Infinity) - ys[k]);
    });
    const costs = new Float64Array(steps.length).fill(1);
    // Each box looks for the steps that it lies on: most boxes are nowhere near a step.
    const mark = ({ x, y, w, h }: Box, cost: number) => {
      for (let k = 0; k + dy < ys.length && ys[k] <= y + h; k++) {
        if (dy === 0 ? ys[k] < y : ys[k + 1] <= y || ys[k] >= y + h) continue;
        for (let i = 0; i + dx < wide && xs[i] <= x + w; i++)
          if (dx === 0 ? xs[i] >= x : xs[i + 1] > x && xs[i] < x + w) costs[k * wide + i] = cost;
      }
    };
    for (const name of this.#names) mark(name, OVER_NAMES);
    for (const wall of this.#walls) mark(wall, Infinity);
    return steps.map((length, at) => length * costs[at]);
  }

  between(a: Place, b: Place): Curve | null {
    const [from, to] = [sides(a), sides(b)];
    const { cost, before } = this.#reached(from, to);
    let [last, least, end] = [-1, Infinity, to[0]];
    for (const each of to) {
      const own = each.dx === 0 ? 1 : 0;
      for (const state of [0, 1].map((turned) => 2 * this.#at(each) + turned)) {
        const way = (cost[state] ?? Infinity) + (state % 2 === own ? 0 : TURN);
        if (way < least) [last, least, end] = [state, way, each];
      }
    }
    if (last < 0) return null;
    const points: Point[] = [end];
    for (let state = last; state >= 0; state = before[state])
      points.unshift(this.#point(state >> 1));
    const [first] = points;
    points.unshift(from.find((each) => outOf(each).x === first.x && outOf(each).y === first.y)!);
    return rounded(this.#taut(points));
  }

  #at(end: End): number {
    const { x, y } = outOf(end);
    const [i, k] = [this.#xs.indexOf(x), this.#ys.indexOf(y)];
    return i < 0 || k < 0 ? -1 : k * this.#xs.length + i;
  }

  #point(at: number): Point {
    return { x: this.#xs[at % this.#xs.length], y: this.#ys[Math.floor(at / this.#xs.length)] };
  }

  /** What it costs to come to each state from one of some ends, and by which; as far as the cheapest of others. */
  #reached(from: readonly End[], to: readonly End[]): { cost: Float64Array; before: Int32Array } {
    const goals = to.map((end) => 2 * this.#at(end)).filter((goal) => goal >= 0);
    const cheapest = () =>
      Math.min(...goals.map((goal) => Math.min(cost[goal], cost[goal + 1]) + TURN));
    const wide = this.#xs.length;
    const cost = new Float64Array(2 * wide * this.#ys.length).fill(Infinity);
    const before = new Int32Array(cost.length).fill(-1);
    const queue: number[][] = [];
    const reach = (state: number, dear: number, by: number) => {
      if (!(dear < cost[state])) return;
      cost[state] = dear;
      before[state] = by;
      (queue[Math.floor(dear / BUCKET)] ??= []).push(state);
    };
    for (const end of from) {
      const at = this.#at(end);
      if (at >= 0) reach(2 * at + (end.dx === 0 ? 1 : 0), 0, -1);
    }
    for (let b = 0; b < queue.length && b * BUCKET <= cheapest(); b++)
      for (const state of queue[b] ?? []) {
        // Reached on a cheaper way since.
        if (cost[state] < b * BUCKET) continue;
        const at = state >> 1;
        for (let way = 0; way < WAYS.length; way++) {
          const { dx, dy } = WAYS[way];
          const next = at + dy * wide + dx;
          // The way back to the crossing before it is that one's way here.
          const step = this.#along[dx === 0 ? 1 : 0][dx + dy > 0 ? at : next] ?? Infinity;
          const into = 2 * next + (dx === 0 ? 1 : 0);
          reach(into, cost[state] + step + ((state ^ into) & 1) * TURN, state);
        }
      }
    return { cost, before };
  }

  /** Leaves out the points between which a straight line is free. */
  #taut(points: readonly Point[]): Point[] {
    const isFree = (p: Point, q: Point) =>
      ![...this.#walls, ...this.#names].some((box) => crosses(p, q, box));
    // Its first and last point are on the edges of marks, which no line comes near.
    const out = [points[0], points[1]];
    for (let i = 1; i < points.length - 2;) {
      let k = points.length - 2;
      while (k > i + 1 && !isFree(points[i], points[k])) k--;
      out.push(points[k]);
      i = k;
    }
    return [...out, points.at(-1)!];
  }
}

/** Straight lines through points, round at the corners. */
function rounded(points: readonly Point[]): Curve {
  const out: number[] = [points[0].x, points[0].y];
  let from = points[0];
  for (let i = 1; i < points.length - 1; i++) {
    const { x, y } = points[i];
    const towards = (other: Point): Point => {
      const length = Math.hypot(other.x - x, other.y - y) || 1;
      const by = Math.min(ROUND, length / 2) / length;
      return { x: x + (other.x - x) * by, y: y + (other.y - y) * by };
    };
    const [before, after] = [towards(points[i - 1]), towards(points[i + 1])];
    out.push(...straight(from, before).slice(2));
    out.push((before.x + x) / 2, (before.y + y) / 2, (after.x + x) / 2, (after.y + y) / 2);
    out.push(after.x, after.y);
    from = after;
  }
  return [...out, ...straight(from, points.at(-1)!).slice(2)];
}
