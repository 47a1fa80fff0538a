import type { LocalClient } from './nodes/local-client';
import { meanOf, percentile, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';
import { booksOf, Side, sideOf, type Flow } from './books';
import { keeping, lostIn, lostOf, objectsIn, replicasOf, viewOf } from './survivors';
import { places } from './topology';

const counter = (id: string): ProbeSpec => ({ id, kind: 'counter', unit: '' });
const histogram = (id: string): ProbeSpec => ({ id, kind: 'histogram', unit: 'us' });

/** In the order of `CLIENT_PROBES`, then two for each client. */
export const probes: readonly ProbeSpec[] = [
  histogram('latency'),
  histogram('near-write'),
  histogram('near-read'),
  counter('ok'),
  counter('refused'),
  counter('unknown'),
  ...places.flatMap((p) => [counter(`ok-${p + 1}`), counter(`failed-${p + 1}`)]),
];

const clients = (world: World): LocalClient[] => places.map((p) => world.nodes[p] as LocalClient);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole);
const replicaNames = places.map((p) => `replica ${p + 1}`);

/** Share of operations answered since the last sample, on the side of a cut that has a majority and on the others. */
function success(world: World): number[] {
  const tally = [
    [0, 0],
    [0, 0],
  ];
  for (const place of places) {
    const side = sideOf(world, place) === Side.Minority ? 1 : 0;
    tally[side][0] += world.probe(`ok-${place + 1}`).window.sum;
    tally[side][1] += world.probe(`failed-${place + 1}`).window.sum;
  }
  return tally.map(([ok, failed]) => (ok + failed === 0 ? NaN : percent(ok, ok + failed)));
}

/** What each replica by itself holds of the first object in use, and how many acknowledged updates it lacks. */
function views(world: World): { value: number; updates: number }[] {
  const [id] = objectsIn(world);
  return replicasOf(world).map((r) => viewOf(r, id, keeping(world)[id]!));
}

export const measures: Measures = {
  sampleEvery: () => SECOND / 2,
  series: [
    {
      id: 'value',
      title: 'what each replica holds',
      unit: '',
      lines: () => replicaNames,
      sample: (world) => views(world).map((v) => v.value),
    },
    {
      id: 'success',
      title: 'operations answered',
      unit: '%',
      lines: () => ['with a majority', 'without'],
      sample: success,
    },
    {
      id: 'lost',
      title: 'acknowledged updates that would not survive',
      unit: '',
      lines: () => ['lost'],
      sample: (world) => [lostIn(world)],
    },
    {
      id: 'behind',
      title: 'acknowledged updates that each replica lacks',
      unit: '',
      lines: () => replicaNames,
      sample(world) {
        const acked = booksOf(world).acked[objectsIn(world)[0]];
        return views(world).map((v) => Math.max(0, acked - v.updates));
      },
    },
    {
      id: 'latency',
      title: 'latency',
      unit: 'ms',
      lines: () => ['p50', 'p99'],
      sample: (world) =>
        [0.5, 0.99].map((q) => percentile(world.probe('latency').window, q) / 1000),
    },
  ],
  numbers,
  nodes(world) {
    const rows = clients(world).map(({ id, durable: b, volatile }) => {
      const { sent, ok, refused, unknown } = b;
      return [id, { sent, ok, refused, unknown, open: volatile.open.size }] as const;
    });
    const seen = views(world);
    const replicas = replicasOf(world).map(({ id, durable: d }, i) => {
      const { term, elections, conflicts, dropped } = d;
      return [id, { ...seen[i], term, elections, conflicts, dropped }] as const;
    });
    return Object.fromEntries<Record<string, number>>([...rows, ...replicas]);
  },
};

const cutOf = (flow: Flow, part: 'begun' | 'ok'): number =>
  flow[part][Side.Majority] + flow[part][Side.Minority];

function numbers(world: World): Record<string, number> {
  const books = booksOf(world);
  const flows = objectsIn(world).map((id) => books.flow[id]);
  const of = (part: 'begun' | 'ok', side: number): number => sum(flows.map((f) => f[part][side]));
  const all = clients(world).map((c) => c.durable);
  const operations = sum(all.map((b) => b.sent));
  const ok = sum(all.map((b) => b.ok));
  const begunInCut = sum(flows.map((f) => cutOf(f, 'begun')));
  const okInCut = sum(flows.map((f) => cutOf(f, 'ok')));
  const { cart, wallet, counter } = books.flow;
  const latency = world.probe('latency').all;
  const isUsed = (id: string): boolean => objectsIn(world).includes(id as never);
  return {
    operations,
    completed: ok,
    refused: sum(all.map((b) => b.refused)),
    unknown: sum(all.map((b) => b.unknown)),
    inFlight: sum(clients(world).map((c) => c.volatile.open.size)),
    failPercent: percent(operations - ok, operations),
    cutOperations: begunInCut,
    cutFailPercent: percent(begunInCut - okInCut, begunInCut),
    majoritySuccessPercent: percent(of('ok', Side.Majority), of('begun', Side.Majority)),
    minoritySuccessPercent: percent(of('ok', Side.Minority), of('begun', Side.Minority)),
    acknowledgedIncrements: sum(counter.updates),
    lostIncrements: isUsed('counter') ? lostOf(world, 'counter') : 0,
    lostCartAdds: isUsed('cart') ? lostOf(world, 'cart') : 0,
    lostUpdates: lostIn(world),
    conflicts: Math.max(...replicasOf(world).map((r) => r.durable.conflicts)),
    staleReads: books.staleReads,
    overdraft: books.overdraft,
    outOfOrder: sum(objectsIn(world).map((id) => books.outOfOrder[id])),
    walletOutOfOrder: books.outOfOrder.wallet,
    elections: sum(replicasOf(world).map((r) => r.durable.elections)),
    cartSuccessPercent: percent(sum(cart.ok), sum(cart.begun)),
    walletCutSuccessPercent: percent(cutOf(wallet, 'ok'), cutOf(wallet, 'begun')),
    meanMs: meanOf(latency) / 1000,
    p50Ms: percentile(latency, 0.5) / 1000,
    p99Ms: percentile(latency, 0.99) / 1000,
    site1WriteMs: percentile(world.probe('near-write').all, 0.5) / 1000,
    site1ReadMs: percentile(world.probe('near-read').all, 0.5) / 1000,
  };
}
