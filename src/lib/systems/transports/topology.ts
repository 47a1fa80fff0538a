import { messageQueueOf } from '../../nodes/message-queue/message-queue';
import { bothWays, layOut, many, ms, one, perhaps } from '../../sim';
import type { NodePlace, NodeRef, Placing, Refs } from '../../sim';
import { backend } from './nodes/backend';
import { caller } from './nodes/caller';
import { connectionId } from './nodes/endpoint';
import type { Protocol } from './nodes/framing';
import { layer4 } from './nodes/layer4';
import { layer7 } from './nodes/layer7';
import { producer } from './nodes/producer';
import { registry } from './nodes/registry';
import { TOPIC, worker, type JobDelivery, type Topic } from './nodes/worker';
import { workload } from './nodes/workload';
import {
  backendOptions,
  callerOptions,
  INNER_HOP,
  LANE_TITLES,
  lanesIn,
  protocolOf,
  warmOf,
  type Settings,
} from './lanes';

const CLIENTS = 3;
/** Backends that an operator may add to the registry's list. */
export const SPARES = 2;
/** Jobs that the worker works on at once: as good as no limit, like the servers. */
const SLOTS = 1000;

const broker = messageQueueOf<Topic, JobDelivery>();

/** Each transport with a client and a server of its own; or clients and backends with a balancer between them. */
function parts(s: Settings) {
  const isBalanced = s.balancing !== 'none';
  const has = (lane: string): boolean => !isBalanced && lanesIn(s).some((l) => l === lane);
  return {
    workload: one(workload),
    http1: perhaps(has('http1'), caller),
    http1Server: perhaps(has('http1'), backend),
    http2: perhaps(has('http2'), caller),
    http2Server: perhaps(has('http2'), backend),
    quic: perhaps(has('quic'), caller),
    quicServer: perhaps(has('quic'), backend),
    thrift: perhaps(has('thrift'), caller),
    thriftServer: perhaps(has('thrift'), backend),
    producer: perhaps(has('queue'), producer),
    broker: perhaps(has('queue'), broker),
    worker: perhaps(has('queue'), worker),
    clients: many(isBalanced ? CLIENTS : 0, caller),
    layer4: perhaps(s.balancing === 'layer-4', layer4),
    layer7: perhaps(s.balancing === 'layer-7', layer7),
    registry: perhaps(isBalanced, registry),
    backends: many(isBalanced ? s.backends + SPARES : 0, backend),
  };
}
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type Places<N extends keyof Parts> = Pick<Placing<Parts>, N>;
type Placed<N extends keyof Parts> = ReturnType<Placing<Parts>[N]>;

const listed = (...refs: (NodeRef | null)[]): NodeRef[] => refs.filter((ref) => ref !== null);
/** A part that is only laid out where it is there. */
function there(ref: NodeRef | null): NodeRef {
  if (ref === null) throw new Error('transports: an absent part was placed');
  return ref;
}

/** Clients in the order of their nodes: what the workload tells of calls. */
const sourcesOf = (at: At): NodeRef[] =>
  listed(at.http1, at.http2, at.quic, at.thrift, at.producer, ...at.clients);

function client(s: Settings, protocol: Protocol, server: NodeRef | null): Placed<'http1'> {
  return {
    id: `client-${protocol}`,
    label: LANE_TITLES[protocol],
    shape: 'client',
    layer: 1,
    source: true,
    options: callerOptions(s, protocol, [there(server)], ms(s.rttMs)),
  };
}

function server(s: Settings, at: At, protocol: Protocol): Placed<'http1Server'> {
  const self = there(at[protocol]);
  const { options } = client(s, protocol, at[`${protocol}Server`]);
  const warm = warmOf(options, self).map(({ id }) => ({ id, peer: self }));
  return {
    id: `server-${protocol}`,
    // On a phone a longer name would be cut; the client beside it has the transport's full name.
    label: `${LANE_TITLES[protocol].replace('HTTP/1.1', 'HTTP/1')} server`,
    shape: 'server',
    layer: 2,
    options: backendOptions(s, protocol, warm, ms(s.rttMs)),
  };
}

const queueLane = (s: Settings, at: At): Places<'producer' | 'broker' | 'worker'> => ({
  producer: () => ({
    id: 'client-queue',
    label: LANE_TITLES.queue,
    shape: 'client',
    layer: 1,
    source: true,
    options: { broker: there(at.broker), again: ms(s.rttMs) + 1000, patience: ms(s.timeoutMs) },
  }),
  broker: () => ({
    id: 'broker',
    label: 'broker',
    shape: 'queue',
    layer: 2,
    options: {
      topics: {
        [TOPIC]: {
          kind: 'queue',
          partitions: 1,
          visibility: ms(s.visibilityMs),
          maxAttempts: 0,
          dead: null,
        },
      },
    },
  }),
  worker: () => ({
    id: 'worker',
    label: 'worker',
    shape: 'server',
    layer: 3,
    options: {
      broker: there(at.broker),
      slots: SLOTS,
      bug: s.bug === 'early-ack' ? 'early-ack' : 'none',
    },
  }),
});

/** From a client to a backend and back, by way of the balancer where there is one, µs. */
const roundTrip = (s: Settings): number =>
  ms(s.rttMs) + (s.balancing === 'layer-4' ? 2 * INNER_HOP : 0);

const balancerOf = (at: At): NodeRef | null => at.layer4 ?? at.layer7;
/** Backends that are on the list at first. */
const firstOf = (s: Settings, at: At): readonly NodeRef[] => at.backends.slice(0, s.backends);

