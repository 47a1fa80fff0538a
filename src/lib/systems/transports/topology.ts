import { bothWays, layOut, ms, type NodePlace, type NodeRef, type NodeRefs } from '../../sim';
import { connectionId } from './nodes/endpoint';
import { backendOptions, callerOptions, INNER_HOP, protocolOf, warmOf } from './lanes';
import type { Settings } from './lanes';
import { listed, parts, type At, type Placed, type Places } from './parts';
import { client, queueLane, server } from './side-by-side';

/** Clients in the order of their nodes: what the workload tells of calls. */
const sourcesOf = (at: At): NodeRef[] =>
  listed(at.http1, at.http2, at.quic, at.thrift, at.producer, ...at.clients);

/** From a client to a backend and back, by way of the balancer where there is one, µs. */
const roundTrip = (s: Settings): number =>
  ms(s.rttMs) + (s.balancing === 'layer-4' ? 2 * INNER_HOP : 0);

const balancerOf = (at: At): NodeRef | null => at.layer4 ?? at.layer7;
/** Backends that are on the list at first. */
const firstOf = (s: Settings, at: At): NodeRefs => at.backends.slice(0, s.backends);

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
  shape: 'balancer',
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
