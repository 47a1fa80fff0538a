import type { Entry } from './block-tree';
import type { Block } from './messages';
import type { Copy, FullNode, PeerOut } from './options';

/** Blocks of the chain that a wallet is shown: deeper ones count as settled. */
export const SHOWN_BLOCKS = 12;

export const entryOf = (node: FullNode, id: number): Entry => node.durable.tree.entries.get(id)!;
export const tipOf = (node: FullNode): Entry => entryOf(node, node.durable.tip);

/** Tells the pictures and the wallets which chain the node follows. */
export function showChain(node: FullNode, out: PeerOut): void {
  const { durable: disk, options } = node;
  const tip = tipOf(node);
  if (options.tellsHeight) out.gauge('height', tip.header.height);
  out.event('follows', { id: disk.tip });
  showCopy(node, out);
  const depth = confirmationsIn(node);
  if (depth !== node.volatile.shownDepth) out.gauge('confirmations', depth);
  node.volatile.shownDepth = depth;
  if (options.wallets.length === 0) return;
  const blocks: Block[] = [];
  for (let e: Entry | undefined = tip; e && blocks.length < SHOWN_BLOCKS;) {
    if (e.block) blocks.push(e.block);
    e = disk.tree.entries.get(e.header.parent);
  }
  blocks.reverse();
  for (const wallet of options.wallets) out.send(wallet, { type: 'view', blocks });
}

export function copyIn(node: FullNode): Copy {
  const { durable: disk, volatile: v, options } = node;
  if (disk.watchedIn > 0) return entryOf(node, disk.watchedIn).block ? 'in-chain' : 'pruned';
  return v.pool.txs.has(options.watched) ? 'waiting' : 'none';
}

/** Blocks of the chain from the one with the watched payment on: its confirmations. */
export function confirmationsIn(node: FullNode): number {
  const { durable: disk } = node;
  if (disk.watchedIn <= 0) return 0;
  return tipOf(node).header.height - entryOf(node, disk.watchedIn).header.height + 1;
}

export function showCopy(node: FullNode, out: PeerOut): void {
  const copy = copyIn(node);
  if (copy === node.volatile.shown) return;
  const before = node.volatile.shown;
  node.volatile.shown = copy;
  if ((before === 'waiting') !== (copy === 'waiting'))
    out.gauge('mempool', copy === 'waiting' ? 1 : 0);
  if ((before === 'pruned') !== (copy === 'pruned')) out.gauge('pruned', copy === 'pruned' ? 1 : 0);
  out.event('copy', { copy });
}
