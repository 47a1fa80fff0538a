import type { ChainEvents, Copy } from '../nodes/options';
import { eventReader, upperBound, type Micros, type Trace } from '../../../sim';
import type { LedgerWorld } from '../world';

/** A block as its miner wrote it down; `holds`: it contains the watched payment. */
export type Mined = ChainEvents['mined'] & { readonly miner: number; readonly at: Micros };

/** What a node wrote down over time: `value[i]` holds from `at[i]` on. */
export interface Told<T> {
  readonly at: Micros[];
  readonly value: T[];
}

/** A run's blocks and what nodes followed, read once. */
export interface Growth {
  /** In the order in which they were mined. */
  readonly blocks: readonly Mined[];
  readonly byId: ReadonlyMap<number, Mined>;
  /** By node: which block it followed from when on. */
  readonly tips: ReadonlyMap<number, Told<number>>;
  readonly copies: ReadonlyMap<number, Told<Copy>>;
}

/** Where a block is drawn: its column is its height, its row its branch; row 0 is the chain that most nodes follow. */
export interface Placed extends Mined {
  readonly row: number;
  /** On the chain of most, on that of some, on that of none any more, not shown to anybody yet. */
  readonly state: 'chain' | 'branch' | 'stale' | 'secret';
  /** Nodes whose tip it is. */
  readonly followers: readonly number[];
}

export interface Tree {
  /** The first block, when it is in view, is not among them. */
  readonly placed: readonly Placed[];
  readonly rows: number;
  /** Heights in view. */
  readonly low: number;
  readonly high: number;
  /** Nodes that still follow the first block. */
  readonly atStart: readonly number[];
}

const eventsOf = eventReader<LedgerWorld>();

function byNode<E extends { readonly node: number; readonly at: Micros }, T>(
  events: readonly E[],
  read: (e: E) => T,
) {
  const told = new Map<number, Told<T>>();
  for (const e of events) {
    const own = told.get(e.node) ?? { at: [], value: [] };
    own.at.push(e.at);
    own.value.push(read(e));
    told.set(e.node, own);
  }
  return told;
}

export function growthOf(trace: Trace): Growth {
  const blocks = eventsOf(trace, 'mined').map(({ at, node, data }) => ({
    ...data,
    miner: node,
    at,
  }));
  return {
    blocks,
    byId: new Map(blocks.map((b) => [b.id, b])),
    tips: byNode(eventsOf(trace, 'follows'), (e) => e.data.id),
    copies: byNode(eventsOf(trace, 'copy'), (e) => e.data.copy),
  };
}

/** What was told last at `t`; `undefined` before the first time. */
export function levelAt<T>(told: Told<T> | undefined, t: Micros): T | undefined {
  return told?.value[upperBound(told.at, t) - 1];
}

/** A block and all before it. */
export function chainOf({ byId }: Growth, tip: number): Set<number> {
  const chain = new Set<number>();
  for (let b = byId.get(tip); b; b = byId.get(b.parent)) chain.add(b.id);
  return chain;
}

/**
 * The tree at `t`, as far as it is in view: the last `columns` heights.
 * @param nodes whose tips are shown, by number
 * @param attacker its blocks are secret until some other node follows them
 */
export function treeAt(
  growth: Growth,
  t: Micros,
  columns: number,
  nodes: readonly number[],
  attacker: number,
): Tree {
  const followers = new Map<number, number[]>();
  for (const node of nodes) {
    const tip = levelAt(growth.tips.get(node), t) ?? 0;
    followers.set(tip, [...(followers.get(tip) ?? []), node]);
  }
  const there = growth.blocks.filter((b) => b.at <= t);
  const crowd = (id: number): number => followers.get(id)?.length ?? 0;
  const heightOf = (id: number): number => growth.byId.get(id)?.height ?? 0;
  const main = [...followers.keys()].sort(
    (a, b) => crowd(b) - crowd(a) || heightOf(b) - heightOf(a),
  )[0];
  const high = Math.max(1, ...there.map((b) => b.height));
  const low = Math.max(0, high - columns + 1);
  const open = new Set<number>();
  for (const tip of followers.keys()) for (const id of chainOf(growth, tip)) open.add(id);
  // What was shown once is no secret any more, though nobody may follow it now.
  const isSecret = (b: Mined): boolean =>
    b.miner === attacker && !open.has(b.id) && !wasShown(growth, b, t, nodes);
  const rows = rowsOf(there, chainOf(growth, main), low);
  const placed = there
    .filter((b) => b.height >= low)
    .map((b): Placed => {
      const row = rows.get(b.id)!;
      const shown = row === 0 ? 'chain' : open.has(b.id) ? 'branch' : 'stale';
      const state = isSecret(b) ? 'secret' : shown;
      return { ...b, row, state, followers: followers.get(b.id) ?? [] };
    });
  return {
    placed,
    rows: 1 + Math.max(0, ...placed.map((p) => p.row)),
    low,
    high,
    atStart: followers.get(0) ?? [],
  };
}

/** Some node has followed the block, or one that hangs on it, up to `t`. */
function wasShown(
  { tips, byId }: Growth,
  block: Mined,
  t: Micros,
  nodes: readonly number[],
): boolean {
  const isAfter = (id: number): boolean => {
    for (let b = byId.get(id); b && b.height >= block.height; b = byId.get(b.parent))
      if (b.id === block.id) return true;
    return false;
  };
  return nodes.some((n) => {
    const tip = tips.get(n);
    return tip?.at.some((at, i) => at >= block.at && at <= t && isAfter(tip.value[i])) ?? false;
  });
}

/** The trunk has row 0; each branch the lowest row that is free along its heights. */
function rowsOf(
  blocks: readonly Mined[],
  trunk: ReadonlySet<number>,
  low: number,
): Map<number, number> {
  const rows = new Map<number, number>();
  const taken = new Set<string>();
  for (const b of blocks) {
    const parentRow = rows.get(b.parent) ?? 0;
    let row = trunk.has(b.id) ? 0 : Math.max(1, parentRow);
    while (row > 0 && taken.has(`${row} ${b.height}`)) row++;
    rows.set(b.id, row);
    if (b.height >= low) taken.add(`${row} ${b.height}`);
  }
  return rows;
}

/** How many of `nodes` have the watched payment, by what they have of it. */
export function copiesAt(
  growth: Growth,
  t: Micros,
  nodes: readonly number[],
): Record<Copy, number> {
  const counts: Record<Copy, number> = { none: 0, waiting: 0, 'in-chain': 0, pruned: 0 };
  for (const node of nodes) counts[levelAt(growth.copies.get(node), t) ?? 'none']++;
  return counts;
}

/** The number of a node in its name: 7 for node-7. */
export const numberOf = (spec: { readonly id: string }): string => spec.id.replace('node-', '');
