import { autoscaler, type AutoscalerOptions } from './nodes/autoscaler';
import { client, type ClientOptions } from '../../nodes/client/client';
import { loadBalancer } from '../../nodes/load-balancer/load-balancer';
import type { BalancerOptions } from '../../nodes/load-balancer/options';
import type { PolicyId } from '../../nodes/load-balancer/policies';
import { server, type ServerOptions } from '../../nodes/server/server';
import { bothWays, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import type { LoadBalancerSettings } from './settings';

export const CLIENTS = 3;
const SPARES = 2;
/** Users that the hash policy tells apart. */
const USERS = 10_000;

const ms = (x: number): number => Math.round(x * 1000);
const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

function speedOf(s: LoadBalancerSettings, i: number): number {
  return i + 1 === Math.min(s.slowServer, s.servers) ? s.slowFactor : 1;
}

/** Node numbers follow the order clients, balancers, servers, spares, autoscaler. */
function plan(s: LoadBalancerSettings) {
  const balancers = range(CLIENTS, s.balancers);
  const spares = s.autoscaler ? SPARES : 0;
  const servers = range(CLIENTS + s.balancers, s.servers + spares);
  return { balancers, servers, spares, autoscaler: s.autoscaler ? servers.at(-1)! + 1 : -1 };
}

function clientNode(s: LoadBalancerSettings, place: number, balancer: number): NodeSpec {
  const options: ClientOptions = {
    place,
    clients: CLIENTS,
    quota: Math.floor((s.requests + CLIENTS - 1 - place) / CLIENTS),
    meanGap: (CLIENTS * 1e6) / s.ratePerSecond,
    distribution: s.serviceDistribution,
    users: s.policy === 'hash' ? USERS : 0,
    balancer,
    patience: 2 * ms(s.timeoutMs),
  };
  const id = `client-${place + 1}`;
  return {
    id,
    label: `client ${place + 1}`,
    behaviour: client,
    options,
    shape: 'client',
    layer: 0,
    source: true,
  };
}

function balancerNode(s: LoadBalancerSettings, place: number): NodeSpec {
  const { balancers, servers, spares, autoscaler: scaler } = plan(s);
  const options: BalancerOptions = {
    policy: s.policy as PolicyId,
    targets: servers,
    names: servers.map((_, i) => `server-${i + 1}`),
    spares,
    weights: servers.map((_, i) => 1 / speedOf(s, i)),
    clients: range(0, CLIENTS),
    peer: balancers.length > 1 ? balancers[1 - place] : -1,
    primary: place === 0,
    autoscaler: scaler,
    checkEvery: ms(s.checkIntervalMs),
    fall: s.checkFailures,
    rise: s.checkFailures,
    ejectAfter: s.ejectAfterErrors,
    ejectFor: 30_000_000,
    slowStart: ms(s.slowStartMs),
    panicBelow: s.panicPercent / 100,
    timeout: ms(s.timeoutMs),
    warmup: s.warmupRequests,
    bug: s.bug,
  };
  const label = s.balancers === 1 ? 'load balancer' : `balancer ${place + 1}`;
  return {
    id: `lb-${place + 1}`,
    label,
    behaviour: loadBalancer,
    options,
    shape: 'load-balancer',
    layer: 1,
  };
}

function serverNode(s: LoadBalancerSettings, i: number): NodeSpec {
  const options: ServerOptions = {
    serviceTime: s.serviceMs * 1000 * speedOf(s, i),
    cap: s.queueCap,
    workers: s.workers,
    spare: i >= s.servers,
    bootTime: ms(s.bootMs),
  };
  return {
    id: `server-${i + 1}`,
    label: `machine ${i + 1}`,
    behaviour: server,
    options,
    shape: 'server',
    layer: 2,
  };
}

function scalerNode(s: LoadBalancerSettings): NodeSpec {
  const { servers, balancers } = plan(s);
  const options: AutoscalerOptions = {
    spares: servers.slice(s.servers),
    balancers,
    bootTime: ms(s.bootMs) + 2 * ms(s.hopMs),
    patience: 2,
    busyAbove: 0.9,
  };
  return {
    id: 'autoscaler',
    label: 'autoscaler',
    behaviour: autoscaler,
    options,
    shape: 'coordinator',
    layer: 1,
  };
}

function linksOf(s: LoadBalancerSettings, nodes: readonly NodeSpec[]): LinkSpec[] {
  const hop = ms(s.hopMs);
  const ids = (shape: string) => nodes.filter((n) => n.shape === shape).map((n) => n.id);
  const links: LinkSpec[] = [];
  for (const lb of ids('load-balancer')) {
    for (const other of [...ids('client'), ...ids('server'), ...ids('coordinator')])
      links.push(...bothWays(lb, other, hop));
  }
  if (s.balancers === 2) links.push(...bothWays('lb-1', 'lb-2', hop));
  for (const server of ids('coordinator').length ? ids('server') : [])
    links.push(...bothWays('autoscaler', server, hop));
  return links;
}

export function topology(s: LoadBalancerSettings): Topology {
  const { balancers, servers } = plan(s);
  const nodes = [
    ...range(0, CLIENTS).map((i) => clientNode(s, i, balancers[0])),
    ...balancers.map((_, i) => balancerNode(s, i)),
    ...servers.map((_, i) => serverNode(s, i)),
    ...(s.autoscaler ? [scalerNode(s)] : []),
  ];
  return { nodes, links: linksOf(s, nodes) };
}
