import {
  COUNTER,
  meanOf,
  percent,
  percentile,
  range,
  SECOND,
  sum,
  TIMES,
  timesMs,
} from '../../sim';
import type { Measures } from '../../sim';
import { chartsOf } from '../charts';
import { Side, sideOf } from './observer';
import type { Flow } from './observed';
import { lossesOf, lostIn, lostOf, objectsIn, viewOf } from './survivors';
import { SITES } from './topology';
import type { PartitionWorld as W } from './world';

const chart = chartsOf<W>();

const sites = range(SITES, 1);
const answered: Record<`ok-${number}`, typeof COUNTER> = Object.fromEntries(
  sites.map((site) => [`ok-${site}`, COUNTER]),
);
const unanswered: Record<`failed-${number}`, typeof COUNTER> = Object.fromEntries(
  sites.map((site) => [`failed-${site}`, COUNTER]),
);

export const probes = {
  latency: TIMES,
  'near-write': TIMES,
  'near-read': TIMES,
  ok: COUNTER,
  refused: COUNTER,
  unknown: COUNTER,
  ...answered,
  ...unanswered,
};

const replicaNames = sites.map((site) => `replica ${site}`);

/** Share of operations answered since the last sample, on the majority side of a cut and on the others. */
function success(world: W): number[] {
  const tally = [
    [0, 0],
    [0, 0],
  ];
  for (const site of sites) {
    const side = sideOf(world, site - 1) === Side.Minority ? 1 : 0;
    tally[side][0] += world.probe(`ok-${site}`).window.sum;
    tally[side][1] += world.probe(`failed-${site}`).window.sum;
  }
  return tally.map(([ok, failed]) => (ok + failed === 0 ? NaN : percent(ok, ok + failed)));
}

/** What each replica by itself holds of the first object in use, and how many updates that takes into account. */
const views = (world: W): { value: number; updates: number }[] =>
  world.at.replicas.map((replica) => viewOf(replica, objectsIn(world)[0]));

export const measures: Measures<W> = {
  sampleEvery: () => SECOND / 2,
  series: [
    chart('value', 'value at each replica', '').of(
      () => replicaNames,
      (world) => views(world).map((v) => v.value),
    ),
    chart('success', 'success', '%').of(
      ['success: majority side', 'success: minority side'],
      success,
    ),
    chart('lost', 'acknowledged updates lost on every replica, or at risk', '').of(
      ['lost on every replica', 'at risk'],
      (world) => {
        const all = objectsIn(world).map((id) => lossesOf(world, id));
        return [sum(all.map((l) => l.lost)), sum(all.map((l) => l.atRisk))];
      },
    ),
    chart('behind', 'acknowledged updates missing at each replica', '').of(
      () => replicaNames,
      (world) => {
        const acked = world.observed.acked[objectsIn(world)[0]];
        return views(world).map((v) => Math.max(0, acked - v.updates));
      },
    ),
    chart('latency', 'latency', 'ms').of(['p50', 'p99'], (world) =>
      timesMs(world.probe('latency').window, 0.5, 0.99),
    ),
  ],
  numbers,
  nodes(world) {
    const clients = world.at.clients.map(({ id, durable, volatile }) => {
      const { sent, ok, refused, unknown } = durable;
      return [id, { sent, ok, refused, unknown, open: volatile.open.size }] as const;
    });
    const seen = views(world);
    const replicas = world.at.replicas.map(({ id, durable }, i) => {
      const { term, elections, conflicts, dropped } = durable;
      return [id, { ...seen[i], term, elections, conflicts, dropped }] as const;
    });
    return Object.fromEntries<Record<string, number>>([...clients, ...replicas]);
  },
};

const cutOf = (flow: Flow, part: 'begun' | 'ok'): number =>
  flow[part][Side.Majority] + flow[part][Side.Minority];

function numbers(world: W): Record<string, number> {
  const { observed } = world;
  const { replicas, clients } = world.at;
  const used = objectsIn(world);
  const flows = used.map((id) => observed.flow[id]);
  const { cart, wallet, counter: increments } = observed.flow;
  const shareOf = (side: number): number =>
    percent(sum(flows.map((f) => f.ok[side])), sum(flows.map((f) => f.begun[side])));
  const total = (of: 'sent' | 'ok' | 'refused' | 'unknown'): number =>
    sum(clients.map(({ durable }) => durable[of]));
  const [operations, ok] = [total('sent'), total('ok')];
  const begunInCut = sum(flows.map((f) => cutOf(f, 'begun')));
  const okInCut = sum(flows.map((f) => cutOf(f, 'ok')));
  const latency = world.probe('latency').all;
  const median = (probe: 'near-write' | 'near-read'): number =>
    percentile(world.probe(probe).all, 0.5) / 1000;
  return {
    operations,
    completed: ok,
    refused: total('refused'),
    unknown: total('unknown'),
    inFlight: sum(clients.map(({ volatile }) => volatile.open.size)),
    failPercent: percent(operations - ok, operations),
    cutOperations: begunInCut,
    cutFailPercent: percent(begunInCut - okInCut, begunInCut),
    majoritySuccessPercent: shareOf(Side.Majority),
    minoritySuccessPercent: shareOf(Side.Minority),
    acknowledgedIncrements: sum(increments.updates),
    lostIncrements: used.includes('counter') ? lostOf(world, 'counter') : 0,
    lostCartAdds: used.includes('cart') ? lostOf(world, 'cart') : 0,
    lostUpdates: lostIn(world),
    conflicts: Math.max(...replicas.map((r) => r.durable.conflicts)),
    staleReads: observed.staleReads,
    overdraft: observed.overdraft,
    outOfOrder: sum(used.map((id) => observed.outOfOrder[id])),
    walletOutOfOrder: observed.outOfOrder.wallet,
    elections: sum(replicas.map((r) => r.durable.elections)),
    cartSuccessPercent: percent(sum(cart.ok), sum(cart.begun)),
    walletCutSuccessPercent: percent(cutOf(wallet, 'ok'), cutOf(wallet, 'begun')),
    meanMs: meanOf(latency) / 1000,
    p50Ms: percentile(latency, 0.5) / 1000,
    p99Ms: percentile(latency, 0.99) / 1000,
    site1WriteMs: median('near-write'),
    site1ReadMs: median('near-read'),
  };
}
