import { rowsIn } from '../../nodes/store/timeline';
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
import { authority, exposedIn, longestOutage, lossesIn, missingIn } from './histories';
import { WRITERS } from './topology';
import type { ReplicationWorld as W } from './world';

const chart = chartsOf<W>();

const perWriter: Record<`ok-${number}`, typeof COUNTER> = Object.fromEntries(
  range(WRITERS, 1).map((n) => [`ok-${n}`, COUNTER]),
);

export const probes = {
  latency: TIMES,
  ok: COUNTER,
  refused: COUNTER,
  unknown: COUNTER,
  ...perWriter,
} as const;

const namesOf = ({ copies }: W['settings']): string[] => range(copies, 1).map((n) => `node ${n}`);

export const measures: Measures<W> = {
  sampleEvery: () => SECOND / 2,
  series: [
    chart('positions', 'log position: acknowledged, and of each copy', '').of(
      (settings) => ['acknowledged', ...namesOf(settings)],
      (world) => [
        Math.max(0, ...world.observed.byEpoch.map((e) => e.highest)),
        ...world.at.copies.map((c) => c.durable.log.length),
      ],
    ),
    chart('exposed', 'acknowledged writes on the primary’s disk alone', '').of(
      ['at risk'],
      (world) => [exposedIn(world)],
    ),
    chart('lost', 'acknowledged writes missing from the surviving history', '').of(
      ['lost', 'of those, in a second history'],
      (world) => {
        const { lost, diverged } = lossesIn(world);
        return [lost, diverged];
      },
    ),
    chart('service', 'writes acknowledged', '/s').of(
      ['writer 1, zone A', 'writer 2, zone B'],
      (world, period) => range(WRITERS, 1).map((n) => world.probe(`ok-${n}`).window.sum / period),
    ),
    chart('latency', 'write latency', 'ms').of(['p50', 'p99'], (world) =>
      timesMs(world.probe('latency').window, 0.5, 0.99),
    ),
    chart('rows', 'rows in each copy', '').of(namesOf, (world) =>
      world.at.copies.map((c) => rowsIn(c.durable.log)),
    ),
  ],
  numbers,
  nodes({ at }) {
    const writers = at.writers.map(({ id, durable, volatile }) => {
      const { sent, ok, refused, unknown } = durable;
      return [id, { sent, ok, refused, unknown, open: volatile.open.size }] as const;
    });
    const copies = at.copies.map(({ id, durable }) => {
      const { log, epoch, promotions, forgotten } = durable;
      return [
        id,
        { entries: log.length, rows: rowsIn(log), epoch, promotions, forgotten },
      ] as const;
    });
    const { snapshots, restores } = at.backup.durable;
    const store = [at.backup.id, { snapshots: snapshots.length, restores }] as const;
    return Object.fromEntries<Record<string, number>>([...writers, ...copies, store]);
  },
};

function numbers(world: W): Record<string, number> {
  const { writers, copies, monitors, backup } = world.at;
  const total = (of: 'sent' | 'ok' | 'refused' | 'unknown'): number =>
    sum(writers.map(({ durable }) => durable[of]));
  const { lost, diverged, split } = lossesIn(world);
  const missing = missingIn(world);
  const latency = world.probe('latency').all;
  const [sent, ok] = [total('sent'), total('ok')];
  return {
    writes: sent,
    acknowledged: ok,
    refused: total('refused'),
    unknown: total('unknown'),
    inFlight: sum(writers.map(({ volatile }) => volatile.open.size)),
    failPercent: percent(sent - ok, sent),
    lostAcked: lost,
    divergedWrites: diverged,
    splitWrites: split,
    exposedWrites: exposedIn(world),
    missingRows: missing.count,
    missingSpanS: missing.span / SECOND,
    rows: rowsIn(authority(world).durable.log),
    snapshots: backup.durable.snapshots.length,
    rtoMs: longestOutage(world) / 1000,
    failovers: sum(copies.map(({ durable }) => durable.promotions)) - 1,
    elections: sum(monitors.map(({ durable }) => durable.elections)),
    forgottenRows: sum(copies.map(({ durable }) => durable.forgotten)),
    epoch: Math.max(...copies.map(({ durable }) => durable.epoch)),
    meanMs: meanOf(latency) / 1000,
    p50Ms: percentile(latency, 0.5) / 1000,
    p99Ms: percentile(latency, 0.99) / 1000,
  };
}
