import type { Instant, Micros, NodeRef, Out, TimerId } from '../../../sim';
import type { Item, OfConnection, Part, Segment } from './messages';

/** Bytes that a packet may carry in all, as on Ethernet. */
const MTU = 1500;
/** IPv4 and TCP headers, and a TLS 1.3 record around the payload: header, type, tag (RFC 8446 §5.2). */
const TCP_HEADERS = 40 + 22;
/** IPv4, UDP, a short header with an 8-byte connection id and a 2-byte number, and the tag (RFC 9000 §17.3, RFC 9001 §5.3). */
const QUIC_HEADERS = 28 + 11 + 16;
/** A bare acknowledgement: headers and one SACK block (RFC 2018), or an ACK frame. */
const ACK_BYTES = { connection: 52, stream: QUIC_HEADERS + 6 } as const;
/** A stream frame of QUIC (RFC 9000 §19.8): type, stream, offset and length, two bytes each but the first. */
const STREAM_HEADER = { connection: 0, stream: 7 } as const;

/** A packet counts as lost when one sent this many later has arrived (RFC 9002 §6.1.1, as TCP's three duplicate acknowledgements). */
const PACKET_THRESHOLD = 3;
/** The finest time that a loss timer knows, µs (RFC 9002 §6.1.2). */
const GRANULARITY = 1_000;
/** Probes in a row, each waiting twice as long as the one before, after which the other end counts as gone. */
export const MOST_PROBES = 5;

/** What a node that has connections sends, and the timers that it needs for them. */
export interface EndpointKind {
  sends: OfConnection;
  timers: {
    /** The connection's id: what was written at this moment leaves. */
    flush: number;
    /** No acknowledgement came for a packet. */
    unheard: { readonly connection: number; readonly number: number };
    /** No answer came in a handshake. */
    ungreeted: { readonly connection: number; readonly trip: number; readonly attempt: number };
  };
  probes: 'blocked';
  /** Messages in its receive buffers behind a lost packet, and connections that it has. */
  gauges: 'held' | 'connections';
}
export type EndpointOut = Out<EndpointKind>;

interface InFlight {
  readonly parts: readonly Part[];
  readonly bytes: number;
  readonly sentAt: Micros;
  readonly timer: TimerId;
}

/** When bytes arrived: by the node's own count of time, and in true time for the measures. */
interface Arrival {
  readonly count: Micros;
  readonly instant: Instant;
}

interface Gathering {
  expected: number;
  /** Parts that arrived before their turn, by offset. */
  early: Map<number, { part: Part; at: Arrival }>;
  /** When the last byte of the item that is being read arrived; `null` before the first. */
  latest: Arrival | null;
}

/** One end of a connection. Plain data: it lives in a node's memory and is gone with it. */
export interface Connection {
  readonly id: number;
  /** Where packets go: the other end, or a balancer in front of it. */
  readonly peer: NodeRef;
  readonly dialled: boolean;
  readonly order: 'connection' | 'stream';
  readonly since: Micros;
  /** `draining`: asked to go; it waits for its answers and takes nothing new. */
  state: 'opening' | 'open' | 'draining';
  /** Round trips of the handshake that are over. */
  trip: number;
  trips: number;
  /** Header lists were sent on it before. */
  spoken: boolean;
  next: number;
  unsent: { item: Item; order: number; left: number }[];
  flushing: boolean;
  /** Bytes sent so far in each order. */
  offsets: Map<number, number>;
  flight: Map<number, InFlight>;
  /** Smoothed round trip and its variation, µs (RFC 9002 §5.3). */
  rtt: Micros;
  variation: Micros;
  probes: number;
  heardAt: Micros;
  gathering: Map<number, Gathering>;
  /** Messages of which the end has arrived and bytes before it have not. */
  held: number;
  /** Payload written to it and payload sent for the first time, bytes. */
  written: number;
  carried: number;
  /** Calls under way on it, by stream: whatever its dialler keeps of them. */
  calls: Map<number, number>;
  nextStream: number;
}

export function emptyConnection(
  given: Pick<Connection, 'id' | 'peer' | 'dialled' | 'order' | 'since' | 'trips'>,
): Connection {
  return {
    ...given,
    state: 'opening',
    trip: 0,
    spoken: false,
    next: 0,
    unsent: [],
    flushing: false,
    offsets: new Map(),
    flight: new Map(),
    rtt: 0,
    variation: 0,
    probes: 0,
    heardAt: given.since,
    gathering: new Map(),
    held: 0,
    written: 0,
    carried: 0,
    calls: new Map(),
    nextStream: 1,
  };
}

/** A sample of the round trip: smoothed, as RFC 9002 §5.3 does it. */
export function measure(c: Connection, sample: Micros): void {
  if (c.rtt === 0) [c.rtt, c.variation] = [sample, Math.round(sample / 2)];
  else {
    c.variation = Math.round((3 * c.variation + Math.abs(c.rtt - sample)) / 4);
    c.rtt = Math.round((7 * c.rtt + sample) / 8);
  }
}

/** How long to wait for a packet's acknowledgement before asking again (RFC 9002 §6.2.1). */
const patience = (c: Connection): Micros =>
  (c.rtt + Math.max(4 * c.variation, GRANULARITY)) * 2 ** c.probes;

