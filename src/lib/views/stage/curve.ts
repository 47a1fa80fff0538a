/** Cubic Bézier curves, end to end: x and y of the first point, then six numbers for each curve. */
export type Curve = readonly number[];

/** A side of a mark. */
export type Side = 'left' | 'right' | 'top' | 'bottom';

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** The distance between the ends of the curve whose numbers begin at `i`. */
const chord = (c: Curve, i: number): number => Math.hypot(c[i + 6] - c[i], c[i + 7] - c[i + 1]);

/** About how long it is, px. */
export function lengthOf(c: Curve): number {
  let length = 0;
  for (let i = 0; i + 7 < c.length; i += 6) {
    const polygon =
      Math.hypot(c[i + 2] - c[i], c[i + 3] - c[i + 1]) +
      Math.hypot(c[i + 4] - c[i + 2], c[i + 5] - c[i + 3]) +
      Math.hypot(c[i + 6] - c[i + 4], c[i + 7] - c[i + 5]);
    length += (chord(c, i) + polygon) / 2;
  }
  return length;
}

/** Which of its curves share `s` of the whole is on, by where its numbers begin, and the share of that one. */
function pieceAt(c: Curve, s: number): readonly [first: number, share: number] {
  const last = c.length - 8;
  if (last === 0) return [0, s];
  let left = 0;
  for (let i = 0; i <= last; i += 6) left += chord(c, i);
  left *= s;
  for (let i = 0; i < last; i += 6) {
    const length = chord(c, i);
    if (left <= length) return [i, length > 0 ? left / length : 0];
    left -= length;
  }
  return [last, Math.min(1, left / (chord(c, last) || 1))];
}

const r = (value: number): number => Math.round(value * 10) / 10;

/** The `d` of a curve. */
export function pathOf(c: Curve): string {
  let d = `M${r(c[0])},${r(c[1])}`;
  for (let i = 2; i < c.length; i += 6)
    d += `C${r(c[i])},${r(c[i + 1])} ${r(c[i + 2])},${r(c[i + 3])} ${r(c[i + 4])},${r(c[i + 5])}`;
  return d;
}

/** The point at share `s` of a curve. */
export function pointAt(c: Curve, s: number): Point {
  const [i, t] = pieceAt(c, s);
  const u = 1 - t;
  const [a, b, d, e] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t];
  return {
    x: a * c[i] + b * c[i + 2] + d * c[i + 4] + e * c[i + 6],
    y: a * c[i + 1] + b * c[i + 3] + d * c[i + 5] + e * c[i + 7],
  };
}

/** How fast the piece that begins at `i` goes at share `t` of it. */
function derivative(c: Curve, i: number, t: number): Point {
  const u = 1 - t;
  const of = (k: number) =>
    3 *
    (u * u * (c[k + 2] - c[k]) + 2 * u * t * (c[k + 4] - c[k + 2]) + t * t * (c[k + 6] - c[k + 4]));
  return { x: of(i), y: of(i + 1) };
}

/** The direction at share `s` of a curve, of length 1. */
export function directionAt(c: Curve, s: number): Point {
  const { x, y } = derivative(c, ...pieceAt(c, s));
  const length = Math.hypot(x, y) || 1;
  return { x: x / length, y: y / length };
}

/** The part of a curve between two shares of it (de Casteljau). */
export function part(c: Curve, s0: number, s1: number): Curve {
  const [[first, from], [last, to]] = [pieceAt(c, s0), pieceAt(c, s1)];
  const out: number[] = [];
  for (let i = first; i <= last; i += 6) {
    const piece = within(c, i, i === first ? from : 0, i === last ? to : 1);
    out.push(...(i === first ? piece : piece.slice(2)));
  }
  return out;
}

function within(c: Curve, i: number, t0: number, t1: number): Curve {
  const piece = c.slice(i, i + 8);
  const [start, end] = [pointAt(piece, t0), pointAt(piece, t1)];
  const [d0, d1] = [derivative(c, i, t0), derivative(c, i, t1)];
  const k = (t1 - t0) / 3;
  return [
    ...[start.x, start.y, start.x + d0.x * k, start.y + d0.y * k],
    ...[end.x - d1.x * k, end.y - d1.y * k, end.x, end.y],
  ];
}

/** The straight line between two points. */
export const straight = (p: Point, q: Point): Curve => {
  const [dx, dy] = [(q.x - p.x) / 3, (q.y - p.y) / 3];
  return [p.x, p.y, p.x + dx, p.y + dy, q.x - dx, q.y - dy, q.x, q.y];
};
