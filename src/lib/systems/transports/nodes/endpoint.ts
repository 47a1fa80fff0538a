import type { Micros, NodeRef } from '../../../sim';
import type { Hello, OfConnection, Segment } from './messages';
import { abandon, acknowledged, emptyConnection, flush } from './connection';
import { measure, take, unheard } from './connection';
import type { Connection, EndpointKind, EndpointOut, Read } from './connection';

/** A node's connections, those it dialled and those it accepted, by id. Plain data. */
export interface Endpoint {
  connections: Map<number, Connection>;
  dialled: number;
  /** Messages in its receive buffers that wait for a lost packet. */
  held: number;
  /** What its gauges say. */
  told: { held: number; connections: number };
}

export const emptyEndpoint = (): Endpoint => ({
  connections: new Map(),
  dialled: 0,
  held: 0,
  told: { held: 0, connections: 0 },
});

/** Writes its gauges where they have changed. */
export function tell(e: Endpoint, out: EndpointOut): void {
  const { told, held } = e;
  if (held !== told.held) out.gauge('held', (told.held = held));
  const { size } = e.connections;
  if (size !== told.connections) out.gauge('connections', (told.connections = size));
}

/**
 * A process that was started anew must not use an id that its earlier life may have used: it counts on from the time, as
 * TCP's first sequence numbers do (RFC 9293 §3.4.1).
 */
export function begin(e: Endpoint, out: EndpointOut): void {
  e.dialled = Math.floor(out.monotonic() / 10);
}

/** What the node that owns a connection does when something happens to it. */
export interface Owner<N, O extends EndpointOut> {
  opened?(node: N, c: Connection, out: O): void;
  read(node: N, c: Connection, read: Read, out: O): void;
  /** It is gone: refused, reset, closed by the other end, or nobody answers. */
  gone?(node: N, c: Connection, why: 'closed' | 'reset' | 'silent', out: O): void;
  /** The other end asks to close it once its answers are there. */
  drain?(node: N, c: Connection, out: O): void;
}

/** A node that has an endpoint. */
interface HasEndpoint {
  readonly volatile: { readonly endpoint: Endpoint };
}

/** Ids of connections tell who dialled: unlike real ones they are unique in the whole run. */
const PER_NODE = 100_000_000;
/** The first time-out of a handshake, µs (RFC 6298 §2.1), and how often it is tried. */
const FIRST_PATIENCE = 1_000_000;
const MOST_HELLOS = 3;

export interface Dial {
  readonly peer: NodeRef;
  readonly order: 'connection' | 'stream';
  /** Round trips before data may be sent: TCP one, TLS 1.3 one more (RFC 8446 §2), QUIC one for both (RFC 9001 §4). */
  readonly trips: number;
}

/** The id that the n-th connection of a node has. */
export const connectionId = (node: number, n: number): number => node * PER_NODE + n;

/** Begins to open a connection. */
export function dial(
  e: Endpoint,
  self: number,
  { peer, order, trips }: Dial,
  out: EndpointOut,
): Connection {
  const id = connectionId(self, e.dialled++);
  const c = emptyConnection({ id, peer, order, trips, dialled: true, since: out.monotonic() });
  e.connections.set(id, c);
  tell(e, out);
  greet(c, 0, out);
  return c;
}

function greet(c: Connection, attempt: number, out: EndpointOut): void {
  const { id: connection, trip, trips } = c;
  out.send(c.peer, { type: 'hello', connection, trip: trip + 1, trips, attempt });
  out.after(FIRST_PATIENCE * 2 ** attempt, 'ungreeted', { connection, trip, attempt });
}

/** A connection that was opened before the run began and knows its round trip. Both ends make one. */
export function warm(
  e: Endpoint,
  given: { id: number; peer: NodeRef; order: 'connection' | 'stream'; dialled: boolean },
  rtt: Micros,
): Connection {
  const c = emptyConnection({ ...given, trips: 0, since: 0 });
  Object.assign(c, { state: 'open', rtt, variation: 0, spoken: true });
  e.connections.set(c.id, c);
  if (given.dialled) e.dialled++;
  return c;
}

function greeted(
  e: Endpoint,
  hello: Hello,
  from: NodeRef,
  order: Connection['order'],
  out: EndpointOut,
): void {
  const { connection: id, trip, trips, attempt } = hello;
  const c =
    e.connections.get(id) ??
    emptyConnection({ id, peer: from, order, trips, dialled: false, since: out.monotonic() });
  e.connections.set(id, c);
  tell(e, out);
  c.trip = Math.max(c.trip, trip);
  // Data may come with the last answer still under way; the round trip is learned from data.
  if (c.trip === trips && c.state === 'opening') {
    c.state = 'open';
    measure(c, FIRST_PATIENCE / 3);
  }
  out.send(from, { type: 'hello-back', connection: id, trip, trips, attempt });
}