/** Puts an item behind what is to be sent. All that is written at one moment leaves together. */
export function write(c: Connection, item: Item, out: EndpointOut): void {
  c.unsent.push({ item, order: c.order === 'stream' ? item.stream : 0, left: item.bytes });
  c.written += item.bytes;
  if (c.flushing || c.state === 'opening') return;
  c.flushing = true;
  out.after(0, 'flush', c.id);
}

/** Cuts what is unsent into packets, as full as they get. */
export function flush(c: Connection, out: EndpointOut): void {
  c.flushing = false;
  const overhead = STREAM_HEADER[c.order];
  const headers = c.order === 'stream' ? QUIC_HEADERS : TCP_HEADERS;
  let parts: Part[] = [];
  let room = MTU - headers;
  for (const waiting of c.unsent) {
    do {
      if (room <= overhead) {
        transmit(c, parts, MTU - room, false, out);
        [parts, room] = [[], MTU - headers];
      }
      const size = Math.min(waiting.left, room - overhead);
      const offset = c.offsets.get(waiting.order) ?? 0;
      waiting.left -= size;
      const ends = waiting.left === 0 ? waiting.item : null;
      parts.push({ order: waiting.order, offset, size, ends });
      c.offsets.set(waiting.order, offset + size);
      c.carried += size;
      room -= size + overhead;
    } while (waiting.left > 0);
  }
  c.unsent = [];
  if (parts.length > 0) transmit(c, parts, MTU - room, false, out);
}

function transmit(
  c: Connection,
  parts: readonly Part[],
  bytes: number,
  again: boolean,
  out: EndpointOut,
): void {
  const number = c.next++;
  const timer = out.after(patience(c), 'unheard', { connection: c.id, number });
  c.flight.set(number, { parts, bytes, sentAt: out.monotonic(), timer });
  const type = again ? 'again' : c.dialled ? 'request' : 'response';
  out.send(c.peer, { type, connection: c.id, number, parts, bytes });
}

function resend(c: Connection, number: number, out: EndpointOut): void {
  const { parts, bytes, timer } = c.flight.get(number)!;
  out.cancel(timer);
  c.flight.delete(number);
  transmit(c, parts, bytes, true, out);
}

/** A packet has arrived at the other end. Packets sent well before it that have not are sent again. */
export function acknowledged(c: Connection, number: number, out: EndpointOut): void {
  const flown = c.flight.get(number);
  if (!flown) return;
  out.cancel(flown.timer);
  c.flight.delete(number);
  c.probes = 0;
  c.heardAt = out.monotonic();
  measure(c, c.heardAt - flown.sentAt);
  // They fly in the order of their numbers, and one sent again goes to the end.
  for (const n of c.flight.keys()) {
    if (n > number - PACKET_THRESHOLD) break;
    resend(c, n, out);
  }
}

/**
 * Nothing was heard of a packet for a round trip and a bit: it is sent again. Where nothing at all was heard since it was
 * sent, the next wait is twice as long. False when the other end counts as gone.
 */
export function unheard(c: Connection, number: number, out: EndpointOut): boolean {
  const flown = c.flight.get(number);
  if (!flown) return true;
  if (c.heardAt <= flown.sentAt && ++c.probes > MOST_PROBES) return false;
  resend(c, number, out);
  return true;
}

/** An item that was read, and when the last of its bytes arrived: from then on it waited for bytes before it. */
export interface Read {
  readonly item: Item;
  readonly arrived: Arrival;
}

function advance(g: Gathering, part: Part, at: Arrival, read: Read[]): void {
  g.expected += part.size;
  if (!g.latest || at.count > g.latest.count) g.latest = at;
  if (!part.ends) return;
  read.push({ item: part.ends, arrived: g.latest });
  g.latest = null;
}

/** Takes a packet in, acknowledges it, and reads what is now complete and in order. */
export function take(c: Connection, { number, parts }: Segment, out: EndpointOut): Read[] {
  const bytes = ACK_BYTES[c.order];
  out.send(c.peer, { type: 'received', connection: c.id, number, bytes });
  const read: Read[] = [];
  const now: Arrival = { count: out.monotonic(), instant: out.instant() };
  for (const part of parts) {
    let g = c.gathering.get(part.order);
    if (!g) c.gathering.set(part.order, (g = { expected: 0, early: new Map(), latest: null }));
    if (part.offset === g.expected && g.early.size === 0) advance(g, part, now, read);
    else if (part.offset >= g.expected && !g.early.has(part.offset)) {
      g.early.set(part.offset, { part, at: now });
      if (part.ends) c.held++;
      for (let due = g.early.get(g.expected); due; due = g.early.get(g.expected)) {
        g.early.delete(due.part.offset);
        if (due.part.ends) c.held--;
        advance(g, due.part, due.at, read);
      }
    }
  }
  return read;
}

/** What the node's clock said when its own count of time said `count`, µs. */
export const stampOf = (count: Micros, out: EndpointOut): Micros =>
  out.clock() - (out.monotonic() - count);

/** Forgets its timers. */
export function abandon(c: Connection, out: EndpointOut): void {
  for (const { timer } of c.flight.values()) out.cancel(timer);
  c.flight.clear();
}
