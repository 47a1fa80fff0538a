import { crackPoints } from '../../ui/crack';
import type { Box, Layout, Place } from './layout';
import { pointAt, type Curve, type Point } from './curve';

interface Site extends Point {
  readonly side: number;
}

/** An edge of a site's region; `across` is the site on its other side, −1 at the stage's border. */
interface Corner extends Point {
  across: number;
}

/** Pieces of a curve that count as straight. */
const SAMPLES = 24;

/**
 * Where the sides of a partition meet: lines on which two nodes of different sides are equally near, so that no
 * mark is touched and every link across is. Nodes that are on no side (−1) have no say.
 */
export function fronts(layout: Layout, sides: readonly number[]): Point[][] {
  const sites = layout.places.flatMap((p) => sitesOf(whole(p), sides[p.node] ?? -1));
  const edges: [Point, Point][] = [];
  sites.forEach((site, i) => {
    if (sites.every((other) => other.side === site.side)) return;
    const region = regionOf(sites, i, layout);
    region.forEach((corner, k) => {
      const j = corner.across;
      if (j > i && sites[j].side !== site.side)
        edges.push([corner, region[(k + 1) % region.length]]);
    });
  });
  return chain(edges);
}

/** A mark, its name and its facts. */
function whole({ box, label, facts }: Place): Box {
  const all = [box, label.box, ...(facts ? [facts] : [])];
  const x = Math.min(...all.map((b) => b.x));
  const right = Math.max(...all.map((b) => b.x + b.w));
  const bottom = Math.max(...all.map((b) => b.y + b.h));
  return { x, y: box.y, w: right - x, h: bottom - box.y };
}

/** A wide or tall mark counts as several points, so that the line keeps clear of its ends. */
function sitesOf(box: Box, side: number): Site[] {
  if (side < 0) return [];
  const short = Math.min(box.w, box.h);
  const n = Math.min(5, Math.max(1, Math.round(Math.max(box.w, box.h) / short)));
  return Array.from({ length: n }, (_, i) => {
    const share = n === 1 ? 0.5 : i / (n - 1);
    const wide = box.w >= box.h;
    return {
      side,
      x: wide && n > 1 ? box.x + short / 2 + share * (box.w - short) : box.x + box.w / 2,
      y: !wide && n > 1 ? box.y + short / 2 + share * (box.h - short) : box.y + box.h / 2,
    };
  });
}

/** The part of the stage nearest to site `i`: the stage, cut by the bisector with every other site. */
function regionOf(sites: readonly Site[], i: number, { width, height }: Layout): Corner[] {
  let region: Corner[] = [
    { x: 0, y: 0, across: -1 },
    { x: width, y: 0, across: -1 },
    { x: width, y: height, across: -1 },
    { x: 0, y: height, across: -1 },
  ];
  sites.forEach((other, j) => {
    if (j !== i) region = clip(region, sites[i], other, j);
  });
  return region;
}

function clip(region: readonly Corner[], site: Point, other: Point, across: number): Corner[] {
  const [nx, ny] = [other.x - site.x, other.y - site.y];
  const level = (nx * (site.x + other.x) + ny * (site.y + other.y)) / 2;
  const beyond = (p: Point) => nx * p.x + ny * p.y - level;
  const kept: Corner[] = [];
  region.forEach((a, k) => {
    const b = region[(k + 1) % region.length];
    const [da, db] = [beyond(a), beyond(b)];
    if (da <= 0) kept.push(a);
    if (da <= 0 === db <= 0) return;
    const s = da / (da - db);
    const cut = { x: a.x + s * (b.x - a.x), y: a.y + s * (b.y - a.y) };
    // Leaving: from here on the edge is the bisector. Coming back: it is the old edge again.
    kept.push({ ...cut, across: da <= 0 ? across : a.across });
  });
  return kept;
}

const keyOf = (p: Point): string => `${Math.round(p.x)} ${Math.round(p.y)}`;

/** Joins edges that share an end into lines. */
function chain(edges: readonly [Point, Point][]): Point[][] {
  const left = edges.filter(([a, b]) => keyOf(a) !== keyOf(b));
  const lines: Point[][] = [];
  while (left.length > 0) {
    const line = [...left.pop()!];
    for (const atEnd of [true, false]) {
      for (;;) {
        const tip = keyOf(atEnd ? line.at(-1)! : line[0]);
        const i = left.findIndex(([a, b]) => keyOf(a) === tip || keyOf(b) === tip);
        if (i < 0) break;
        const [a, b] = left.splice(i, 1)[0];
        const next = keyOf(a) === tip ? b : a;
        if (atEnd) line.push(next);
        else line.unshift(next);
      }
    }
    lines.push(line);
  }
  return lines;
}

/**
 * A line with teeth: the fault line along it, the same for the same line.
 * @param amplitude largest distance from the line, px
 */
export function jagged(line: readonly Point[], amplitude: number, tooth = 13): Point[] {
  const lengths = line.slice(1).map((p, i) => Math.hypot(p.x - line[i].x, p.y - line[i].y));
  const total = lengths.reduce((a, b) => a + b, 0);
  const seed = Math.round(line[0].x * 7 + line[0].y * 13 + total);
  return crackPoints(total, amplitude, tooth, seed).map(({ x: along, y: off }) => {
    let k = 0;
    let rest = along;
    while (k < lengths.length - 1 && rest > lengths[k]) rest -= lengths[k++];
    const [a, b] = [line[k], line[k + 1]];
    const s = lengths[k] > 0 ? rest / lengths[k] : 0;
    const [ux, uy] = [(b.x - a.x) / (lengths[k] || 1), (b.y - a.y) / (lengths[k] || 1)];
    return { x: a.x + s * (b.x - a.x) - uy * off, y: a.y + s * (b.y - a.y) + ux * off };
  });
}

/** The share of a curve at which it first crosses one of the lines; 0.5 where it crosses none. */
export function crossing(curve: Curve, lines: readonly (readonly Point[])[]): number {
  const pieces = (curve.length - 2) / 6;
  const samples = pieces === 1 && isStraight(curve) ? 1 : SAMPLES * pieces;
  let before = pointAt(curve, 0);
  for (let k = 1; k <= samples; k++) {
    const here = pointAt(curve, k / samples);
    for (const line of lines) {
      for (let i = 1; i < line.length; i++) {
        const s = meeting(before, here, line[i - 1], line[i]);
        if (s >= 0) return (k - 1 + s) / samples;
      }
    }
    before = here;
  }
  return 0.5;
}

/** Its inner points lie at thirds of the way, as those of the links of a ring do. */
function isStraight([ax, ay, bx, by, cx, cy, dx, dy]: Curve): boolean {
  const off = (a: number, b: number, c: number, d: number) =>
    Math.abs(2 * a + d - 3 * b) + Math.abs(a + 2 * d - 3 * c);
  return off(ax, bx, cx, dx) + off(ay, by, cy, dy) < 0.01;
}

/** The share of a → b at which it meets c → d; −1 where it does not. */
function meeting(a: Point, b: Point, c: Point, d: Point): number {
  const [rx, ry, sx, sy] = [b.x - a.x, b.y - a.y, d.x - c.x, d.y - c.y];
  const cross = rx * sy - ry * sx;
  if (cross === 0) return -1;
  const s = ((c.x - a.x) * sy - (c.y - a.y) * sx) / cross;
  const u = ((c.x - a.x) * ry - (c.y - a.y) * rx) / cross;
  return s >= 0 && s <= 1 && u >= 0 && u <= 1 ? s : -1;
}