function clientOptions(s: Settings, at: At): Placed<'clients'>['options'] {
  const balancer = balancerOf(at);
  return {
    ...callerOptions(
      s,
      protocolOf(s),
      balancer === null ? firstOf(s, at) : [balancer],
      roundTrip(s),
    ),
    registry: balancer === null ? at.registry : null,
    resolveEvery: ms(s.resolveEveryMs),
  };
}

/** Connections of all clients that are open at the start: who dialled, and whom. */
const warmOnes = (s: Settings, at: At) =>
  at.clients.flatMap((dialler) =>
    warmOf(clientOptions(s, at), dialler).map(({ id, to }) => ({ id, client: dialler, to })),
  );

/** The connections that a backend has at the start, and where their packets come from. */
function warmAt(s: Settings, at: At, place: number): { id: number; peer: NodeRef }[] {
  const { layer4: l4, layer7: l7 } = at;
  if (place >= s.backends) return [];
  if (l7 !== null) return [{ id: connectionId(l7, place), peer: l7 }];
  const all = warmOnes(s, at);
  if (l4 !== null)
    return all.filter((_, i) => i % s.backends === place).map(({ id }) => ({ id, peer: l4 }));
  return all
    .filter(({ to }) => to === at.backends[place])
    .map(({ id, client: peer }) => ({ id, peer }));
}

const balancerPlace = (label: string): NodePlace => ({
  id: 'lb',
  label,
  shape: 'load-balancer',
  layer: 2,
});

const balancers = (s: Settings, at: At): Places<'layer4' | 'layer7'> => ({
  layer4: () => ({
    ...balancerPlace('layer 4'),
    options: {
      backends: firstOf(s, at),
      policy: s.layer4Policy,
      warm: warmOnes(s, at).map(({ id: connection, client: peer }, i) => ({
        connection,
        client: peer,
        backend: at.backends[i % s.backends],
      })),
    },
  }),
  layer7: () => ({
    ...balancerPlace('layer 7'),
    options: {
      protocol: protocolOf(s),
      payload: Math.round(s.payloadKb * 1000),
      backends: firstOf(s, at),
      warm: warmOnes(s, at).map(({ id, client: peer }) => ({ id, peer })),
      warmRtt: ms(s.rttMs),
      innerRtt: 2 * INNER_HOP,
    },
  }),
});

const balanced = (s: Settings, at: At): Places<'clients' | 'registry' | 'backends'> => ({
  clients: (place) => ({
    id: `client-${place + 1}`,
    label: `client ${place + 1}`,
    shape: 'client',
    layer: 1,
    source: true,
    options: clientOptions(s, at),
  }),
  registry: () => ({
    id: 'registry',
    label: 'registry',
    shape: 'coordinator',
    layer: 2,
    options: {
      backends: firstOf(s, at),
      spares: at.backends.slice(s.backends),
      tells: listed(balancerOf(at)),
    },
  }),
  backends: (place) => {
    const [protocol, rtt] =
      at.layer7 === null
        ? ([protocolOf(s), roundTrip(s)] as const)
        : (['http2', 2 * INNER_HOP] as const);
    return {
      id: `backend-${place + 1}`,
      label: `${place + 1}`,
      shape: 'server',
      layer: 3,
      options: backendOptions(s, protocol, warmAt(s, at, place), rtt),
    };
  },
});

const load = (s: Settings, at: At): Places<'workload'> => ({
  workload: () => ({
    id: 'workload',
    label: 'calls',
    shape: 'observer',
    layer: 0,
    source: true,
    options: {
      clients: sourcesOf(at),
      spread: s.balancing === 'none' ? 'all' : 'turns',
      calls: s.calls,
      arrivals: s.arrivals,
      meanGap: 1e6 / s.ratePerSecond,
      work: ms(s.workMs),
      workSpread: s.workSpread,
    },
  }),
});

function linksOf(s: Settings, at: At) {
  const far = { loss: s.lossPercent / 100 };
  const half = ms(s.rttMs) / 2;
  const long = (a: NodeRef | null, b: NodeRef | null, chances = far) =>
    a === null || b === null ? [] : bothWays(a, b, half, chances);
  const short = (a: NodeRef | null, b: NodeRef | null) =>
    a === null || b === null ? [] : bothWays(a, b, INNER_HOP);
  const balancer = balancerOf(at);
  return [
    ...sourcesOf(at).map((to) => ({ from: at.workload, to, latency: 0 })),
    ...long(at.http1, at.http1Server),
    ...long(at.http2, at.http2Server),
    ...long(at.quic, at.quicServer),
    ...long(at.thrift, at.thriftServer),
    ...long(at.producer, at.broker),
    ...short(at.broker, at.worker),
    ...at.clients.flatMap((from) =>
      balancer === null
        ? [...at.backends.flatMap((to) => long(from, to)), ...long(from, at.registry, { loss: 0 })]
        : long(from, balancer),
    ),
    ...(balancer === null ? [] : at.backends.flatMap((to) => short(balancer, to))),
    ...(balancer === null || at.registry === null
      ? []
      : [{ from: at.registry, to: balancer, latency: INNER_HOP }]),
  ];
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => ({
    nodes: {
      ...load(s, at),
      http1: () => client(s, 'http1', at.http1Server),
      http1Server: () => server(s, at, 'http1'),
      http2: () => client(s, 'http2', at.http2Server),
      http2Server: () => server(s, at, 'http2'),
      quic: () => client(s, 'quic', at.quicServer),
      quicServer: () => server(s, at, 'quic'),
      thrift: () => client(s, 'thrift', at.thriftServer),
      thriftServer: () => server(s, at, 'thrift'),
      ...queueLane(s, at),
      ...balancers(s, at),
      ...balanced(s, at),
    },
    links: linksOf(s, at),
  }));
