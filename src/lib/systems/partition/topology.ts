import { CLIENT_PROBES, localClient, type LocalClientOptions } from './nodes/local-client';
import type { Keeping, ObjectId } from './nodes/operations';
import type { ReplicaOptions } from './nodes/options';
import { replica } from './nodes/replica';
import { bothWays, SECOND, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import type { PartitionSettings } from './settings';

export const SITES = 5;
/** Clients have the numbers 0 … 4, replicas 5 … 9, site by site. */
export const places: readonly number[] = Array.from({ length: SITES }, (_, i) => i);
export const replicaAt = (place: number): number => SITES + place;

/** The first of the probes that each client has for itself, two a client. */
const SITE_PROBES = Object.keys(CLIENT_PROBES).length;

const ms = (x: number): number => Math.round(x * 1000);
/** No two machines are nearer than this, µs one way. */
const NEAREST = 50;

const WORKLOADS: Record<PartitionSettings['workload'], readonly ObjectId[]> = {
  counter: ['counter'],
  register: ['register'],
  cart: ['cart'],
  wallet: ['wallet'],
  shop: ['cart', 'wallet'],
};

/** The objects that a workload is about. */
export const objectsOf = (workload: PartitionSettings['workload']): readonly ObjectId[] =>
  WORKLOADS[workload];

/** How the objects in use are kept. */
export function keepingOf(s: PartitionSettings): Partial<Record<ObjectId, Keeping>> {
  const modes = {
    counter: s.counterMode,
    register: s.registerMode,
    cart: s.cartMode,
    wallet: s.walletMode,
  };
  return Object.fromEntries(objectsOf(s.workload).map((id) => [id, modes[id]]));
}

/** Where each site lies on the cable, as the round trip from a client at site 1, ms. */
const positions = (s: PartitionSettings): number[] => [
  s.localRttMs,
  s.rtt2Ms,
  s.rtt3Ms,
  s.rtt4Ms,
  s.rtt5Ms,
];

function clientNode(s: PartitionSettings, place: number): NodeSpec {
  const options: LocalClientOptions = {
    place,
    clients: SITES,
    replica: replicaAt(place),
    meanGap: (SITES * SECOND) / s.ratePerSecond,
    isEven: s.arrivals === 'even',
    writeShare: s.writePercent / 100,
    objects: objectsOf(s.workload),
    timeout: ms(s.timeoutMs),
    attempts: s.attempts,
    loadFor: Math.round(s.loadS * SECOND),
    settle: 4 * SECOND,
    okProbe: SITE_PROBES + 2 * place,
    failedProbe: SITE_PROBES + 2 * place + 1,
  };
  return {
    id: `client-${place + 1}`,
    label: `client ${place + 1}`,
    behaviour: localClient,
    options,
    shape: 'client',
    layer: 0,
    beside: `replica-${place + 1}`,
    source: true,
  };
}

function replicaNode(s: PartitionSettings, place: number): NodeSpec {
  const at = positions(s);
  const longest = Math.max(...at) - Math.min(...at);
  const heartbeat = Math.max(ms(s.heartbeatMs), ms(1.25 * longest));
  const options: ReplicaOptions = {
    place,
    peers: places.map(replicaAt),
    client: place,
    keeping: keepingOf(s),
    writeLevel: s.writeLevel,
    readLevel: s.readLevel,
    firstLeader: s.leaderSite - 1,
    heartbeat,
    watchLeast: Math.round(1.25 * heartbeat),
    watchMost: Math.round(1.25 * heartbeat * (1 + s.spreadPercent / 100)),
    gossip: ms(s.gossipMs),
    clockError: ms(s.clockErrorMs),
    walletStart: s.walletStart,
    bug: s.bug,
  };
  return {
    id: `replica-${place + 1}`,
    label: `replica ${place + 1}`,
    behaviour: replica,
    options,
    shape: 'replica',
    layer: 1,
    ring: true,
  };
}

function linksOf(s: PartitionSettings): LinkSpec[] {
  const at = positions(s);
  const links = places.flatMap((p) =>
    bothWays(`client-${p + 1}`, `replica-${p + 1}`, Math.max(NEAREST, ms(s.localRttMs / 2))),
  );
  for (const a of places)
    for (const b of places.slice(a + 1)) {
      const oneWay = Math.max(NEAREST, ms(Math.abs(at[a] - at[b]) / 2));
      links.push(
        ...bothWays(`replica-${a + 1}`, `replica-${b + 1}`, oneWay, { jitter: ms(s.jitterMs) }),
      );
    }
  return links;
}

export function topology(s: PartitionSettings): Topology {
  return {
    nodes: [...places.map((p) => clientNode(s, p)), ...places.map((p) => replicaNode(s, p))],
    links: linksOf(s),
  };
}
