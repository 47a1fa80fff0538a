import type { NodeRef } from '../../../sim';
import type { FullNode, NodeOptions, PeerOut, Want } from './options';
import { entryOf } from './standing';

/** Notes that a peer has a payment or a block. Returns its place among the peers; −1 for a wallet. */
export function heard(node: FullNode, id: number, from: NodeRef): number {
  const all = node.volatile.heard;
  const place = node.options.peers.indexOf(from);
  if (place >= 0) all.set(id, (all.get(id) ?? 0) | (1 << place));
  return place;
}

/** A peer does not have it after all. Returns which others are known to. */
function unheard(node: FullNode, id: number, place: number): number {
  const mask = (node.volatile.heard.get(id) ?? 0) & ~(1 << place);
  node.volatile.heard.set(id, mask);
  return mask;
}

/** The place of the next peer after `asked` that is known to have it; −1: none is. */
function knownHolder({ options, volatile: v }: FullNode, id: number, asked: number): number {
  const { length } = options.peers;
  const mask = v.heard.get(id) ?? 0;
  for (let i = 1; i <= length; i++) {
    const place = (asked + i) % length;
    if (mask & (1 << place) && isFull(options, place)) return place;
  }
  return -1;
}

const isFull = ({ peers, light }: NodeOptions, place: number): boolean =>
  !light.includes(peers[place]);

/** Whose turn it is among the peers that keep more than headers. */
function nextInTurn({ options, volatile: v }: FullNode): number {
  for (;;) {
    const place = v.turn++ % options.peers.length;
    if (isFull(options, place)) return place;
  }
}

/** The place of the next such peer after `asked`. */
function nextAfter({ options }: FullNode, asked: number): number {
  let place = (asked + 1) % options.peers.length;
  while (!isFull(options, place)) place = (place + 1) % options.peers.length;
  return place;
}

/** How often all peers have refused it, one after the other. */
const roundsOf = ({ peers, light }: NodeOptions, refusals: number): number =>
  Math.floor(refusals / (peers.length - light.length));

/** The pause before it asks again doubles with each such round, up to 2^this times. */
const MOST_DOUBLINGS = 4;

/** Asks one peer for a payment or a block, and another one if it does not come in time. */
export function want(node: FullNode, id: number, what: Want['what'], out: PeerOut): void {
  const { volatile: v, options } = node;
  if (options.peers.length === options.light.length) return;
  const before = v.wanted.get(id);
  if (before) out.cancel(before.timer);
  const refusals = before?.refusals ?? 0;
  let asked = knownHolder(node, id, before?.asked ?? -1);
  if (asked < 0) asked = before && refusals > 0 ? nextAfter(node, before.asked) : nextInTurn(node);
  const pause = options.patience * 2 ** Math.min(roundsOf(options, refusals), MOST_DOUBLINGS);
  v.wanted.set(id, { what, asked, refusals, timer: out.after(pause, 'again', id) });
  out.send(options.peers[asked], { type: what, id });
}

export function arrived(node: FullNode, id: number, out: PeerOut): void {
  const wanted = node.volatile.wanted.get(id);
  if (!wanted) return;
  out.cancel(wanted.timer);
  node.volatile.wanted.delete(id);
}

/** It did not come in time: asks the next peer; gives up on a payment that no other peer is known to have. */
export function onAgain(node: FullNode, id: number, out: PeerOut): void {
  const wanted = node.volatile.wanted.get(id);
  if (!wanted) return;
  const others = unheard(node, id, wanted.asked);
  if (wanted.what === 'want-payment' && others === 0) node.volatile.wanted.delete(id);
  else want(node, id, wanted.what, out);
}

/**
 * The peer that was asked does not have the block. Asks another one, at once while there are some that it has not asked
 * in this round. When all have refused, it waits until the request would have been repeated anyway.
 */
export function onRefused(node: FullNode, id: number, from: NodeRef, out: PeerOut): void {
  const { options, volatile: v } = node;
  const place = options.peers.indexOf(from);
  unheard(node, id, place);
  const wanted = v.wanted.get(id);
  if (wanted?.asked !== place) return;
  const rounds = roundsOf(options, wanted.refusals++);
  const isOver = roundsOf(options, wanted.refusals) > rounds;
  if (!isOver || knownHolder(node, id, place) >= 0) want(node, id, 'want-block', out);
}

/** Tells every peer that is not known to have a block. */
export function announceBlock(node: FullNode, id: number, out: PeerOut): void {
  const mask = node.volatile.heard.get(id) ?? 0;
  const { header } = entryOf(node, id);
  node.options.peers.forEach((peer, place) => {
    if (!(mask & (1 << place))) out.send(peer, { type: 'have-block', header });
  });
}
