import { backup, type BackupOptions } from './nodes/backup';
import { database } from './nodes/database';
import { monitor, type MonitorOptions } from './nodes/monitor';
import type { DatabaseOptions } from './nodes/options';
import { writer, WRITER_PROBES, type WriterOptions } from './nodes/writer';
import { majorityOf } from '../../nodes/store/quorum';
import type { LinkSpec, Micros, NodeSpec, Topology } from '../../sim';
import { SECOND } from '../../sim';
import type { ReplicationSettings } from './settings';

export const WRITERS = 2;
const ZONES = ['a', 'b', 'c'] as const;
type Zone = (typeof ZONES)[number];

const WRITER_ZONES: readonly Zone[] = ['a', 'b'];
/** One alone is not where the first primary is; two are on either side of whatever parts A from B. */
const MONITOR_ZONES: readonly Zone[] = ['b', 'a', 'c'];

/** The backup store is in none of the zones: another provider, another town. */
const AWAY_RTT_MS = 20;
/** No two machines are nearer than this, µs one way. */
const NEAREST = 50;
/** A lease ends before those who gave it may think so: for clocks that do not run alike. */
const LEASE_SHARE = 0.9;

const ms = (x: number): Micros => Math.round(x * 1000);
const range = (from: number, n: number): number[] => Array.from({ length: n }, (_, i) => from + i);

/** Node numbers follow the order writers, copies, monitors, backup store. */
export const copyAt = (place: number): number => WRITERS + place;
export const backupAt = (s: ReplicationSettings): number => WRITERS + s.copies + s.monitors;

export const zoneOfCopy = (s: ReplicationSettings, place: number): Zone =>
  s.placement[place % 3] as Zone;

/** Copies that hold a write before it is acknowledged, the primary's own among them. */
export function holdersOf(s: ReplicationSettings): number {
  if (s.mode === 'async') return 1;
  if (s.mode === 'any-one') return 2;
  return s.mode === 'all' ? s.copies : majorityOf(s.copies);
}

/** Six looks until a primary is taken for gone, and no fewer than one in half a second. */
const beatOf = (s: ReplicationSettings): Micros =>
  Math.min(SECOND / 2, Math.round(ms(s.detectMs) / 6));

/** One way between zones, or within one, µs. */
const oneWay = (s: ReplicationSettings, a: Zone | null, b: Zone | null): Micros => {
  const rtt = a === null || b === null ? AWAY_RTT_MS : a === b ? s.nearRttMs : s.zoneRttMs;
  return Math.max(NEAREST, ms(rtt / 2));
};

function writerNode(s: ReplicationSettings, place: number): NodeSpec {
  const options: WriterOptions = {
    place,
    writers: WRITERS,
    primary: copyAt(0),
    meanGap: (WRITERS * SECOND) / s.ratePerSecond,
    timeout: ms(s.timeoutMs),
    loadFor: Math.round(s.loadS * SECOND),
    okProbe: Object.keys(WRITER_PROBES).length + place,
  };
  return {
    id: `writer-${place + 1}`,
    label: `writer ${place + 1} (${WRITER_ZONES[place].toUpperCase()})`,
    behaviour: writer,
    options,
    shape: 'client',
    layer: 0,
    source: true,
  };
}

function copyNode(s: ReplicationSettings, place: number): NodeSpec {
  const options: DatabaseOptions = {
    place,
    copies: range(WRITERS, s.copies),
    monitors: range(WRITERS + s.copies, s.monitors),
    backup: backupAt(s),
    holders: holdersOf(s),
    lag: Math.max(0, ms(s.lagMs) - oneWay(s, 'a', 'b')),
    lagSpread: s.lagSpreadPercent / 100,
    beat: beatOf(s),
    lease: Math.round(LEASE_SHARE * ms(s.detectMs)),
    fencing: s.fencing,
    backupEvery: Math.round(s.backupMinutes * 60 * SECOND),
    checksums: s.checksums,
    bug: s.bug === 'early-ack' ? s.bug : 'none',
  };
  return {
    id: `node-${place + 1}`,
    label: `node ${place + 1} (${zoneOfCopy(s, place).toUpperCase()})`,
    behaviour: database,
    options,
    shape: 'replica',
    layer: 1,
  };
}

function monitorNode(s: ReplicationSettings, place: number): NodeSpec {
  const options: MonitorOptions = {
    place,
    monitors: range(WRITERS + s.copies, s.monitors),
    copies: range(WRITERS, s.copies),
    listeners: [...range(0, WRITERS), backupAt(s)],
    detect: ms(s.detectMs),
    beat: beatOf(s),
    needed: s.copies - holdersOf(s) + 1,
    hasty: s.bug === 'first-answer',
  };
  return {
    id: `monitor-${place + 1}`,
    label: `monitor ${place + 1} (${MONITOR_ZONES[place].toUpperCase()})`,
    behaviour: monitor,
    options,
    shape: 'observer',
    layer: 2,
  };
}

function backupNode(): NodeSpec {
  const options: BackupOptions = { primary: copyAt(0) };
  return { id: 'backup', label: 'backup', behaviour: backup, options, shape: 'queue', layer: 3 };
}

/** Who talks with whom: writers, monitors and the store with copies and monitors, copies with each other. */
function linksOf(
  s: ReplicationSettings,
  places: readonly (readonly [string, Zone | null])[],
): LinkSpec[] {
  const kind = (id: string): string => id.split('-')[0];
  const talk = (a: string, b: string): boolean =>
    [kind(a), kind(b)].some((k) => k === 'node' || k === 'monitor');
  return places.flatMap(([from, a]) =>
    places
      .filter(([to]) => to !== from && talk(from, to))
      .map(([to, b]): LinkSpec => ({ from, to, latency: oneWay(s, a, b) })),
  );
}

export function topology(s: ReplicationSettings): Topology {
  const writers = range(0, WRITERS).map((p) => writerNode(s, p));
  const copies = range(0, s.copies).map((p) => copyNode(s, p));
  const monitors = range(0, s.monitors).map((p) => monitorNode(s, p));
  const store = backupNode();
  const places: (readonly [string, Zone | null])[] = [
    ...writers.map((n, p) => [n.id, WRITER_ZONES[p]] as const),
    ...copies.map((n, p) => [n.id, zoneOfCopy(s, p)] as const),
    ...monitors.map((n, p) => [n.id, MONITOR_ZONES[p]] as const),
    [store.id, null],
  ];
  const inZone = (zone: Zone): string[] => places.filter(([, z]) => z === zone).map(([id]) => id);
  return {
    nodes: [...writers, ...copies, ...monitors, store],
    links: linksOf(s, places),
    groups: Object.fromEntries(ZONES.map((zone) => [`zone-${zone}`, inZone(zone)])),
  };
}
