import type { Message, LooseOut } from '../../../sim';
import type { Entry } from './block-tree';
import type { Block } from './messages';
import { Copy, type FullNode } from './options';

/** Blocks of the chain that a wallet is shown: what is deeper is settled for all that live today. */
export const SHOWN_BLOCKS = 12;

export const entryOf = (node: FullNode, id: number): Entry => node.durable.tree.entries.get(id)!;
export const tipOf = (node: FullNode): Entry => entryOf(node, node.durable.tip);

/** Tells the pictures and the wallets where the node stands. */
export function showChain(node: FullNode, out: LooseOut): void {
  const { durable: disk, options } = node;
  const tip = tipOf(node);
  out.gauge('height', tip.header.height);
  out.gauge('tip', disk.tip);
  showCopy(node, out);
  if (options.wallets.length === 0) return;
  const blocks: Block[] = [];
  for (let e: Entry | undefined = tip; e && blocks.length < SHOWN_BLOCKS;) {
    if (e.block) blocks.push(e.block);
    e = disk.tree.entries.get(e.header.parent);
  }
  blocks.reverse();
  for (const wallet of options.wallets) out.send(wallet, { type: 'view', blocks } as Message);
}

/** What it has of the watched payment. */
export function copyIn(node: FullNode): number {
  const { durable: disk, volatile: v, options } = node;
  if (disk.watchedIn > 0)
    return entryOf(node, disk.watchedIn).block ? Copy.InChain : Copy.ThrownAway;
  return v.pool.txs.has(options.watched) ? Copy.Waiting : Copy.None;
}

/** Blocks of the chain from that with the watched payment on: its confirmations. */
export function buriedIn(node: FullNode): number {
  const { durable: disk } = node;
  if (disk.watchedIn <= 0) return 0;
  return tipOf(node).header.height - entryOf(node, disk.watchedIn).header.height + 1;
}

export function showCopy(node: FullNode, out: LooseOut): void {
  const copy = copyIn(node);
  out.gauge('buried', buriedIn(node));
  if (copy === node.volatile.shown) return;
  node.volatile.shown = copy;
  out.gauge('copy', copy);
}
