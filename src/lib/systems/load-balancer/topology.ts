import { client } from '../../nodes/client/client';
import { loadBalancer } from '../../nodes/load-balancer/load-balancer';
import { server } from '../../nodes/server/server';
import { bothWays, layOut, many, ms, perhaps, range } from '../../sim';
import type { Placing, Refs, SettingsOf } from '../../sim';
import { numbered } from '../places';
import { autoscaler } from './nodes/autoscaler';
import type { settings } from './settings';

const CLIENTS = 3;
const SPARES = 2;
/** Users that the hash policy tells apart. */
const USERS = 10_000;

type Settings = SettingsOf<typeof settings>;
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type Place<N extends keyof Parts> = Placing<Parts>[N];

const speedOf = (s: Settings, i: number): number =>
  i + 1 === Math.min(s.slowServer, s.servers) ? s.slowFactor : 1;

export const serverCount = (s: Settings): number => s.servers + (s.autoscaler ? SPARES : 0);

const parts = (s: Settings) => ({
  clients: many(CLIENTS, client),
  balancers: many(s.balancers, loadBalancer),
  servers: many(serverCount(s), server),
  autoscaler: perhaps(s.autoscaler, autoscaler),
});

const clients =
  (s: Settings, at: At): Place<'clients'> =>
  (place) => ({
    ...numbered('client', place),
    shape: 'client',
    layer: 0,
    source: true,
    options: {
      place,
      clients: CLIENTS,
      quota: Math.floor((s.requests + CLIENTS - 1 - place) / CLIENTS),
      meanGap: (CLIENTS * 1e6) / s.ratePerSecond,
      distribution: s.serviceDistribution,
      users: s.policy === 'hash' ? USERS : 0,
      balancer: at.balancers[0],
      patience: 2 * ms(s.timeoutMs),
    },
  });

const balancers =
  (s: Settings, at: At): Place<'balancers'> =>
  (place) => ({
    id: `lb-${place + 1}`,
    label: s.balancers === 1 ? 'load balancer' : `balancer ${place + 1}`,
    shape: 'balancer',
    layer: 1,
    options: {
      policy: s.policy,
      targets: at.servers,
      names: range(at.servers.length, 1).map((n) => `server-${n}`),
      spares: s.autoscaler ? SPARES : 0,
      weights: at.servers.map((_, i) => 1 / speedOf(s, i)),
      clients: at.clients,
      peer: at.balancers[1 - place] ?? null,
      primary: place === 0,
      autoscaler: at.autoscaler,
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
    },
  });

const servers =
  (s: Settings): Place<'servers'> =>
  (i) => ({
    ...numbered('server', i, 'machine'),
    shape: 'server',
    layer: 2,
    options: {
      serviceTime: s.serviceMs * 1000 * speedOf(s, i),
      cap: s.queueCap,
      workers: s.workers,
      spare: i >= s.servers,
      bootTime: ms(s.bootMs),
    },
  });

const scaler =
  (s: Settings, at: At): Place<'autoscaler'> =>
  () => ({
    id: 'autoscaler',
    label: 'autoscaler',
    shape: 'coordinator',
    layer: 1,
    options: {
      spares: at.servers.slice(s.servers),
      balancers: at.balancers,
      bootTime: ms(s.bootMs) + 2 * ms(s.hopMs),
      patience: 2,
      busyAbove: 0.9,
    },
  });

function links(s: Settings, at: At) {
  const hop = ms(s.hopMs);
  const [first, ...rest] = at.balancers;
  const scalers = at.autoscaler === null ? [] : [at.autoscaler];
  return [
    ...at.balancers.flatMap((lb) =>
      [...at.clients, ...at.servers, ...scalers].flatMap((other) => bothWays(lb, other, hop)),
    ),
    ...rest.flatMap((second) => bothWays(first, second, hop)),
    ...scalers.flatMap((one) => at.servers.flatMap((machine) => bothWays(one, machine, hop))),
  ];
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => ({
    nodes: {
      clients: clients(s, at),
      balancers: balancers(s, at),
      servers: servers(s),
      autoscaler: scaler(s, at),
    },
    links: links(s, at),
  }));
