import { toneOf, type Tone } from '../states/modes';
import type { NodePicture } from '../picture';
import type { LinkPicture } from '../picture-conditions';
import { crossing, jagged } from './fault-line';
import type { Lane } from './frame';
import { directionAt, lengthOf, part, pathOf, pointAt, type Curve, type Point } from './curve';
import type { LinkPath } from './links';

/** One link as it is drawn. */
export interface LinkView {
  readonly from: number;
  readonly to: number;
  /** One path, or the two stumps of a broken link. */
  readonly d: string;
  /** A small crack where it is cut: across it, or on the side of the one direction that is, with an arrow that ends there. */
  readonly crack: string;
  readonly unreliable: boolean;
  /** One of its ends gets no work from the other. */
  readonly idle: boolean;
  /** No message goes there in the whole run. */
  readonly unused: boolean;
}

/** Half of the gap in a broken link, px. */
const GAP = 9;
const CRACK = 11;

/** What each direction of each line is like, by node numbers. */
function directions(links: readonly LinkPicture[]): Map<string, LinkPicture> {
  return new Map(links.map((l) => [`${l.from} ${l.to}`, l]));
}

/** Where each line is broken; whole ones get NaN. `lines` is the fault line, empty without a partition. */
export function lanesOf(
  paths: readonly LinkPath[],
  links: readonly LinkPicture[],
  lines: readonly (readonly Point[])[],
): Lane[] {
  const of = directions(links);
  return paths.map((path) => {
    const forth = of.get(`${path.from} ${path.to}`)?.cut ?? false;
    const back = of.get(`${path.to} ${path.from}`)?.cut ?? false;
    const broken = forth || back ? crossing(path.curve, lines) : NaN;
    return { path, broken };
  });
}

/** How each lane is drawn. `idle`: pairs "from to" that send each other no work; `used`: whether a message ever goes. */
export function linkViews(
  lanes: readonly Lane[],
  links: readonly LinkPicture[],
  partitioned: boolean,
  idle: ReadonlySet<string>,
  used: (from: number, to: number) => boolean,
): LinkView[] {
  const of = directions(links);
  return lanes.map(({ path, broken }) => {
    const [forth, back] = [of.get(`${path.from} ${path.to}`), of.get(`${path.to} ${path.from}`)];
    const both = (forth?.cut ?? true) && (back?.cut ?? true) && !Number.isNaN(broken);
    const one = !both && (forth?.cut || back?.cut);
    return {
      from: path.from,
      to: path.to,
      d: both ? stumps(path.curve, broken) : path.d,
      crack: both
        ? partitioned
          ? ''
          : crackAt(path.curve, broken, -CRACK, CRACK)
        : one
          ? oneWayAt(path.curve, broken, forth?.cut ? 1 : -1)
          : '',
      unreliable: Boolean(forth?.unreliable || back?.unreliable),
      unused: !used(path.from, path.to) && !used(path.to, path.from),
      idle: idle.has(`${path.from} ${path.to}`) || idle.has(`${path.to} ${path.from}`),
    };
  });
}

/** A crack across the line at share `s`, from `low` to `high` px to its right. */
function crackAt(curve: Curve, s: number, low: number, high: number): string {
  const [p, u] = [pointAt(curve, s), directionAt(curve, s)];
  const at = (off: number) => ({ x: p.x - u.y * off, y: p.y + u.x * off });
  return polyline(jagged([at(low), at(high)], 3.5, 5));
}

/** A crack on one side of the line, and an arrow along it that ends there. `way`: 1 forth is cut, −1 back. */
function oneWayAt(curve: Curve, s: number, way: 1 | -1): string {
  const [p, u] = [pointAt(curve, s), directionAt(curve, s)];
  const at = (along: number, off: number) => ({
    x: p.x + way * (u.x * along - u.y * off),
    y: p.y + way * (u.y * along + u.x * off),
  });
  const crack = way > 0 ? crackAt(curve, s, 0, CRACK + 3) : crackAt(curve, s, -CRACK - 3, 0);
  const tip = at(-6, 9);
  return crack + polyline([at(-30, 9), tip]) + polyline([at(-12, 4), tip, at(-12, 14)]);
}

function stumps(curve: Curve, s: number): string {
  const length = lengthOf(curve) || 1;
  const gap = Math.min(0.2, GAP / length);
  return (
    pathOf(part(curve, 0, Math.max(0, s - gap))) + pathOf(part(curve, Math.min(1, s + gap), 1))
  );
}

/** The `d` of a line through points. */
export function polyline(points: readonly Point[]): string {
  return points.map(({ x, y }, i) => `${i ? 'L' : 'M'}${x.toFixed(1)},${y.toFixed(1)}`).join('');
}

/** A dot where a link leaves a node that has an opinion of the other end. */
export interface PortView extends Point {
  readonly tone: Tone;
}

/** What nodes make of each other, at their ends of the links between them; and which pairs idle. */
export function opinionsOf(
  paths: readonly LinkPath[],
  nodes: readonly NodePicture[],
): { ports: PortView[]; idle: Set<string> } {
  const ports: PortView[] = [];
  const idle = new Set<string>();
  for (const { from, to, curve } of paths) {
    for (const [self, other, s] of [
      [from, to, 0],
      [to, from, 1],
    ] as const) {
      const seen = nodes[self].parts.find((p) => p.name === nodes[other].id);
      if (!seen || nodes[self].host === 'crashed') continue;
      const tone = toneOf(seen.tags);
      ports.push({ ...pointAt(curve, s), tone });
      if (tone === 'fault' || tone === 'unknown') idle.add(`${self} ${other}`);
    }
  }
  return { ports, idle };
}
