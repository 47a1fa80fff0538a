import { held } from '../../nodes/server/server';
import {
  COUNTER,
  grouped,
  meanOf,
  percent,
  percentile,
  range,
  SECOND,
  sum,
  TIMES,
  timesMs,
} from '../../sim';
import type { Measures, ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import { serverCount } from './topology';
import type { BalancerWorld } from './world';

const chart = chartsOf<BalancerWorld>();

export const probes = {
  latency: TIMES,
  ok: COUNTER,
  rejected: COUNTER,
  errors: COUNTER,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

interface Totals {
  requests: number;
  ok: number;
  rejected: number;
  errors: number;
  inFlight: number;
}

/** What clients saw. A request that timed out counts as an error: its outcome is unknown. */
export function totals(world: BalancerWorld): Totals {
  const tallies = world.at.clients.map((client) => client.durable);
  const add = (of: (tally: (typeof tallies)[number]) => number) => sum(tallies.map(of));
  const [requests, ok, rejected, errors] = [
    add((t) => t.sent),
    add((t) => t.ok),
    add((t) => t.rejected),
    add((t) => t.errors + t.timeouts),
  ];
  return { requests, ok, rejected, errors, inFlight: requests - ok - rejected - errors };
}

const names = (settings: BalancerWorld['settings']): string[] =>
  range(serverCount(settings), 1).map((n) => `machine ${n}`);

const dispatchedTo = (world: BalancerWorld, i: number): number =>
  sum(world.at.balancers.map((lb) => lb.durable.dispatched[i]));

/** Samples of a run that ends when its requests are answered. */
const SAMPLES = 500;

export const measures: Measures<BalancerWorld> = {
  sampleEvery: (s) => {
    const seconds = s.requests / s.ratePerSecond;
    return Math.max(SECOND / 10, Math.round((seconds * SECOND) / SAMPLES));
  },
  series: [
    chart('served', 'requests served, per machine', '').of(
      names,
      (world) => world.at.servers.map((n) => n.durable.served),
      (s) => {
        const each = s.requests / s.servers;
        return {
          value: each,
          label: `${grouped(each, 0)} each`,
        };
      },
    ),
    chart('queue', 'requests held, per machine', '').of(names, (world) =>
      world.at.servers.map(held),
    ),
    chart('latency', 'latency', 'ms').of(['p50', 'p99'], (world) =>
      timesMs(world.probe('latency').window, 0.5, 0.99),
    ),
    chart('outcomes', 'requests that failed so far', '').of(['rejected', 'failed'], (world) => {
      const { rejected, errors } = totals(world);
      return [rejected, errors];
    }),
    chart('goodput', 'answers', '/s').of(['served', 'rejected', 'failed'], rates),
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
      checksPerSecond:
        seconds === 0 ? 0 : sum(world.at.balancers.map((lb) => lb.volatile.round)) / seconds,
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
    const all = world.at.servers;
    const dispatched = all.map((_, i) => dispatchedTo(world, i));
    const whole = sum(dispatched);
    const rows = all.map(
      (n, i) => [n.id, { ...n.durable, sharePercent: percent(dispatched[i], whole) }] as const,
    );
    const clients = world.at.clients.map((n) => {
      const { finished: _finished, ...counts } = n.durable;
      return [n.id, counts] as const;
    });
    const balancers = world.at.balancers.map((n) => {
      const { answered, rejected, errors } = n.durable;
      const outstanding = n.volatile.requests.count;
      return [n.id, { answered, rejected, errors, outstanding }] as const;
    });
    return Object.fromEntries([...clients, ...balancers, ...rows]);
  },
};

/** Per second since the last sample. */
function rates(world: BalancerWorld, seconds: number): number[] {
  return (['ok', 'rejected', 'errors'] as const).map((id) => world.probe(id).window.sum / seconds);
}
