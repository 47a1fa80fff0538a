import type { Place } from './layout';
import type { Curve, Side } from './curve';

/** As many points of a line as tell whether it passes behind a mark. */
const SAMPLES = 32;
/** How far from a mark's edge a line runs past it, px: the narrow way first. */
const LANES = [5, 9, 14];

/**
 * The line itself, or, where it passes behind other marks as if they were a chain, one that goes through the gap beside
 * its end and enters that from the side.
 */
export function around(
  plain: Curve,
  a: Place,
  b: Place,
  side: Side,
  places: readonly Place[],
): Curve {
  const others = places.filter((place) => place !== a && place !== b);
  let [best, least] = [plain, behind(plain, others)];
  if (least === 0) return plain;
  const upright = side === 'top' || side === 'bottom';
  for (const curve of detours(plain, a, b, upright)) {
    const count = behind(curve, others);
    if (count < least) [best, least] = [curve, count];
    if (least === 0) break;
  }
  return best;
}

/** The marks that a line passes behind. */
export function behind(curve: Curve, others: readonly Place[]): number {
  const passed = new Set<Place>();
  for (let i = 1; i < SAMPLES; i++) {
    const [x, y] = [at(curve, i / SAMPLES, 0), at(curve, i / SAMPLES, 1)];
    for (const place of others) {
      const { x: left, y: top, w, h } = place.box;
      if (x > left && x < left + w && y > top && y < top + h) passed.add(place);
    }
  }
  return passed.size;
}

function at(curve: Curve, t: number, axis: 0 | 1): number {
  const s = 1 - t;
  const [p, q, r, u] = [curve[axis], curve[2 + axis], curve[4 + axis], curve[6 + axis]];
  return s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * u;
}

/** Lines that enter `b` from a side, that leave `a` by a side, or both: as if they ran downwards, turned where they do not. */
function detours(plain: Curve, a: Place, b: Place, upright: boolean): Curve[] {
  const turn = (c: Curve): Curve =>
    upright ? c : [c[1], c[0], c[3], c[2], c[5], c[4], c[7], c[6]];
  const [px, py, , , , , qx, qy] = turn(plain);
  const [from, to] = [sides(a, upright), sides(b, upright)];
  const made: Curve[] = [];
  for (const room of LANES) {
    for (const end of to)
      for (const pull of [0.3, 0.7])
        made.push(entering(px, py, end.x, end.y, end.x + end.out * room, pull));
    for (const end of from)
      for (const pull of [0.3, 0.7])
        made.push(reverse(entering(qx, qy, end.x, end.y, end.x + end.out * room, pull)));
    for (const p of from)
      for (const q of to) {
        const [x, z] = [p.x + p.out * room, q.x + q.out * room];
        made.push([p.x, p.y, 2 * x - p.x, p.y, 2 * z - q.x, q.y, q.x, q.y]);
      }
  }
  return made.map(turn);
}

const entering = (
  px: number,
  py: number,
  x: number,
  y: number,
  lane: number,
  pull: number,
): Curve => [px, py, lane, py + (y - py) * pull, lane, y, x, y];

const reverse = ([a, b, c, d, e, f, g, h]: Curve): Curve => [g, h, e, f, c, d, a, b];

/** The middles of a mark's two sides, and which way is out. */
function sides({ box: { x, y, w, h } }: Place, upright: boolean) {
  const [low, size, middle] = upright ? [x, w, y + h / 2] : [y, h, x + w / 2];
  return [
    { x: low, y: middle, out: -1 },
    { x: low + size, y: middle, out: 1 },
  ];
}
