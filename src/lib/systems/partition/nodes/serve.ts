import type { NodeRef } from '../../../sim';
import { coordinator } from './gossip';
import type { Replica, ReplicaOut } from './kind';
import { merge, overwrite } from './local';
import type { Forward, Relay } from './messages';
import type { Request } from './operations';
import { readFrom, type Command } from './state-machine';

/** What a role does with operations on objects that are kept by majority. */
export interface Ordering {
  /** One of the local client's. */
  operation(node: Replica, request: Request, out: ReplicaOut): void;
  /** One that another replica has sent on. */
  forwarded(node: Replica, command: Command, out: ReplicaOut): void;
  /** Whether operations that wait for a leader can be answered or sent on now. */
  isDecided(node: Replica): boolean;
}

/**
 * An operation of the local client. What becomes of it depends on how its object is kept; where the load was changed while
 * it was under way, and its object is kept no more, nothing.
 */
export function onRequest(node: Replica, request: Request, own: Ordering, out: ReplicaOut): void {
  const { options, durable, volatile: v } = node;
  const keeping = options.keeping[request.object];
  if (keeping === undefined) return;
  if (keeping === 'quorum') {
    const isLocal = request.verb === 'read' && options.readLevel === 'one';
    if (!isLocal) return own.operation(node, request, out);
    return out.send(options.client, readFrom(durable.state.cells[request.object], request.seq));
  }
  if (keeping === 'crdt') return out.send(options.client, merge(node, request, out));
  const to = request.verb === 'read' ? options.place : coordinator(node);
  if (to === options.place)
    return out.send(options.client, overwrite(node, request, options.place, out));
  v.sentOn.push({ request, to });
  out.send(options.peers[to], { type: 'forward', request });
}

export function onForward(
  node: Replica,
  { request }: Forward,
  from: NodeRef,
  own: Ordering,
  out: ReplicaOut,
): void {
  const origin = node.options.peers.indexOf(from);
  const keeping = node.options.keeping[request.object];
  if (keeping === undefined) return;
  if (keeping === 'quorum') return own.forwarded(node, { origin, request }, out);
  // Nothing comes of what was sent on before its object began to be kept in another way.
  if (keeping === 'lww')
    out.send(from, { type: 'relay', answer: overwrite(node, request, origin, out) });
}

export function onRelay(node: Replica, { answer }: Relay, out: ReplicaOut): void {
  const { volatile: v, options } = node;
  if (v.sentOn.length > 0) v.sentOn = v.sentOn.filter((s) => s.request.seq !== answer.seq);
  out.send(options.client, answer);
}

/** Of an operation that was sent on or proposed, nothing can be promised any more. */
export function touch({ volatile: { touched } }: Replica, { seq }: Request): void {
  touched[seq % touched.length] = seq;
}

/** Goes to the leader, or waits until there is one. */
export function sendToLeader(node: Replica, request: Request, out: ReplicaOut): void {
  const { volatile: v, options } = node;
  if (v.leader === null) return void v.held.push(request);
  touch(node, request);
  out.send(options.peers[v.leader], { type: 'forward', request });
}

/** Watches in which a replica that has just started waits for its first leader before it refuses anything. */
const FIRST_WATCHES = 5;
export const isNew = ({ volatile: v }: Replica): boolean =>
  !v.hasHeard && v.silence < FIRST_WATCHES;

/** A refusal promises that nothing happened: it is given only for what was never sent on. */
export function refuse(node: Replica, request: Request, out: ReplicaOut): void {
  const { touched, held } = node.volatile;
  const { seq } = request;
  if (isNew(node)) held.push(request);
  else if (touched[seq % touched.length] !== seq)
    out.send(node.options.client, { type: 'refused', seq, value: 0, version: 0 });
}

/** What waited for a leader goes on as soon as there is one, and is refused when a watch brought none. */
export function settleHeld(node: Replica, own: Ordering, out: ReplicaOut): void {
  if (!own.isDecided(node)) return;
  const { held } = node.volatile;
  node.volatile.held = [];
  for (const request of held) own.operation(node, request, out);
}
