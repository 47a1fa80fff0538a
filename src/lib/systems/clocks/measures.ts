import { meanOf, percent, percentile, range, SECOND, sum, TIMES, type Measures } from '../../sim';
import { chartsOf } from '../charts';
import { bytesOf } from './nodes/stamps';
import { KINDS } from './pairs';
import { writerName } from './topology';
import type { ClocksWorld as W } from './world';

const chart = chartsOf<W>();

export const probes = { latency: TIMES };

/** A share that is 0 where there is nothing to have a share of. */
const share = (n: number, of: number): number => (of === 0 ? 0 : percent(n, of));

/** Gained or lost since the first write, parts per million of the time since. */
function rateOf({ first, last }: W['observed']): number {
  if (!first || !last || last.at === first.at) return 0;
  return ((last.clockError - first.clockError) / (last.at - first.at)) * 1e6;
}

export const measures: Measures<W> = {
  sampleEvery: ({ chains }) => (chains === 0 ? SECOND / 1000 : SECOND / 20),
  series: [
    chart('lost', 'writes lost, so far', '').of(
      ['later writes lost', 'concurrent ones lost'],
      ({ observed: { dropped } }) => [dropped.replaced[0], dropped.hidden[0]],
    ),
    chart('inversions', 'later writes with an earlier stamp, so far', '%').of(
      () => ['wall clock', 'Lamport', 'vector', 'hybrid'].map((kind) => `wrong by ${kind}`),
      ({ observed: { pairs } }) => KINDS.map((kind) => share(pairs.inverted[kind], pairs.causal)),
    ),
    chart('concurrent', 'concurrent pairs, so far', '').of(
      ['concurrent pairs', 'recognised'],
      ({ observed: { pairs } }) => [pairs.concurrent, pairs.found],
    ),
    chart('stamp-error', 'a writer’s last stamp against true time', 'ms').of(
      ({ writers }) => range(writers).map((place) => `stamp of ${writerName(place)} off by`),
      ({ at, observed: { writes } }) =>
        at.writers.map(({ durable, options }) => {
          const written = writes.get(`${options.place}:${durable.seq}`);
          return written ? (written.stamps.hybrid.l - written.at) / 1000 : NaN;
        }),
    ),
  ],
  numbers,
  nodes: ({ at, observed }) =>
    Object.fromEntries<Record<string, number>>([
      ...at.writers.map(({ id, durable: d, options }): [string, Record<string, number>] => [
        id,
        {
          written: d.seq,
          stored: d.stored,
          refused: d.refused,
          lost: observed.gone[options.place],
          lamport: d.clock.lamport,
        },
      ]),
      ...at.replicas.map(({ id, durable: d }, i): [string, Record<string, number>] => [
        id,
        {
          keys: d.held.size,
          conflicts: d.conflicts,
          laterLost: observed.dropped.replaced[i],
          hidden: observed.dropped.hidden[i],
        },
      ]),
    ]),
};

function numbers(world: W): Record<string, number> {
  const { observed: o, settings: s, at } = world;
  const { pairs, sync } = o;
  const latency = world.probe('latency').all;
  const inverted = Object.fromEntries(
    KINDS.map((kind) => [`${kind}InversionsPercent`, share(pairs.inverted[kind], pairs.causal)]),
  );
  return {
    writes: o.written,
    stored: sum(at.writers.map((w) => w.durable.stored)),
    underWay: sum(at.writers.map((w) => w.durable.open.size)),
    refused: o.refused,
    refusedRight: o.refusedGood,
    causalPairs: pairs.causal,
    inversions: pairs.wrong,
    inversionsPercent: share(pairs.wrong, pairs.causal),
    ...inverted,
    laterWritesLost: o.dropped.replaced[0],
    concurrentPairs: pairs.concurrent,
    concurrentFound: pairs.found,
    concurrentFoundPercent: share(pairs.found, pairs.concurrent),
    conflictsHidden: o.dropped.hidden[0],
    stampBytes: bytesOf(s.order, s.writers),
    worstStampErrorMs: o.worstStamp / 1000,
    worstClockErrorMs: o.worstClock / 1000,
    clockRatePpm: rateOf(o),
    exchanges: sync.count,
    worstSyncErrorMs: sync.worstError / 1000,
    syncBoundMs: sync.worstBound / 1000,
    syncBoundViolations: sync.violations,
    meanMs: meanOf(latency) / 1000,
    p50Ms: percentile(latency, 0.5) / 1000,
    p99Ms: percentile(latency, 0.99) / 1000,
  };
}
