import { isShared, type Protocol } from './nodes/framing';
import type { BackendOptions } from './nodes/backend';
import { warmPeers } from './nodes/caller';
import type { CallerBug, CallerOptions } from './nodes/caller-data';
import { connectionId } from './nodes/endpoint';
import type { TransportSettings } from './settings';

export type Lane = Protocol | 'queue';
export const LANES: readonly Lane[] = ['http1', 'http2', 'quic', 'thrift', 'queue'];

export const LANE_TITLES: Record<Lane, string> = {
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  quic: 'QUIC',
  thrift: 'Thrift',
  queue: 'queue',
};

const SETS: Record<string, readonly Lane[]> = {
  all: LANES,
  http: ['http1', 'http2'],
  streams: ['http2', 'quic'],
  myth: ['http2', 'thrift'],
};

/** The transports that run side by side. */
export const lanesOf = (lanes: unknown): readonly Lane[] =>
  SETS[String(lanes)] ?? [String(lanes) as Lane];

/** What all clients use where calls are balanced. */
export const protocolOf = (s: TransportSettings): Protocol =>
  s.lanes === 'http1' || s.lanes === 'quic' || s.lanes === 'thrift' ? s.lanes : 'http2';

/** The probe of each lane’s latencies, after those that all share; the queue has one more, for when its work is done. */
export const LATENCY_PROBE: Record<Lane, number> = {
  http1: 3,
  http2: 4,
  quic: 5,
  thrift: 6,
  queue: 7,
};
export const WORK_DONE_PROBE = 8;

export const us = (ms: number): number => Math.round(ms * 1000);

/** One way between a balancer and its backends, or a broker and its worker: the same building, µs. */
export const INNER_HOP = 250;

/** Round trips until data may be sent: TCP one, TLS 1.3 one more; QUIC one for both. */
export const tripsOf = (protocol: Protocol): number => (protocol === 'quic' ? 1 : 2);

export function callerOptions(
  s: TransportSettings,
  protocol: Protocol,
  targets: readonly number[],
  rtt: number,
): CallerOptions {
  const callerBugs: readonly string[] = ['by-order', 'stream-reuse', 'keep-connection'];
  return {
    protocol,
    targets,
    connections: isShared(protocol) ? s.sharedConnections : s.connections,
    perCall: s.connectionUse === 'per-call',
    maxStreams: s.maxStreams,
    trips: tripsOf(protocol),
    warmRtt: s.start === 'warm' ? rtt : null,
    patience: us(s.timeoutMs),
    registry: -1,
    resolveEvery: 0,
    framed: protocol !== 'http2' || s.http2Layer,
    probe: LATENCY_PROBE[protocol],
    bug: callerBugs.includes(s.bug) ? (s.bug as CallerBug) : 'none',
  };
}

export function backendOptions(
  s: TransportSettings,
  protocol: Protocol,
  warm: BackendOptions['warm'],
  warmRtt: number,
): BackendOptions {
  const payload = Math.round(s.payloadKb * 1000);
  return { protocol, payload, warm, warmRtt, maxAge: us(s.maxAgeS * 1000) };
}

/** The connections that a client has open at the start: their ids and the nodes they lead to. */
export function warmOf(options: CallerOptions, self: number): { id: number; to: number }[] {
  if (options.warmRtt === null || options.perCall) return [];
  return warmPeers(options).map((to, n) => ({ id: connectionId(self, n), to }));
}
