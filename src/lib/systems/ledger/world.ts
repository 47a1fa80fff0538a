import type { NodeAt, World } from '../../sim';
import { stories } from '../stories';
import { ancestorAt } from './nodes/block-tree';
import type { Copy, FullNode } from './nodes/options';
import { copyIn } from './nodes/standing';
import { fullIn, type Observed } from './observer';
import type { settings } from './settings';
import type { LedgerParts, topology } from './topology';

/** The run of this system as an outside observer sees it. */
export type LedgerWorld = World<typeof settings, typeof topology, Observed>;

type HeaderNode = NodeAt<LedgerParts, 'lightLeft'>;

export const lightIn = ({ at }: LedgerWorld): HeaderNode[] => [at.lightLeft, at.lightRight];

export const heightIn = ({ durable: disk }: FullNode | HeaderNode): number =>
  disk.tree.entries.get(disk.tip)!.header.height;

/** Full nodes by what they have of the watched payment. */
export function copies(w: LedgerWorld): Record<Copy, number> {
  const counts: Record<Copy, number> = { none: 0, waiting: 0, 'in-chain': 0, pruned: 0 };
  for (const node of fullIn(w)) counts[copyIn(node)]++;
  return counts;
}

/** At the height that both have reached, the two nodes follow different blocks. */
export function haveDiverged(a: FullNode, b: FullNode): boolean {
  const both = Math.min(heightIn(a), heightIn(b));
  const at = ({ durable }: FullNode): number => ancestorAt(durable.tree, durable.tip, both);
  return both > 0 && at(a) !== at(b);
}

export const { about, scenario } = stories<LedgerWorld>();
