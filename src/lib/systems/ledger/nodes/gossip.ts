import { chance, type Message, type LooseOut } from '../../../sim';
import { addHeader } from './block-tree';
import { take } from './chain';
import { admit } from './mempool';
import { coinOf, type Block, type BlockDelivery, type BlockRequest, type Header } from './messages';
import type { Tx, TxAnnouncement, TxDelivery } from './messages';
import type { FullNode } from './options';
import { announceBlock, arrived, heard, want } from './requests';
import { entryOf, showCopy, tipOf } from './standing';
import { hearOf, requestMissing } from './sync';

/** It waits here for a block, or one of the coins that it made is in the chain. */
function has(node: FullNode, id: number): boolean {
  const { unspent } = node.durable.coins;
  return node.volatile.pool.txs.has(id) || unspent.has(coinOf(id, 0)) || unspent.has(coinOf(id, 1));
}

export function onHavePayment(
  node: FullNode,
  m: TxAnnouncement,
  from: number,
  out: LooseOut,
): void {
  heard(node, m.id, from);
  if (!has(node, m.id) && !node.volatile.wanted.has(m.id)) want(node, m.id, 'want-payment', out);
}

/** A payment is here. What it admits it passes on and shows to its wallets; a wallet may ask to have it told again. */
export function onPayment(node: FullNode, { tx }: TxDelivery, from: number, out: LooseOut): void {
  const isWallet = heard(node, tx.id, from) < 0;
  arrived(node, tx.id, out);
  offer(node, tx, isWallet, out);
}

export function offer(node: FullNode, tx: Tx, again: boolean, out: LooseOut): void {
  const { volatile: v, durable: disk, options } = node;
  const isNew = admit(v.pool, disk.coins, tx, options.bug === 'mempool-only');
  if (isNew) {
    if (tx.id === options.watched) showCopy(node, out);
    for (const wallet of options.wallets) out.send(wallet, { type: 'seen', tx } as Message);
  } else if (!again || !v.pool.txs.has(tx.id)) return;
  const mask = isNew ? (v.heard.get(tx.id) ?? 0) : 0;
  const { loss } = v.random!;
  options.peers.forEach((peer, place) => {
    if (mask & (1 << place)) return;
    if (options.txLoss > 0 && chance(loss, options.txLoss)) return;
    out.send(peer, { type: 'have-payment', id: tx.id } as Message);
  });
}

export function onWantPayment(
  node: FullNode,
  { id }: TxAnnouncement,
  from: number,
  out: LooseOut,
): void {
  const tx = node.volatile.pool.txs.get(id);
  if (tx) out.send(from, { type: 'payment', tx } as Message);
}

export function onWantBlock(
  node: FullNode,
  { id }: BlockRequest,
  from: number,
  out: LooseOut,
): void {
  const block = node.durable.tree.entries.get(id)?.block;
  const answer = block ? { type: 'block', block } : { type: 'no-block', id };
  out.send(from, answer as unknown as Message);
}

export function onBlock(
  node: FullNode,
  { block }: BlockDelivery,
  from: number,
  out: LooseOut,
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

/** Planted: a block is as good as its height, whatever it hangs on. */
function acceptOrphan(node: FullNode, block: Block, out: LooseOut): void {
  const entry = entryOf(node, block.id);
  entry.block = block;
  entry.ready = true;
  if (block.height <= tipOf(node).header.height) return;
  node.durable.tip = block.id;
  announceBlock(node, block.id, out);
}
