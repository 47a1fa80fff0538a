import { mean, sum, type NodeAt, type World } from '../../sim';
import { stories } from '../stories';
import type { Caller } from './nodes/caller-kind';
import type { Lane } from './lanes';
import type { Observed } from './observer';
import type { settings } from './settings';
import type { topology } from './topology';

/** The run of this system as an outside observer sees it. */
export type TransportWorld = World<typeof settings, typeof topology, Observed>;

type Parts = Exclude<TransportWorld['parts'], undefined>;
type Backend = NodeAt<Parts, 'backends'>;
type Producer = NodeAt<Parts, 'producer'>;

const present = <T>(...nodes: readonly (T | null)[]): T[] => nodes.filter((n) => n !== null);

export const callersIn = ({ at }: TransportWorld): Caller[] =>
  present(at.http1, at.http2, at.quic, at.thrift, ...at.clients);
/** All that make calls, in the order of their nodes; in a queue's lane that is its producer. */
export const sourcesIn = (w: TransportWorld): (Caller | Producer)[] => [
  ...callersIn(w),
  ...present(w.at.producer),
];
export const serversIn = ({ at }: TransportWorld): Backend[] =>
  present(at.http1Server, at.http2Server, at.quicServer, at.thriftServer, ...at.backends);

/** The client and the server of a lane; `null` where it does not run side by side with others. */
export const laneOf = ({ at }: TransportWorld, lane: Exclude<Lane, 'queue'>) => {
  const [client, server] = [at[lane], at[`${lane}Server`]];
  return client && server ? { client, server } : null;
};

/** What clients saw of their calls. */
export function totals(w: TransportWorld) {
  const all = sourcesIn(w).map((n) => n.durable);
  const [calls, ok, unknown] = (['calls', 'ok', 'unknown'] as const).map((key) =>
    sum(all.map((t) => t[key])),
  );
  const failed = sum(callersIn(w).map((n) => n.durable.failed));
  return { calls, ok, failed, unknown, open: calls - ok - failed - unknown };
}

/** Backends that the registry lists. */
export function listedIn(w: TransportWorld): Backend[] {
  const listed = w.at.registry?.durable.backends ?? [];
  return listed.map((ref) => w.as('backends', ref));
}

/** Calls that a backend has read since the list last changed. */
export const recentOf = ({ observed }: TransportWorld, { index, durable }: Backend): number =>
  durable.read - (observed.base[index] ?? 0);

/** The same of all backends on the list. */
export const shares = (w: TransportWorld): number[] => listedIn(w).map((node) => recentOf(w, node));

/** The busiest backend's calls over the mean; 0 where there is nothing to tell. */
export const maxOverMean = (calls: readonly number[]): number =>
  sum(calls) > 0 ? Math.max(...calls) / mean(calls) : 0;

export const { about, scenario } = stories<TransportWorld>();
