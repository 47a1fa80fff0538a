import { Copy } from '../nodes/options';
import { upperBound, type Gauge, type Micros, type Trace } from '../../../sim';

/** A block as its finder wrote it down. */
export interface Found {
  readonly id: number;
  readonly parent: number;
  readonly height: number;
  readonly miner: number;
  readonly at: Micros;
  /** It holds the watched payment. */
  readonly holds: boolean;
}

/** A run's blocks and what nodes followed, read once. */
export interface Growth {
  /** In order of their finds. */
  readonly blocks: readonly Found[];
  readonly byId: ReadonlyMap<number, Found>;
  /** By node: which block it followed from when on. */
  readonly tips: ReadonlyMap<number, Gauge>;
  readonly copies: ReadonlyMap<number, Gauge>;
}

/** Where a block is drawn: its column is its height, its row its branch; row 0 is the chain that most nodes follow. */
export interface Placed extends Found {
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

const named = (trace: Trace, name: string): Gauge[] => trace.gauges.filter((g) => g.name === name);
const byNode = (gauges: readonly Gauge[]) => new Map(gauges.map((g) => [g.node, g]));

export function growthOf(trace: Trace): Growth {
  const [on, holding] = [byNode(named(trace, 'found on')), byNode(named(trace, 'found holding'))];
  const finds = named(trace, 'found')
    .flatMap(({ node, at, value }) =>
      Array.from(at, (time, i) => ({
        id: value[i],
        parent: on.get(node)!.value[i],
        miner: node,
        at: time,
        holds: holding.get(node)!.value[i] === 1,
      })),
    )
    .sort((a, b) => a.at - b.at);
  const byId = new Map<number, Found>();
  for (const f of finds) byId.set(f.id, { ...f, height: (byId.get(f.parent)?.height ?? 0) + 1 });
  return {
    blocks: [...byId.values()],
    byId,
    tips: byNode(named(trace, 'tip')),
    copies: byNode(named(trace, 'copy')),
  };
}

/** What a level was at `t`; `undefined` before it was first written. */
export function levelAt(gauge: Gauge | undefined, t: Micros): number | undefined {
  if (!gauge) return undefined;
  const i = upperBound(gauge.at, t) - 1;
  return i < 0 ? undefined : gauge.value[i];
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
  const isSecret = (b: Found): boolean =>
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
  block: Found,
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
  blocks: readonly Found[],
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
export function copiesAt(growth: Growth, t: Micros, nodes: readonly number[]): number[] {
  const counts = Object.values(Copy).map(() => 0);
  for (const node of nodes) counts[levelAt(growth.copies.get(node), t) ?? Copy.None]++;
  return counts;
}