function answered<N, O extends EndpointOut>(
  node: N,
  c: Connection,
  { trip, attempt }: Hello,
  owner: Owner<N, O>,
  out: O,
): void {
  if (c.state !== 'opening' || trip !== c.trip + 1) return;
  c.trip = trip;
  if (attempt === 0) measure(c, Math.round((out.monotonic() - c.since) / trip));
  if (trip < c.trips) return greet(c, 0, out);
  c.state = 'open';
  if (c.rtt === 0) measure(c, FIRST_PATIENCE / 3);
  if (c.unsent.length > 0) flush(c, out);
  owner.opened?.(node, c, out);
}

function onSegment<N extends HasEndpoint, O extends EndpointOut>(
  node: N,
  s: Segment,
  from: NodeRef,
  owner: Owner<N, O>,
  out: O,
): void {
  const { endpoint: e } = node.volatile;
  const c = e.connections.get(s.connection);
  if (!c || c.state === 'opening')
    return out.send(from, { type: 'reset', connection: s.connection });
  const before = c.held;
  const reads = take(c, s, out);
  e.held += c.held - before;
  tell(e, out);
  for (const read of reads) {
    out.observeSince('blocked', read.arrived.instant);
    owner.read(node, c, read, out);
  }
}

/** Closes this end and tells the other. */
export function close(
  e: Endpoint,
  c: Connection,
  type: 'goodbye' | 'reset',
  out: EndpointOut,
): void {
  forget(e, c, out);
  out.send(c.peer, { type, connection: c.id });
}

function forget(e: Endpoint, c: Connection, out: EndpointOut): void {
  abandon(c, out);
  e.held -= c.held;
  e.connections.delete(c.id);
  tell(e, out);
}

function lose<N extends HasEndpoint, O extends EndpointOut>(
  node: N,
  c: Connection,
  why: 'closed' | 'reset' | 'silent',
  owner: Owner<N, O>,
  out: O,
): void {
  forget(node.volatile.endpoint, c, out);
  owner.gone?.(node, c, why, out);
}

/** Handles a message of a connection. `accepts`: how bytes are ordered on those that others dial; `null` takes none. */
export function hear<N extends HasEndpoint, O extends EndpointOut>(
  node: N,
  message: OfConnection,
  from: NodeRef,
  owner: Owner<N, O>,
  accepts: Connection['order'] | null,
  out: O,
): void {
  const e = node.volatile.endpoint;
  const c = e.connections.get(message.connection);
  switch (message.type) {
    case 'request':
    case 'response':
    case 'again':
      return onSegment(node, message, from, owner, out);
    case 'received':
      if (c) acknowledged(c, message.number, out);
      return;
    case 'hello':
      if (accepts) greeted(e, message, from, accepts, out);
      return;
    case 'hello-back':
      if (c) answered(node, c, message, owner, out);
      return;
    case 'go-away':
      if (c) owner.drain?.(node, c, out);
      return;
    case 'reset':
    case 'goodbye':
      if (c) lose(node, c, message.type === 'reset' ? 'reset' : 'closed', owner, out);
  }
}

type Due = EndpointKind['timers'];

/** What is done when a timer of a connection is due. */
const DUE: {
  readonly [T in keyof Due]: <N extends HasEndpoint, O extends EndpointOut>(
    node: N,
    data: Due[T],
    owner: Owner<N, O>,
    out: O,
  ) => void;
} = {
  flush({ volatile }, connection, _owner, out) {
    const c = volatile.endpoint.connections.get(connection);
    if (c && c.state !== 'opening') flush(c, out);
  },
  unheard(node, { connection, number }, owner, out) {
    const c = node.volatile.endpoint.connections.get(connection);
    if (c && !unheard(c, number, out)) lose(node, c, 'silent', owner, out);
  },
  ungreeted(node, { connection, trip, attempt }, owner, out) {
    const c = node.volatile.endpoint.connections.get(connection);
    if (!c || c.state !== 'opening' || c.trip !== trip) return;
    if (attempt + 1 < MOST_HELLOS) greet(c, attempt + 1, out);
    else lose(node, c, 'silent', owner, out);
  },
};

/** Handles a timer of a connection. */
export function onDue<T extends keyof Due, N extends HasEndpoint, O extends EndpointOut>(
  node: N,
  name: T,
  data: Due[T],
  owner: Owner<N, O>,
  out: O,
): void {
  DUE[name](node, data, owner, out);
}
