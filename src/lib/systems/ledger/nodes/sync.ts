import type { NodeRef } from '../../../sim';
import { addHeader, headersAfter, insert, locator } from './block-tree';
import type { Header, HeadersDelivery, HeadersRequest, Hello } from './messages';
import type { FullNode, PeerOut } from './options';
import { heard, want } from './requests';
import { entryOf, tipOf } from './standing';

/** Headers in one message, and blocks asked for at a time. */
const MOST_HEADERS = 2000;
const WINDOW = 16;

/** The peer follows a block whose parent is not known here: asks for the chain between. */
function askForHeaders(node: FullNode, from: NodeRef, out: PeerOut): void {
  const known = locator(node.durable.tree, node.durable.tree.best);
  out.send(from, { type: 'want-headers', known });
}

export function onWantHeaders(
  node: FullNode,
  m: HeadersRequest,
  from: NodeRef,
  out: PeerOut,
): void {
  const headers = headersAfter(node.durable.tree, node.durable.tip, m.known, MOST_HEADERS);
  if (headers.length > 0) out.send(from, { type: 'headers', headers });
}

export function onHeaders(node: FullNode, m: HeadersDelivery, from: NodeRef, out: PeerOut): void {
  for (const header of m.headers) {
    if (!addHeader(node.durable.tree, header)) return;
    heard(node, header.id, from);
  }
  requestMissing(node, out);
}

/** Asks for the lowest blocks that are missing on the way to the highest header. */
export function requestMissing(node: FullNode, out: PeerOut): void {
  const { tree } = node.durable;
  const missing: number[] = [];
  for (let e = tree.entries.get(tree.best); e && !e.ready; e = tree.entries.get(e.header.parent))
    if (!e.block) missing.push(e.header.id);
  for (const id of missing.slice(-WINDOW))
    if (!node.volatile.wanted.has(id)) want(node, id, 'want-block', out);
}

/** Somebody follows a block: asks for it, or for the chain before it when its parent is not known. */
export function hearOf(node: FullNode, header: Header, from: NodeRef, out: PeerOut): void {
  const { tree } = node.durable;
  heard(node, header.id, from);
  const known = addHeader(tree, header);
  if (!known && node.options.bug !== 'orphans') return askForHeaders(node, from, out);
  const entry = known ?? insert(tree, header, false);
  if (entry.ready || entry.invalid || entry.block) return;
  if (header.height > tipOf(node).header.height) requestMissing(node, out);
}

/** A keep-alive. Whoever is behind learns of it, in one direction or the other. */
export function onHello(node: FullNode, { tip }: Hello, from: NodeRef, out: PeerOut): void {
  hearOf(node, tip, from, out);
  const mine = tipOf(node).header;
  if (mine.height > tip.height) out.send(from, { type: 'have-block', header: mine });
}

/** Greets one peer, so that what was missed while a link was cut, or a node down, is found out. */
export function greet(node: FullNode, peer: NodeRef, out: PeerOut): void {
  out.send(peer, { type: 'hello', tip: entryOf(node, node.durable.tip).header });
}
