import { bothWays, layOut, many, ms, range, SECOND, seconds } from '../../sim';
import type { LinkSpec, NodeRef, Placing, Refs } from '../../sim';
import { numbered } from '../places';
import { localClient } from './nodes/local-client';
import type { Keeping, ObjectId } from './nodes/operations';
import { replica } from './nodes/replica';
import type { PartitionSettings as Settings } from './settings';

export const SITES = 5;
/** No two machines are nearer than this, µs one way. */
const NEAREST = 50;

const WORKLOADS: Record<Settings['workload'], readonly ObjectId[]> = {
  counter: ['counter'],
  register: ['register'],
  cart: ['cart'],
  wallet: ['wallet'],
  shop: ['cart', 'wallet'],
};

/** The objects that a workload is about. */
export const objectsOf = (workload: Settings['workload']): readonly ObjectId[] =>
  WORKLOADS[workload];

/** How the objects in use are kept. */
function keepingOf(s: Settings): Partial<Record<ObjectId, Keeping>> {
  const modes = {
    counter: s.counterMode,
    register: s.registerMode,
    cart: s.cartMode,
    wallet: s.walletMode,
  };
  return Object.fromEntries(objectsOf(s.workload).map((id) => [id, modes[id]]));
}

/** Where each site lies on the cable, as the round trip from a client at site 1, ms. */
const positions = (s: Settings): number[] => [s.localRttMs, s.rtt2Ms, s.rtt3Ms, s.rtt4Ms, s.rtt5Ms];

const parts = { clients: many(SITES, localClient), replicas: many(SITES, replica) };
type Parts = typeof parts;
type At = Refs<Parts>;

const clients =
  (s: Settings, at: At): Placing<Parts>['clients'] =>
  (place) => ({
    ...numbered('client', place),
    shape: 'client',
    layer: 0,
    beside: `replica-${place + 1}`,
    source: true,
    options: {
      place,
      clients: SITES,
      replica: at.replicas[place],
      meanGap: (SITES * SECOND) / s.ratePerSecond,
      isEven: s.arrivals === 'even',
      writeShare: s.writePercent / 100,
      objects: objectsOf(s.workload),
      timeout: ms(s.timeoutMs),
      attempts: s.attempts,
      loadFor: seconds(s.loadS),
      settle: 4 * SECOND,
      okProbe: `ok-${place + 1}`,
      failedProbe: `failed-${place + 1}`,
    },
  });

function replicas(s: Settings, at: At): Placing<Parts>['replicas'] {
  const cable = positions(s);
  const longest = Math.max(...cable) - Math.min(...cable);
  const heartbeat = Math.max(ms(s.heartbeatMs), ms(1.25 * longest));
  const keeping = keepingOf(s);
  return (place) => ({
    ...numbered('replica', place),
    shape: 'replica',
    layer: 1,
    ring: true,
    options: {
      place,
      peers: at.replicas,
      client: at.clients[place],
      keeping,
      writeLevel: s.writeLevel,
      readLevel: s.readLevel,
      standsFirst: place === s.leaderSite - 1,
      heartbeat,
      watchLeast: Math.round(1.25 * heartbeat),
      watchMost: Math.round(1.25 * heartbeat * (1 + s.spreadPercent / 100)),
      gossip: ms(s.gossipMs),
      clockError: ms(s.clockErrorMs),
      walletStart: s.walletStart,
      bug: s.bug,
    },
  });
}

function linksOf(s: Settings, at: At): LinkSpec<NodeRef>[] {
  const cable = positions(s);
  const local = Math.max(NEAREST, ms(s.localRttMs / 2));
  const jitter = ms(s.jitterMs);
  const between = (a: number, b: number): LinkSpec<NodeRef>[] => {
    const oneWay = Math.max(NEAREST, ms(Math.abs(cable[a] - cable[b]) / 2));
    return bothWays(at.replicas[a], at.replicas[b], oneWay, { jitter });
  };
  return [
    ...at.clients.flatMap((client, place) => bothWays(client, at.replicas[place], local)),
    ...range(SITES).flatMap((a) => range(SITES - a - 1, a + 1).flatMap((b) => between(a, b))),
  ];
}

export const topology = (s: Settings) =>
  layOut(parts, (at) => ({
    nodes: { clients: clients(s, at), replicas: replicas(s, at) },
    links: linksOf(s, at),
  }));
