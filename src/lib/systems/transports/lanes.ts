import { isShared, type Protocol } from './nodes/framing';
import type { BackendOptions } from './nodes/backend';
import { warmPeers } from './nodes/caller';
import type { CallerOptions } from './nodes/caller-kind';
import { connectionId } from './nodes/endpoint';
import { ms, seconds, type NodeRef, type NodeRefs, type SettingsOf } from '../../sim';
import type { settings } from './settings';

export type Settings = SettingsOf<typeof settings>;

export type Lane = Protocol | 'queue';
export const LANES: readonly Lane[] = ['http1', 'http2', 'quic', 'thrift', 'queue'];

export const LANE_TITLES: Record<Lane, string> = {
  http1: 'HTTP/1.1',
  http2: 'HTTP/2',
  quic: 'QUIC',
  thrift: 'Thrift',
  queue: 'queue',
};

const SETS: Partial<Record<Settings['lanes'], readonly Lane[]>> = {
  all: LANES,
  http: ['http1', 'http2'],
  streams: ['http2', 'quic'],
  myth: ['http2', 'thrift'],
  http1: ['http1'],
  http2: ['http2'],
  quic: ['quic'],
  thrift: ['thrift'],
  queue: ['queue'],
};

/** What all clients use where calls are balanced. */
export const protocolOf = (s: Settings): Protocol =>
  s.lanes === 'http1' || s.lanes === 'quic' || s.lanes === 'thrift' ? s.lanes : 'http2';

/** The transports that a run has: side by side, or the one that is balanced. */
export const lanesIn = (s: Settings): readonly Lane[] =>
  s.balancing === 'none' ? (SETS[s.lanes] ?? []) : [protocolOf(s)];

/** One way between a balancer and its backends, or a broker and its worker: the same building, µs. */
export const INNER_HOP = 250;

const CALLER_BUGS = ['by-order', 'stream-reuse', 'keep-connection'] as const;

export function callerOptions(
  s: Settings,
  protocol: Protocol,
  targets: NodeRefs,
  rtt: number,
): CallerOptions {
  return {
    protocol,
    targets,
    connections: isShared(protocol) ? s.sharedConnections : s.connections,
    perCall: s.connectionUse === 'per-call',
    maxStreams: s.maxStreams,
    // Round trips until data may be sent: TCP one, TLS 1.3 one more; QUIC one for both.
    trips: protocol === 'quic' ? 1 : 2,
    warmRtt: s.start === 'warm' ? rtt : null,
    patience: ms(s.timeoutMs),
    registry: null,
    resolveEvery: 0,
    framed: protocol !== 'http2' || s.http2Layer,
    bug: CALLER_BUGS.find((bug) => bug === s.bug) ?? 'none',
  };
}

export const backendOptions = (
  s: Settings,
  protocol: Protocol,
  warm: BackendOptions['warm'],
  warmRtt: number,
): BackendOptions => ({
  protocol,
  payload: Math.round(s.payloadKb * 1000),
  warm,
  warmRtt,
  maxAge: seconds(s.maxAgeS),
});

/** The connections that a client has open at the start: their ids and the nodes they lead to. */
export function warmOf(options: CallerOptions, self: NodeRef): { id: number; to: NodeRef }[] {
  if (options.warmRtt === null || options.perCall) return [];
  return warmPeers(options).map((to, n) => ({ id: connectionId(self, n), to }));
}
