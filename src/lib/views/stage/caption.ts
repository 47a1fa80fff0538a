import type { Layout } from './layout';
import { lengthOf, pointAt, type Point } from './curve';
import type { LinkPath } from './links';
import { crosses, wordsUnder, type Box, type Place } from './place';
import { textWidth } from './sizes';

/** What is told at a moment: the words, and what they are about. */
export interface Caption {
  readonly text: string;
  /** Ids of nodes; none: the whole picture. */
  readonly about: readonly string[];
  /** Numbers of envelopes. */
  readonly messages: readonly number[];
  /** Types of messages: others step back. None, or left out: all that travel between the nodes. */
  readonly kinds?: readonly string[];
  readonly kind: string;
}

export interface Size {
  readonly w: number;
  readonly h: number;
}

/** Text of a caption: its size (letters of 13 px are a little narrower than they are counted) and height of line, what is around it, and what a line loses to its last word. px. */
const TEXT = { px: 11.7, line: 18, pad: { x: 24, y: 14 }, lost: 34 };
/** Captions are this wide, the best first, px. */
const WIDTHS = [240, 300, 200, 380, 480, 170];
/** As long as captions are, but for a few. */
export const LETTERS = 190;
/** A stage narrower than this has no room for captions between its nodes, px. */
const NARROW = 480;
const EDGE = 6;
/** Free room is looked for in squares of this size, px. */
const CELL = 6;
/** Around marks (above are badges and flags), names and lines, px. */
const AROUND = { mark: 9, above: 19, name: 4, lane: 14 };
/** Of so many of the nearest places one is taken whose leader passes no other node. */
const LOOKED_AT = 1500;
/** Farther from what it is about than this a caption had better stand in the band, px. */
const LONG_LEADER = 130;
/** A caption stands at least so far from what it is about, px. */
const BESIDE = 8;

/** What a text takes at a width; errs to the large side. */
export function captionSize(text: string | number, w: number): Size {
  const long =
    typeof text === 'number' ? textWidth('m'.repeat(text), TEXT.px) : textWidth(text, TEXT.px);
  const lines = Math.max(1, Math.ceil(long / (w - TEXT.pad.x - TEXT.lost)));
  return { w, h: lines * TEXT.line + TEXT.pad.y };
}

const centre = (b: Box): Point => ({ x: b.x + b.w / 2, y: b.y + b.h / 2 });

/** The room between two boxes; 0 where they touch. */
function apart(a: Box, b: Box): number {
  const dx = Math.max(0, a.x - (b.x + b.w), b.x - (a.x + a.w));
  const dy = Math.max(0, a.y - (b.y + b.h), b.y - (a.y + a.h));
  return Math.hypot(dx, dy);
}

/** The point of a box that is nearest to another point. */
const nearestOf = (b: Box, { x, y }: Point): Point => ({
  x: Math.min(b.x + b.w, Math.max(b.x, x)),
  y: Math.min(b.y + b.h, Math.max(b.y, y)),
});

/** A box for a caption, and the line from it to the node that it is about. */
export interface Placed {
  readonly box: Box;
  readonly leader: readonly [Point, Point] | null;
}

/** The free room of a stage: what no mark, no name and no message on its way ever covers. */
export class FreeRoom {
  readonly #columns: number;
  readonly #rows: number;
  /** How many squares are free from each one down. */
  readonly #depths: Uint16Array;
  readonly #places: ReadonlyMap<string, Place>;
  /** What a leader passes by: every mark, and the words under it. */
  readonly #bars: readonly Box[];

  constructor(
    private readonly layout: Pick<Layout, 'width' | 'height' | 'places'>,
    paths: readonly Pick<LinkPath, 'curve'>[],
  ) {
    this.#columns = Math.ceil(layout.width / CELL);
    this.#rows = Math.ceil(layout.height / CELL);
    this.#places = new Map(layout.places.map((p) => [p.id, p]));
    this.#bars = layout.places.flatMap((p) => [p.box, ...wordsUnder(p)]);
    this.#depths = this.#downwards(this.#taken(paths));
  }

