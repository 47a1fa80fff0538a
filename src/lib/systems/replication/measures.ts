import type { Backup } from './nodes/backup';
import type { Monitor } from './nodes/monitor';
import { WRITER_PROBES, type Writer } from './nodes/writer';
import { rowsIn, tableOf } from '../../nodes/store/timeline';
import { meanOf, percentile, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';
import { authority, booksOf, copiesOf, exposedIn, lossesIn } from './books';
import type { ReplicationSettings } from './settings';
import { backupAt, copyAt, WRITERS } from './topology';

const counter = (id: string): ProbeSpec => ({ id, kind: 'counter', unit: '' });

/** In the order of `WRITER_PROBES`, then one for each writer. */
export const probes: readonly ProbeSpec[] = [
  { id: 'latency', kind: 'histogram', unit: 'us' },
  ...Object.keys(WRITER_PROBES).slice(1).map(counter),
  counter('ok-1'),
  counter('ok-2'),
];

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const seconds = (s: { loadS?: unknown }): number => Number(s.loadS);
const writersOf = (world: World): Writer[] =>
  Array.from({ length: WRITERS }, (_, i) => world.nodes[i] as Writer);

const namesOf = (settings: unknown): string[] =>
  Array.from({ length: (settings as ReplicationSettings).copies }, (_, i) => `node ${i + 1}`);

/** The longest time, so far, in which nobody was told that a write is done. */
export function longestOutage(world: World): number {
  const b = booksOf(world);
  const end = Math.min(world.now, seconds(world.settings) * SECOND);
  return Math.max(b.longestGap, end - b.lastAckAt);
}

/** Acknowledged rows that nobody can read now: lost in a fail-over, deleted and not put back, or on a damaged disk. */
function missingIn(world: World): { count: number; span: number } {
  const b = booksOf(world);
  const { log, damagedTo } = authority(world).durable;
  const table = new Set(tableOf(log, damagedTo));
  let [count, first, last] = [0, Infinity, -Infinity];
  for (let i = 0; i < b.count; i++) {
    if (table.has(b.rows[i])) continue;
    count++;
    first = Math.min(first, b.at[i]);
    last = Math.max(last, b.at[i]);
  }
  return { count, span: count === 0 ? 0 : last - first };
}

/** The place of the copy that takes writes in the newest epoch, as the observer sees it; −1: none. */
export function servingIn(world: World): number {
  return copiesOf(world).reduce((best, c, place, all) => {
    if (c.mode.role !== 'primary' || c.mode.host !== 'running') return best;
    return best < 0 || c.durable.epoch > all[best].durable.epoch ? place : best;
  }, -1);
}

export const measures: Measures = {
  sampleEvery: () => SECOND / 2,
  series: [
    {
      id: 'positions',
      title: 'entries acknowledged, and held by each copy',
      unit: '',
      lines: (settings) => ['acknowledged', ...namesOf(settings)],
      sample: (world) => [
        Math.max(0, ...booksOf(world).byEpoch.map((e) => e.highest)),
        ...copiesOf(world).map((c) => c.durable.log.length),
      ],
    },
    {
      id: 'exposed',
      title: 'acknowledged writes that only the primary holds',
      unit: '',
      lines: () => ['at risk'],
      sample: (world) => [exposedIn(world)],
    },
    {
      id: 'lost',
      title: 'acknowledged writes in no history that stands',
      unit: '',
      lines: () => ['lost', 'of them in a second history'],
      sample(world) {
        const { lost, diverged } = lossesIn(world);
        return [lost, diverged];
      },
    },
    {
      id: 'service',
      title: 'writes acknowledged',
      unit: '/s',
      lines: () => ['writer 1, zone A', 'writer 2, zone B'],
      sample: (world, period) => [1, 2].map((n) => world.probe(`ok-${n}`).window.sum / period),
    },
    {
      id: 'latency',
      title: 'latency of a write',
      unit: 'ms',
      lines: () => ['p50', 'p99'],
      sample: (world) =>
        [0.5, 0.99].map((q) => percentile(world.probe('latency').window, q) / 1000),
    },
    {
      id: 'rows',
      title: 'rows in each copy',
      unit: '',
      lines: namesOf,
      sample: (world) => copiesOf(world).map((c) => rowsIn(c.durable.log)),
    },
  ],
  numbers,
  nodes(world) {
    const writers = writersOf(world).map(({ id, durable: w, volatile }) => {
      const { sent, ok, refused, unknown } = w;
      return [id, { sent, ok, refused, unknown, open: volatile.open.size }] as const;
    });
    const copies = copiesOf(world).map(({ id, durable: d }) => {
      const { epoch, promotions, forgotten } = d;
      return [
        id,
        { entries: d.log.length, rows: rowsIn(d.log), epoch, promotions, forgotten },
      ] as const;
    });
    const { snapshots, restores } = storeOf(world).durable;
    const store = [['backup', { snapshots: snapshots.length, restores }] as const];
    return Object.fromEntries<Record<string, number>>([...writers, ...copies, ...store]);
  },
};

const storeOf = (world: World): Backup =>
  world.nodes[backupAt(world.settings as ReplicationSettings)] as Backup;

function numbers(world: World): Record<string, number> {
  const writers = writersOf(world).map((w) => w.durable);
  const copies = copiesOf(world).map((c) => c.durable);
  const first = copyAt(copies.length);
  const monitors = world.nodes.slice(first, first + Number(world.settings.monitors)) as Monitor[];
  const { lost, diverged, split } = lossesIn(world);
  const missing = missingIn(world);
  const latency = world.probe('latency').all;
  const sent = sum(writers.map((w) => w.sent));
  const ok = sum(writers.map((w) => w.ok));
  const store = storeOf(world).durable;
  return {
    writes: sent,
    acknowledged: ok,
    refused: sum(writers.map((w) => w.refused)),
    unknown: sum(writers.map((w) => w.unknown)),
    inFlight: sum(writersOf(world).map((w) => w.volatile.open.size)),
    failPercent: sent === 0 ? 0 : (100 * (sent - ok)) / sent,
    lostAcked: lost,
    divergedWrites: diverged,
    splitWrites: split,
    exposedWrites: exposedIn(world),
    missingRows: missing.count,
    missingSpanS: missing.span / SECOND,
    rows: rowsIn(authority(world).durable.log),
    snapshots: store.snapshots.length,
    rtoMs: longestOutage(world) / 1000,
    failovers: sum(copies.map((c) => c.promotions)) - 1,
    elections: sum(monitors.map((m) => m.durable.elections)),
    forgottenRows: sum(copies.map((c) => c.forgotten)),
    epoch: Math.max(...copies.map((c) => c.epoch)),
    meanMs: meanOf(latency) / 1000,
    p50Ms: percentile(latency, 0.5) / 1000,
    p99Ms: percentile(latency, 0.99) / 1000,
  };
}
