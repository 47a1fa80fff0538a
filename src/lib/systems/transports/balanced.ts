import { backend } from './nodes/backend';
import { caller } from './nodes/caller';
import type { CallerOptions } from './nodes/caller-data';
import { connectionId } from './nodes/endpoint';
import { layer4, type Layer4Options } from './nodes/layer4';
import { layer7, type Layer7Options } from './nodes/layer7';
import { registry, type RegistryOptions } from './nodes/registry';
import { bothWays, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import {
  backendOptions,
  callerOptions,
  INNER_HOP,
  protocolOf,
  us,
  warmOf,
  type Lane,
} from './lanes';
import type { TransportSettings } from './settings';
import { workloadNode } from './workload-node';

export const CLIENTS = 3;
export const SPARES = 2;

const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

/** Nodes by number: the workload 0, clients, the balancer (if there is one), the registry, backends, spares. */
function plan(s: TransportSettings) {
  const clients = range(1, CLIENTS);
  const hasBalancer = s.balancing !== 'client-side';
  const balancer = CLIENTS + 1;
  const registryAt = hasBalancer ? balancer + 1 : balancer;
  const backends = range(registryAt + 1, s.backends);
  const spares = range(registryAt + 1 + s.backends, SPARES);
  return { clients, hasBalancer, balancer, registryAt, backends, spares };
}

/** From a client to a backend and back, by way of the balancer where there is one, µs. */
const roundTrip = (s: TransportSettings): number =>
  us(s.rttMs) + (s.balancing === 'layer-4' ? 2 * INNER_HOP : 0);

function clientOptions(s: TransportSettings): CallerOptions {
  const { hasBalancer, balancer, registryAt, backends } = plan(s);
  const targets = hasBalancer ? [balancer] : backends;
  return {
    ...callerOptions(s, protocolOf(s), targets, roundTrip(s)),
    registry: hasBalancer ? -1 : registryAt,
    resolveEvery: us(s.resolveEveryMs),
  };
}

/** Connections of all clients that are open at the start: who dialled, and whom. */
function warmOnes(s: TransportSettings) {
  const options = clientOptions(s);
  return plan(s).clients.flatMap((client) =>
    warmOf(options, client).map(({ id, to }) => ({ id, client, to })),
  );
}

function layer4Node(s: TransportSettings): NodeSpec {
  const { backends } = plan(s);
  const pins = warmOnes(s).map(({ id, client }, i) => ({
    connection: id,
    client,
    backend: backends[i % backends.length],
  }));
  const options: Layer4Options = { backends, policy: s.layer4Policy, warm: pins };
  return {
    id: 'lb',
    label: 'layer 4',
    behaviour: layer4,
    options,
    shape: 'load-balancer',
    layer: 2,
  };
}

function layer7Node(s: TransportSettings): NodeSpec {
  const { backends } = plan(s);
  const options: Layer7Options = {
    protocol: protocolOf(s),
    payload: Math.round(s.payloadKb * 1000),
    backends,
    warm: warmOnes(s).map(({ id, client }) => ({ id, peer: client })),
    warmRtt: us(s.rttMs),
    innerRtt: 2 * INNER_HOP,
  };
  return {
    id: 'lb',
    label: 'layer 7',
    behaviour: layer7,
    options,
    shape: 'load-balancer',
    layer: 2,
  };
}

/** The connections that a backend has at the start, and where their packets come from. */
function warmAt(s: TransportSettings, node: number): { id: number; peer: number }[] {
  const { balancer, backends } = plan(s);
  const place = backends.indexOf(node);
  if (place < 0) return [];
  if (s.balancing === 'layer-7') return [{ id: connectionId(balancer, place), peer: balancer }];
  if (s.balancing === 'layer-4')
    return warmOnes(s)
      .filter((_, i) => i % backends.length === place)
      .map(({ id }) => ({ id, peer: balancer }));
  return warmOnes(s)
    .filter(({ to }) => to === node)
    .map(({ id, client }) => ({ id, peer: client }));
}

function backendNode(s: TransportSettings, number: number, place: number): NodeSpec {
  const inner = s.balancing === 'layer-7';
  const options = backendOptions(
    s,
    inner ? 'http2' : protocolOf(s),
    warmAt(s, number),
    inner ? 2 * INNER_HOP : roundTrip(s),
  );
  const id = `backend-${place + 1}`;
  return { id, label: `${place + 1}`, behaviour: backend, options, shape: 'server', layer: 3 };
}

function linksOf(s: TransportSettings, nodes: readonly NodeSpec[]): LinkSpec[] {
  const ids = (start: string) => nodes.filter((n) => n.id.startsWith(start)).map((n) => n.id);
  const { hasBalancer } = plan(s);
  const far = { loss: s.lossPercent / 100 };
  const half = us(s.rttMs) / 2;
  const links: LinkSpec[] = [];
  for (const client of ids('client-')) {
    const to = hasBalancer ? ['lb'] : ids('backend-');
    for (const id of to) links.push(...bothWays(client, id, half, far));
    if (!hasBalancer) links.push(...bothWays(client, 'registry', half));
  }
  if (hasBalancer) for (const id of ids('backend-')) links.push(...bothWays('lb', id, INNER_HOP));
  if (hasBalancer) links.push({ from: 'registry', to: 'lb', latency: INNER_HOP });
  return links;
}

/** Three clients and ten backends, with a balancer between them or none. */
export function balanced(s: TransportSettings): Topology {
  const { clients, hasBalancer, balancer, backends, spares } = plan(s);
  const tells = hasBalancer ? [balancer] : [];
  const registryOptions: RegistryOptions = { backends, spares, tells };
  const nodes: NodeSpec[] = [
    ...clients.map((_, i): NodeSpec => ({
      id: `client-${i + 1}`,
      label: `client ${i + 1}`,
      behaviour: caller,
      options: clientOptions(s),
      shape: 'client',
      layer: 1,
      source: true,
    })),
    ...(hasBalancer ? [s.balancing === 'layer-4' ? layer4Node(s) : layer7Node(s)] : []),
    {
      id: 'registry',
      label: 'registry',
      behaviour: registry,
      options: registryOptions,
      shape: 'coordinator',
      layer: 2,
    },
    ...[...backends, ...spares].map((number, i) => backendNode(s, number, i)),
  ];
  return workloadNode(s, 'turns', nodes, linksOf(s, nodes));
}

/** The lanes that a run has, balanced or not. */
export const lanesIn = (s: TransportSettings, sideBySide: readonly Lane[]): readonly Lane[] =>
  s.balancing === 'none' ? sideBySide : [protocolOf(s)];
