import type { Point } from '../../../views/stage/curve';
import type { Placed, Tree } from './tree';

/** Size of a block, px; where many branches stand side by side it may be narrower. */
export const BLOCK = { w: 72, h: 34 };
/** A node under the block that it follows. */
export const CHIP = { w: 20, h: 18, across: 22, down: 21 };
const LEFT = 20;
const TOP = 12;
/** From height to height, where heights go to the right. */
const PITCH = 104;
/** Room under a block for a word on it. */
const NOTE = 20;
/** Where heights go down: */
const UPRIGHT = {
  /** where the line to the next block leaves a block, and how far its chips stand aside for it, */
  stem: 9,
  aside: 20,
  /** the last of the way to a block, in which a line may change its branch, */
  turn: 18,
  /** and how many heights are in view. */
  heights: 7,
};

/** Where the tree of blocks is drawn, px. */
export interface Placing {
  readonly width: number;
  readonly height: number;
  readonly blockWidth: number;
  /** Chips beside each other under a block, and where the first stands, from the block's corner. */
  readonly inRow: number;
  readonly chipsAt: Point;
  /** The first block of all, when it is in view. */
  readonly first: Point | null;
  readonly at: ReadonlyMap<number, Point>;
  /** The line from a block's parent to it, as a path. */
  readonly link: (block: Placed) => string;
}

/** How many heights fit: to the right as the width allows, or down. */
export const heightsIn = (width: number, upright: boolean): number =>
  upright ? UPRIGHT.heights : Math.max(3, Math.floor((width - LEFT) / PITCH));

const chipsHeight = (followers: number, inRow: number): number =>
  Math.ceil(followers / inRow) * CHIP.down;

/** Where each of `count` lanes begins, when lane i is `sizeOf(i)` deep; and where the last one ends. */
function tops(count: number, sizeOf: (lane: number) => number): number[] {
  const list = [TOP];
  for (let i = 0; i < count; i++) list.push(list[i] + sizeOf(i));
  return list;
}

const most = (of: readonly number[]): number => Math.max(0, ...of);

/** Heights to the right, branches below each other. */
function lying(tree: Tree, width: number): Placing {
  const inRow = 4;
  const rows = tops(tree.rows, (row) => {
    const here = tree.placed.filter((p) => p.row === row).map((p) => p.followers.length);
    const start = row === 0 && tree.low === 0 ? tree.atStart.length : 0;
    return BLOCK.h + NOTE + Math.max(CHIP.down, chipsHeight(most([start, ...here]), inRow)) + 6;
  });
  const x = (height: number): number => LEFT + (height - tree.low) * PITCH;
  const at = new Map(tree.placed.map((p) => [p.id, { x: x(p.height), y: rows[p.row] }]));
  const first = tree.low === 0 ? { x: x(0), y: TOP } : null;
  return {
    width,
    height: rows.at(-1)!,
    blockWidth: BLOCK.w,
    inRow,
    chipsAt: { x: -8, y: BLOCK.h + NOTE },
    first,
    at,
    link(block) {
      const to = at.get(block.id)!;
      const from = (block.parent === 0 ? first : at.get(block.parent)) ?? {
        x: to.x - PITCH,
        y: to.y,
      };
      const [x0, y0, x1, y1] = [from.x + BLOCK.w, from.y + BLOCK.h / 2, to.x, to.y + BLOCK.h / 2];
      const mid = (x0 + x1) / 2;
      return `M${x0},${y0}C${mid},${y0} ${mid},${y1} ${x1},${y1}`;
    },
  };
}

/** Heights downwards, branches beside each other: a phone has more room that way. */
function upright(tree: Tree, width: number): Placing {
  const pitch = Math.floor((width - LEFT) / tree.rows);
  const inRow = Math.max(2, Math.floor((pitch - UPRIGHT.aside) / CHIP.across));
  const heights = tops(tree.high - tree.low + 1, (i) => {
    const here = tree.placed.filter((p) => p.height === tree.low + i);
    const start = tree.low + i === 0 ? tree.atStart.length : 0;
    const chips = chipsHeight(most([start, ...here.map((p) => p.followers.length)]), inRow);
    const isNoted = here.some((p) => p.state === 'stale' || p.state === 'secret');
    return BLOCK.h + (isNoted ? NOTE : chips > 0 ? 6 : 0) + chips + UPRIGHT.turn;
  });
  const at = new Map(
    tree.placed.map((p) => [p.id, { x: LEFT + p.row * pitch, y: heights[p.height - tree.low] }]),
  );
  const first = tree.low === 0 ? { x: LEFT, y: TOP } : null;
  return {
    width,
    height: heights.at(-1)!,
    blockWidth: Math.min(BLOCK.w, pitch - 8),
    inRow,
    chipsAt: { x: UPRIGHT.aside, y: BLOCK.h + 6 },
    first,
    at,
    link(block) {
      const to = at.get(block.id)!;
      const from = (block.parent === 0 ? first : at.get(block.parent)) ?? { x: to.x, y: -BLOCK.h };
      const [x0, y0, x1, y1] = [from.x + UPRIGHT.stem, from.y + BLOCK.h, to.x + UPRIGHT.stem, to.y];
      const turn = y1 - UPRIGHT.turn;
      return `M${x0},${y0}V${Math.max(y0, turn)}C${x0},${y1} ${x1},${turn} ${x1},${y1}`;
    },
  };
}

export const placeTree = (tree: Tree, width: number, isUpright: boolean): Placing =>
  (isUpright ? upright : lying)(tree, width);
