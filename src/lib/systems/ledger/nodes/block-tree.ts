import { GENESIS, type Block, type Header } from './messages';

/** What a node knows of one block. */
export interface Entry {
  readonly header: Header;
  /** `null` where only the header is here, or where the block was thrown away after it had been applied. */
  block: Block | null;
  /** It and all before it are here, or have been applied and thrown away: the node can follow it. */
  ready: boolean;
  /** It spends what is not there; neither it nor what hangs on it is ever followed. */
  invalid: boolean;
}

/** All blocks that a node has heard of: one trunk, and the branches that lost. */
export interface BlockTree {
  readonly entries: Map<number, Entry>;
  /** Blocks that are here and wait for one before them, by that one. */
  readonly waiting: Map<number, number[]>;
  /** The highest header that is not known to be invalid; the first heard of several. */
  best: number;
}

export function newTree(): BlockTree {
  const entry: Entry = { header: GENESIS, block: GENESIS, ready: true, invalid: false };
  return { entries: new Map([[GENESIS.id, entry]]), waiting: new Map(), best: GENESIS.id };
}

export const heightOf = (tree: BlockTree, id: number): number =>
  tree.entries.get(id)?.header.height ?? -1;

/** Notes a header. `null` when its parent is not known, or when it does not fit its parent. */
export function addHeader(tree: BlockTree, header: Header): Entry | null {
  const known = tree.entries.get(header.id);
  if (known) return known;
  const parent = tree.entries.get(header.parent);
  if (!parent || header.height !== parent.header.height + 1) return null;
  return insert(tree, header, parent.invalid);
}

/** Notes a header whose parent may be missing. */
export function insert(tree: BlockTree, header: Header, invalid: boolean): Entry {
  const entry: Entry = { header, block: null, ready: false, invalid };
  tree.entries.set(header.id, entry);
  if (!invalid && header.height > heightOf(tree, tree.best)) tree.best = header.id;
  return entry;
}

/** Stores a block whose header is known. Returns all that can be followed now: it, and what waited for it. */
export function store(tree: BlockTree, block: Block): Entry[] {
  const entry = tree.entries.get(block.id);
  if (!entry || entry.block) return [];
  entry.block = block;
  if (entry.ready) return [];
  if (!tree.entries.get(block.parent)?.ready) {
    const line = tree.waiting.get(block.parent);
    if (line) line.push(block.id);
    else tree.waiting.set(block.parent, [block.id]);
    return [];
  }
  const ready: Entry[] = [];
  const next = [entry];
  for (let e = next.pop(); e; e = next.pop()) {
    e.ready = true;
    ready.push(e);
    for (const id of tree.waiting.get(e.header.id) ?? []) next.push(tree.entries.get(id)!);
    tree.waiting.delete(e.header.id);
  }
  return ready;
}

/** Marks a block as invalid, and everything that hangs on it. */
export function reject(tree: BlockTree, id: number): void {
  const bad = new Set([id]);
  // Parents stand before their children: a header is only noted after its parent.
  for (const { header } of tree.entries.values()) if (bad.has(header.parent)) bad.add(header.id);
  for (const b of bad) tree.entries.get(b)!.invalid = true;
  if (!bad.has(tree.best)) return;
  tree.best = GENESIS.id;
  for (const { header, invalid } of tree.entries.values())
    if (!invalid && header.height > heightOf(tree, tree.best)) tree.best = header.id;
}

/** From `tip` down to where it meets the chain of `other`: both ways, highest first, and the block they share. */
export function fork(
  tree: BlockTree,
  tip: number,
  other: number,
): { back: number[]; forth: number[]; shared: number } {
  const back: number[] = [];
  const forth: number[] = [];
  let [a, b] = [tree.entries.get(tip), tree.entries.get(other)];
  while (a && b && a !== b) {
    if (a.header.height >= b.header.height) {
      back.push(a.header.id);
      a = tree.entries.get(a.header.parent);
    } else {
      forth.push(b.header.id);
      b = tree.entries.get(b.header.parent);
    }
  }
  return { back, forth, shared: a && b ? a.header.id : -1 };
}

/** The block at `height` on the way down from `tip`; −1 where there is none. */
export function ancestorAt(tree: BlockTree, tip: number, height: number): number {
  let e = tree.entries.get(tip);
  while (e && e.header.height > height) e = tree.entries.get(e.header.parent);
  return e && e.header.height === height ? e.header.id : -1;
}

/** Blocks of the chain of `tip`, each further back than the last: enough for a peer to find where chains part. */
export function locator(tree: BlockTree, tip: number): number[] {
  const known: number[] = [];
  let step = 1;
  let e = tree.entries.get(tip);
  while (e) {
    known.push(e.header.id);
    if (known.length > 6) step *= 2;
    for (let i = 0; e && i < step; i++) e = tree.entries.get(e.header.parent);
  }
  if (known.at(-1) !== GENESIS.id) known.push(GENESIS.id);
  return known;
}

/** The headers of the chain of `tip` after the first block of `known` that is on it, lowest first, `most` of them. */
export function headersAfter(
  tree: BlockTree,
  tip: number,
  known: readonly number[],
  most: number,
): Header[] {
  const shared = known.find((id) => {
    const height = heightOf(tree, id);
    return height >= 0 && ancestorAt(tree, tip, height) === id;
  });
  const headers: Header[] = [];
  let e = tree.entries.get(tip);
  while (e && e.header.id !== shared && e.header.height > 0) {
    headers.push(e.header);
    e = tree.entries.get(e.header.parent);
  }
  return headers.reverse().slice(0, most);
}
