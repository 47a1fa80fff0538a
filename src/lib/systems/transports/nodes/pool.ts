import type { Micros, NodeRef, NodeRefs } from '../../../sim';
import { encodeMessage } from '../../../wire/protobuf';
import { grpcMessage } from '../../../wire/http2';
import type { Caller, CallerOut } from './caller-kind';
import type { Connection } from './connection';
import { dial } from './endpoint';
import { framesOfCall, isShared, ORDER, sizeOf } from './framing';
import type { Call } from './messages';

const all = (node: Caller): Connection[] => [...node.volatile.endpoint.connections.values()];

function open(node: Caller, peer: NodeRef, out: CallerOut): void {
  const { volatile: v, durable: tally, options: o } = node;
  dial(v.endpoint, node.index, { peer, order: ORDER[o.protocol], trips: o.trips }, out);
  tally.mostConnections = Math.max(tally.mostConnections, v.endpoint.connections.size);
}

/** A connection that takes a call now: taking turns where they are shared, an idle one where they are not. */
export function pick(node: Caller): Connection | undefined {
  const { volatile: v, options: o } = node;
  const able = all(node).filter((c) => c.state === 'open');
  if (!isShared(o.protocol) || o.perCall)
    return able.find((c) => c.calls.size === 0 && !(o.perCall && c.nextStream > 1));
  const free = able.filter((c) => c.calls.size < o.maxStreams);
  return free.length === 0 ? undefined : free[v.turn++ % free.length];
}

/** Opens connections for calls that wait, up to the limit. */
export function grow(node: Caller, out: CallerOut): void {
  const { volatile: v, options: o } = node;
  if (isShared(o.protocol) && !o.perCall) return;
  const opening = all(node).filter((c) => c.state === 'opening').length;
  const most = o.perCall ? Infinity : o.connections;
  for (let n = opening; n < v.waiting.length && v.endpoint.connections.size < most; n++)
    open(node, v.targets[v.turn++ % v.targets.length], out);
}

/** Opens shared connections until there are enough to each target. */
export function restock(node: Caller, out: CallerOut): void {
  const { volatile: v, options: o } = node;
  if (!isShared(o.protocol) || o.perCall || node.durable.finished) return;
  for (const peer of v.targets) {
    const there = all(node).filter((c) => c.peer === peer && c.state !== 'draining').length;
    for (let n = there; n < o.connections; n++) open(node, peer, out);
  }
}

/** From now on calls go to these backends. */
export function reach(node: Caller, backends: NodeRefs, out: CallerOut): void {
  const { volatile: v } = node;
  v.targets = [...backends];
  restock(node, out);
}

function nextStream(node: Caller, c: Connection): number {
  const { protocol, bug } = node.options;
  if (bug === 'stream-reuse' && isShared(protocol)) {
    let stream = 1;
    while (c.calls.has(stream)) stream += 2;
    return stream;
  }
  const stream = c.nextStream;
  // Streams that a client opens have odd numbers (RFC 9113 §5.1.1); elsewhere it is a count.
  c.nextStream += isShared(protocol) ? 2 : 1;
  return stream;
}

/** The call as it is written to that connection. */
export function callItem(node: Caller, c: Connection, id: number, work: Micros): Call {
  const { protocol, framed } = node.options;
  const stream = nextStream(node, c);
  const isBare = isShared(protocol) && !framed;
  const frames = isBare ? [] : framesOfCall(protocol, id, !c.spoken);
  const bytes = isBare ? bareSize(id) : sizeOf(frames);
  c.spoken = true;
  return { kind: 'call', id, stream, work, bytes, frames };
}

/** A message of gRPC without frames. */
function bareSize(id: number): number {
  const spec = { fields: [{ name: 'id', number: 1, type: 'int64' }] } as const;
  return grpcMessage(encodeMessage(spec, { id })).length;
}
