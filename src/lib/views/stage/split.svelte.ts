import type { Layout } from './layout';
import type { Point } from './curve';

/** A shorter pull is a click that trembled, px. */
const LEAST = 36;

/** A line being pulled across the stage: who stands on either side of it will be parted. */
export class SplitDrag {
  #from = $state.raw<Point | null>(null);
  #to = $state.raw<Point | null>(null);

  /** From where to where, once it is long enough to mean something. */
  get line(): readonly [Point, Point] | null {
    const [from, to] = [this.#from, this.#to];
    if (!from || !to || Math.hypot(to.x - from.x, to.y - from.y) < LEAST) return null;
    return [from, to];
  }

  get pulling(): boolean {
    return this.#from !== null;
  }

  start(at: Point): void {
    this.#from = at;
    this.#to = null;
  }

  move(to: Point): void {
    if (this.#from) this.#to = to;
  }

  /** Lets go: the line, or `null` where nothing was drawn. */
  end(): readonly [Point, Point] | null {
    const { line } = this;
    this.cancel();
    return line;
  }

  cancel(): void {
    this.#from = null;
    this.#to = null;
  }
}

/** The line through two points as far as the stage goes. */
export function across([a, b]: readonly [Point, Point], { width, height }: Layout): Point[] {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const shares = [
    ...(dx === 0 ? [] : [-a.x / dx, (width - a.x) / dx]),
    ...(dy === 0 ? [] : [-a.y / dy, (height - a.y) / dy]),
  ].sort((s, u) => s - u);
  const inside = shares.filter((s) => {
    const [x, y] = [a.x + s * dx, a.y + s * dy];
    return x > -1 && x < width + 1 && y > -1 && y < height + 1;
  });
  const at = (s: number): Point => ({ x: a.x + s * dx, y: a.y + s * dy });
  return inside.length < 2 ? [a, b] : [at(inside[0]), at(inside[inside.length - 1])];
}

/** Nodes by the side of the line that their marks' middles are on; `null` when all are on one. */
export function partedBy(
  [a, b]: readonly [Point, Point],
  { places }: Layout,
): [string[], string[]] | null {
  const left: string[] = [];
  const right: string[] = [];
  for (const { id, box } of places) {
    const [x, y] = [box.x + box.w / 2, box.y + box.h / 2];
    const side = (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x);
    (side < 0 ? left : right).push(id);
  }
  return left.length > 0 && right.length > 0 ? [left, right] : null;
}