  /** Whether a text of this many letters finds room, whatever it is about. */
  has(letters: number): boolean {
    return WIDTHS.some((w) => {
      let isThere = false;
      this.#eachFree(captionSize(letters, w), () => (isThere = true));
      return isThere;
    });
  }

  /**
   * A place for a text beside what it is about; `null` where there is none.
   * @param anywhere there is no band for it: as near as can be
   */
  place({ text, about }: Pick<Caption, 'text' | 'about'>, anywhere = true): Placed | null {
    const targets = this.#targets(about);
    const { width, height } = this.layout;
    const middle: Box = { x: width / 2, y: height / 2, w: 0, h: 0 };
    if (targets.length === 0 && !anywhere) return null;
    const all = targets.length > 0 ? targets.map(({ box }) => box) : [middle];
    const cost = (box: Box) => {
      let least = Infinity;
      for (const target of all) least = Math.min(least, Math.max(BESIDE, apart(box, target)));
      return least;
    };
    let best: { placed: Placed; cost: number } | null = null;
    WIDTHS.forEach((w, i) => {
      const found = this.#find(captionSize(text, w), cost, (box) => this.#clear(box, targets));
      if (!found || (!anywhere && (cost(found) > LONG_LEADER || !this.#clear(found, targets))))
        return;
      // A width that reads well is worth a little way.
      const at = cost(found) + i * 6;
      if (!best || at < best.cost)
        best = { placed: { box: found, leader: leaderOf(found, targets) }, cost: at };
    });
    return (best as { placed: Placed } | null)?.placed ?? null;
  }

  /** The leader of a caption that takes less of its place than it was given. */
  leader(box: Box, about: readonly string[]): Placed['leader'] {
    return leaderOf(box, this.#targets(about));
  }

  #targets = (about: readonly string[]): Place[] =>
    about.flatMap((id) => this.#places.get(id) ?? []);

  /** A place for a sign near a corner. */
  corner(size: Size): Box | null {
    const corner: Box = { x: this.layout.width, y: 0, w: 0, h: 0 };
    return this.#find(size, (box) => apart(box, corner));
  }

  /** Whether the leader of a caption passes no mark and no words. */
  #clear(box: Box, targets: readonly Place[]): boolean {
    const leader = leaderOf(box, targets);
    return !leader || !this.#bars.some((b) => crosses(...leader, b));
  }

  /** Calls `visit` with the corner of each free place of this size, row by row, until it says that it has seen enough. */
  #eachFree({ w, h }: Size, visit: (x: number, y: number) => boolean | void): void {
    const [columns, depths] = [this.#columns, this.#depths];
    const [across, down] = [Math.ceil(w / CELL), Math.ceil(h / CELL)];
    const [right, bottom] = [this.layout.width - EDGE - w, this.layout.height - EDGE - h];
    for (let row = 1; row * CELL <= bottom && row + down <= this.#rows; row++) {
      // So many squares to the left are all free far enough down.
      let run = 0;
      for (let last = 1; last < columns; last++) {
        run = depths[row * columns + last] >= down ? run + 1 : 0;
        if (run < across) continue;
        const x = (last - across + 1) * CELL;
        if (x > right) break;
        if (visit(x, row * CELL)) return;
      }
    }
  }

  /** The free place of least cost; of the best few the first that will do. */
  #find({ w, h }: Size, cost: (box: Box) => number, will?: (box: Box) => boolean): Box | null {
    const free: { x: number; y: number; cost: number }[] = [];
    const box = { x: 0, y: 0, w, h };
    let best = 0;
    this.#eachFree({ w, h }, (x, y) => {
      [box.x, box.y] = [x, y];
      free.push({ x, y, cost: cost(box) });
      if (free.at(-1)!.cost < free[best].cost) best = free.length - 1;
    });
    const boxOf = ({ x, y }: Point): Box => ({ x, y, w, h });
    if (free.length === 0) return null;
    const first = boxOf(free[best]);
    // Seldom is the best not good enough: thousands are put in order only then.
    if (!will || will(first)) return first;
    const near = free.sort((a, b) => a.cost - b.cost).slice(0, LOOKED_AT);
    return boxOf(near.find((place) => will(boxOf(place))) ?? near[0]);
  }

  #taken(paths: readonly Pick<LinkPath, 'curve'>[]): Uint8Array {
    const taken = new Uint8Array(this.#columns * this.#rows);
    const take = (x0: number, y0: number, x1: number, y1: number) => {
      const [left, right] = [Math.floor(x0 / CELL), Math.ceil(x1 / CELL)];
      for (let r = Math.max(0, Math.floor(y0 / CELL)); r < Math.min(this.#rows, y1 / CELL); r++)
        taken.fill(
          1,
          r * this.#columns + Math.min(this.#columns, Math.max(0, left)),
          r * this.#columns + Math.max(0, Math.min(this.#columns, right)),
        );
    };
    take(0, this.layout.height - BAND_LEFT, BAND_LEFT, this.layout.height);
    for (const { box, label, facts } of this.layout.places) {
      const { mark, above, name } = AROUND;
      take(box.x - mark, box.y - above, box.x + box.w + mark, box.y + box.h + mark);
      const { x, y, w, h } = label.box;
      take(x - name, y - name, x + w + name, y + h + name);
      if (facts) take(facts.x - name, facts.y, facts.x + facts.w + name, facts.y + facts.h + name);
    }
    for (const { curve } of paths) {
      // Squares so far apart still overlap by more than half.
      const steps = Math.ceil(lengthOf(curve) / (2 * CELL)) + 2;
      for (let i = 0; i <= steps; i++) {
        const { x, y } = pointAt(curve, i / steps);
        const { lane } = AROUND;
        take(x - lane, y - lane, x + lane, y + lane);
      }
    }
    return taken;
  }

  #downwards(taken: Uint8Array): Uint16Array {
    const depths = new Uint16Array(taken.length);
    for (let at = taken.length - 1; at >= 0; at--)
      if (taken[at] === 0) depths[at] = (depths[at + this.#columns] ?? 0) + 1;
    return depths;
  }
}

/**
 * From a caption to the nearest mark of what it is about, or to the words under that, where they lie between the two;
 * `null` where they touch, or it is about all.
 */
function leaderOf(box: Box, targets: readonly Place[]): readonly [Point, Point] | null {
  const [target] = [...targets].sort((a, b) => apart(box, a.box) - apart(box, b.box));
  if (!target) return null;
  const to = (part: Box): readonly [Point, Point] => {
    const end = nearestOf(part, centre(box));
    return [nearestOf(box, end), end];
  };
  const words = wordsUnder(target);
  const plain = to(target.box);
  const passes = words.some((b) => crosses(...plain, b));
  const nearest = words.sort((a, b) => apart(box, a) - apart(box, b))[0];
  const [start, end] = passes ? to(nearest) : plain;
  return start.x === end.x && start.y === end.y ? null : [start, end];
}

/** Where the band begins: left of it is the legend's button, px. */
export const BAND_LEFT = 42;

/** The width of a caption in the band of a stage, px. */
export const bandWidth = (width: number): number => Math.min(width - BAND_LEFT - EDGE, 720);

/** True where captions never stand among the nodes. */
export const isNarrow = (width: number): boolean => width < NARROW;

/**
 * The height of a band for captions at the edge of a stage so wide, px; 0 where all of them find room on the stage
 * itself. The room is asked for only where it counts.
 */
export function bandOf(width: number, room: () => FreeRoom, letters = LETTERS): number {
  if (!isNarrow(width) && room().has(letters)) return 0;
  return captionSize(letters, bandWidth(width)).h + EDGE;
}
