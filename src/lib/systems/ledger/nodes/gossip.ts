import { chance, type NodeRef } from '../../../sim';
import { addHeader } from './block-tree';
import { take } from './chain';
import { admit } from './mempool';
import { coinOf, type Block, type BlockDelivery, type BlockRequest, type Header } from './messages';
import type { Tx, TxAnnouncement, TxDelivery } from './messages';
import type { FullNode, PeerOut } from './options';
import { announceBlock, arrived, heard, want } from './requests';
import { entryOf, showCopy, tipOf } from './standing';
import { hearOf, requestMissing } from './sync';

/** The payment is in the mempool, or one of the coins that it made is unspent in the chain. */
function has(node: FullNode, id: number): boolean {
  const { unspent } = node.durable.coins;
  return node.volatile.pool.txs.has(id) || unspent.has(coinOf(id, 0)) || unspent.has(coinOf(id, 1));
}

export function onHavePayment(
  node: FullNode,
  m: TxAnnouncement,
  from: NodeRef,
  out: PeerOut,
): void {
  heard(node, m.id, from);
  if (!has(node, m.id) && !node.volatile.wanted.has(m.id)) want(node, m.id, 'want-payment', out);
}

/** A payment has arrived. A new valid one is passed on and shown to the wallets; a wallet may have it announced again. */
export function onPayment(node: FullNode, { tx }: TxDelivery, from: NodeRef, out: PeerOut): void {
  const isWallet = heard(node, tx.id, from) < 0;
  arrived(node, tx.id, out);
  offer(node, tx, isWallet, out);
}

export function offer(node: FullNode, tx: Tx, again: boolean, out: PeerOut): void {
  const { volatile: v, durable: disk, options } = node;
  const isNew = admit(v.pool, disk.coins, tx, options.bug === 'mempool-only');
  if (isNew) {
    if (tx.id === options.watched) showCopy(node, out);
    for (const wallet of options.wallets) out.send(wallet, { type: 'seen', tx });
  } else if (!again || !v.pool.txs.has(tx.id)) return;
  const mask = isNew ? (v.heard.get(tx.id) ?? 0) : 0;
  const { loss } = v.random!;
  options.peers.forEach((peer, place) => {
    if (mask & (1 << place)) return;
    if (options.txLoss > 0 && chance(loss, options.txLoss)) return;
    out.send(peer, { type: 'have-payment', id: tx.id });
  });
}

export function onWantPayment(
  node: FullNode,
  { id }: TxAnnouncement,
  from: NodeRef,
  out: PeerOut,
): void {
  const tx = node.volatile.pool.txs.get(id);
  if (tx) out.send(from, { type: 'payment', tx });
}

export function onWantBlock(
  node: FullNode,
  { id }: BlockRequest,
  from: NodeRef,
  out: PeerOut,
): void {
  const block = node.durable.tree.entries.get(id)?.block;
  out.send(from, block ? { type: 'block', block } : { type: 'no-block', id });
}

export function onBlock(
  node: FullNode,
  { block }: BlockDelivery,
  from: NodeRef,
  out: PeerOut,
): void {
  const { tree } = node.durable;
  heard(node, block.id, from);
  arrived(node, block.id, out);
  if (!addHeader(tree, headerOf(block))) return hearOf(node, headerOf(block), from, out);
  const isOrphan = !tree.entries.has(block.parent);
  if (isOrphan) acceptOrphan(node, block, out);
  else take(node, block, out);
  requestMissing(node, out);
}

const headerOf = ({ txs: _, ...header }: Block): Header => header;

/** Planted: a block counts by its height, whatever its parent is. */
function acceptOrphan(node: FullNode, block: Block, out: PeerOut): void {
  const entry = entryOf(node, block.id);
  entry.block = block;
  entry.ready = true;
  if (block.height <= tipOf(node).header.height) return;
  node.durable.tip = block.id;
  announceBlock(node, block.id, out);
}
