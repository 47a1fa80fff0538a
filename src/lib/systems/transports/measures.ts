import type { BackendTally } from './nodes/backend';
import type { CallerMemory, CallerTally } from './nodes/caller-data';
import type { Layer7Tally } from './nodes/layer7';
import type { ProducerTally } from './nodes/producer';
import type { WorkerDisk } from './nodes/worker';
import {
  percentile,
  SECOND,
  type Measures,
  type NodeState,
  type ProbeSpec,
  type Settings,
  type World,
} from '../../sim';
import { lanesIn, SPARES } from './balanced';
import { booksOf } from './books';
import { LANE_TITLES, LANES, lanesOf, type Lane } from './lanes';
import { maxOverMean, recentOf, shares, sum } from './shares';
import type { TransportSettings } from './settings';

const latency = (id: string): ProbeSpec => ({ id, kind: 'histogram', unit: 'us' });

/** In the order of the transports' `PROBES`, then one for each lane. */
export const probes: readonly ProbeSpec[] = [
  latency('latency'),
  latency('blocked'),
  { id: 'errors', kind: 'counter', unit: '' },
  ...LANES.map(latency),
  latency('work-done'),
];

const nodesOf = <D>(world: World, prefix: string): NodeState<unknown, D>[] =>
  world.nodes.filter((n) => n.id.startsWith(prefix)) as NodeState<unknown, D>[];

export const callers = (world: World) =>
  nodesOf<CallerTally>(world, 'client-').filter((n) => n.id !== 'client-queue') as NodeState<
    CallerMemory,
    CallerTally
  >[];

/** What clients saw of their calls. */
export function totals(world: World) {
  const all = nodesOf<ProducerTally & Partial<CallerTally>>(world, 'client-').map((n) => n.durable);
  const of = (key: keyof CallerTally) => sum(all.map((t) => Number(t[key as 'ok'] ?? 0)));
  const [calls, ok, failed, unknown] = [of('calls'), of('ok'), of('failed'), of('unknown')];
  return { calls, ok, failed, unknown, open: calls - ok - failed - unknown };
}

/** Connections at most, over all nodes that open some. */
export function connections(world: World): number {
  const lb =
    world.settings.balancing === 'layer-7' ? [world.node('lb').durable as Layer7Tally] : [];
  return sum([...callers(world).map((n) => n.durable), ...lb].map((t) => t.mostConnections));
}

function laneNumbers(world: World, lane: Lane): Record<string, number> {
  const { all } = world.probe(lane);
  const name = (what: string) => `${lane}${what}`;
  const at = (q: number) => percentile(all, q) / 1000;
  const numbers = {
    [name('P50Ms')]: at(0.5),
    [name('P95Ms')]: at(0.95),
    [name('P99Ms')]: at(0.99),
    [name('MaxMs')]: all.max / 1000,
    [name('PerSecond')]: world.now === 0 ? 0 : (all.total * SECOND) / world.now,
  };
  if (lane === 'queue') {
    const done = world.probe('work-done').all;
    numbers.queueDoneP50Ms = percentile(done, 0.5) / 1000;
    numbers.queueDoneP95Ms = percentile(done, 0.95) / 1000;
  } else if (world.settings.balancing === 'none') {
    const sent = booksOf(world).sent;
    const bytes = ['client', 'server'].map((n) => sent[world.node(`${n}-${lane}`).index].bytes);
    const { calls } = world.node(`client-${lane}`).durable as CallerTally;
    numbers[name('WireBytes')] = calls === 0 ? 0 : Math.round(sum(bytes) / calls);
  }
  return numbers;
}

const lanesNow = (settings: Settings): readonly Lane[] => {
  const s = settings as TransportSettings;
  return lanesIn(s, lanesOf(s.lanes));
};

const backendNames = (s: Settings): string[] =>
  s.balancing === 'none'
    ? []
    : Array.from({ length: Number(s.backends) + SPARES }, (_, i) => `backend-${i + 1}`);

export const measures: Measures = {
  sampleEvery: (s) =>
    s.arrivals === 'at-once'
      ? SECOND / 100
      : Math.max(
          SECOND / 20,
          Math.round(((Number(s.calls) / Number(s.ratePerSecond)) * SECOND) / 300),
        ),
  series: [
    {
      id: 'latency',
      title: 'latency, 95th percentile',
      unit: 'ms',
      lines: (s) => lanesNow(s).map((lane) => `${LANE_TITLES[lane]} p95`),
      sample: (world) =>
        lanesNow(world.settings).map((lane) => percentile(world.probe(lane).window, 0.95) / 1000),
    },
    {
      id: 'open',
      title: 'calls under way',
      unit: '',
      lines: (s) =>
        s.balancing === 'none'
          ? lanesNow(s).map((lane) => `${LANE_TITLES[lane]} open`)
          : ['client 1 open', 'client 2 open', 'client 3 open'],
      sample: (world) =>
        nodesOf<unknown>(world, 'client-').map(
          (n) => (n.volatile as { open: Map<number, unknown> }).open.size,
        ),
    },
    {
      id: 'backends',
      title: 'calls read, by backend',
      unit: '',
      lines: backendNames,
      sample: (world) => nodesOf<BackendTally>(world, 'backend-').map((n) => recentOf(world, n)),
    },
  ],
  numbers(world) {
    const { calls, ok, failed, unknown, open } = totals(world);
    const all = world.probe('latency').all;
    const blocked = world.probe('blocked').all;
    const late = blocked.total - blocked.counts[0];
    const recent = shares(world);
    const sent = booksOf(world).sent;
    return {
      calls: calls,
      completed: ok,
      errors: failed + unknown,
      failed,
      unknown,
      inFlight: open,
      p50Ms: percentile(all, 0.5) / 1000,
      p95Ms: percentile(all, 0.95) / 1000,
      p99Ms: percentile(all, 0.99) / 1000,
      blockedPercent: blocked.total === 0 ? 0 : (100 * late) / blocked.total,
      blockedMaxMs: blocked.max / 1000,
      packets: sum(sent.map((n) => n.packets)),
      packetsAgain: sum(sent.map((n) => n.again)),
      maxOverMeanLoad: maxOverMean(recent),
      busyBackends: recent.filter((n) => n > 0).length,
      idleBackends: recent.filter((n) => n === 0).length,
      openConnections: connections(world),
      mismatched: sum(callers(world).map((n) => n.durable.mismatched)),
      ...Object.assign({}, ...lanesNow(world.settings).map((lane) => laneNumbers(world, lane))),
    };
  },
  nodes(world) {
    const { sent } = booksOf(world);
    return Object.fromEntries(
      world.nodes.map((n) => {
        const wire = sent[n.index].bytes > 0 ? { wireBytes: sent[n.index].bytes } : {};
        if (n.id.startsWith('client-')) {
          const { finished: _finished, ...counts } = n.durable as CallerTally;
          return [n.id, { ...counts, ...wire }];
        }
        if (n.id.startsWith('server-') || n.id.startsWith('backend-'))
          return [n.id, { ...(n.durable as BackendTally), ...wire }];
        if (n.id === 'worker') {
          const { done, repeated } = n.durable as WorkerDisk;
          return [n.id, { done: done.size, repeated }];
        }
        return [n.id, { ...wire }];
      }),
    );
  },
};
