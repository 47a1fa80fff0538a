import type { ClientTally } from '../../nodes/client/client';
import type { BalancerTally, Pool } from '../../nodes/load-balancer/options';
import { held, type ServerTally } from '../../nodes/server/server';
import {
  meanOf,
  percentile,
  SECOND,
  type Measures,
  type NodeState,
  type ProbeSpec,
  type World,
} from '../../sim';

/** In the order of `REQUEST_PROBES`, by whose numbers the nodes name them. */
export const probes: readonly ProbeSpec[] = [
  { id: 'latency', kind: 'histogram', unit: 'us' },
  { id: 'ok', kind: 'counter', unit: '' },
  { id: 'rejected', kind: 'counter', unit: '' },
  { id: 'errors', kind: 'counter', unit: '' },
];

const of = <D>(world: World, prefix: string): NodeState<unknown, D>[] =>
  world.nodes.filter((n) => n.id.startsWith(prefix)) as NodeState<unknown, D>[];

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);

export interface Totals {
  requests: number;
  ok: number;
  rejected: number;
  errors: number;
  inFlight: number;
}

/** What clients saw. A request that timed out counts as an error: its outcome is unknown. */
export function totals(world: World): Totals {
  const tallies = of<ClientTally>(world, 'client-').map((n) => n.durable);
  const add = (key: keyof ClientTally) => sum(tallies.map((t) => Number(t[key])));
  const [requests, ok, rejected, errors] = [
    add('sent'),
    add('ok'),
    add('rejected'),
    add('errors') + add('timeouts'),
  ];
  return { requests, ok, rejected, errors, inFlight: requests - ok - rejected - errors };
}

const servers = (world: World) => of<ServerTally>(world, 'server-');
const names = (settings: Record<string, unknown>): string[] =>
  Array.from(
    { length: Number(settings.servers) + (settings.autoscaler ? 2 : 0) },
    (_, i) => `server-${i + 1}`,
  );

const dispatchedTo = (world: World, i: number): number =>
  sum(of<BalancerTally>(world, 'lb-').map((lb) => lb.durable.dispatched[i]));

export function percent(part: number, whole: number): number {
  return whole === 0 ? 0 : (100 * part) / whole;
}

/** Samples of a run that ends when its requests are answered. */
const SAMPLES = 500;

export const measures: Measures = {
  sampleEvery: (s) => {
    const seconds = Number(s.requests) / Number(s.ratePerSecond);
    return Math.max(SECOND / 10, Math.round((seconds * SECOND) / SAMPLES));
  },
  series: [
    {
      id: 'served',
      title: 'requests served, per machine',
      unit: '',
      lines: names,
      sample: (world) => servers(world).map((n) => n.durable.served),
      target: (s) => {
        const each = Number(s.requests) / Number(s.servers);
        return {
          value: each,
          label: `${each.toLocaleString('en-US', { maximumFractionDigits: 0 })} each`,
        };
      },
    },
    {
      id: 'queue',
      title: 'requests held, per machine',
      unit: '',
      lines: names,
      sample: (world) => servers(world).map(held),
    },
    {
      id: 'latency',
      title: 'latency',
      unit: 'ms',
      lines: () => ['p50', 'p99'],
      sample: (world) =>
        [0.5, 0.99].map((q) => percentile(world.probe('latency').window, q) / 1000),
    },
    {
      id: 'goodput',
      title: 'answers',
      unit: '/s',
      lines: () => ['served', 'rejected', 'errors'],
      sample: rates,
    },
  ],
  numbers(world) {
    const { requests, ok, rejected, errors, inFlight } = totals(world);
    const latency = world.probe('latency').all;
    const seconds = world.now / SECOND;
    return {
      requests,
      completed: ok,
      rejected,
      errors,
      inFlight,
      meanMs: meanOf(latency) / 1000,
      p50Ms: percentile(latency, 0.5) / 1000,
      p95Ms: percentile(latency, 0.95) / 1000,
      p99Ms: percentile(latency, 0.99) / 1000,
      maxMs: latency.max / 1000,
      goodputPerSecond: seconds === 0 ? 0 : ok / seconds,
      rejectedPercent: percent(rejected, requests),
      errorPercent: percent(errors, requests),
    };
  },
  nodes(world) {
    const all = servers(world);
    const dispatched = all.map((_, i) => dispatchedTo(world, i));
    const whole = sum(dispatched);
    const rows = all.map(
      (n, i) => [n.id, { ...n.durable, sharePercent: percent(dispatched[i], whole) }] as const,
    );
    const clients = of<ClientTally>(world, 'client-').map((n) => {
      const { finished: _finished, ...counts } = n.durable;
      return [n.id, counts] as const;
    });
    const balancers = of<BalancerTally>(world, 'lb-').map((n) => {
      const { answered, rejected, errors } = n.durable;
      const pool = n.volatile as Pool;
      return [n.id, { answered, rejected, errors, outstanding: pool.requests.count }] as const;
    });
    return Object.fromEntries([...clients, ...balancers, ...rows]);
  },
};

/** Per second since the last sample. */
function rates(world: World, seconds: number): number[] {
  return ['ok', 'rejected', 'errors'].map((id) => world.probe(id).window.sum / seconds);
}
