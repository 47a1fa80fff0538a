import { majorityOf } from '../../nodes/store/quorum';
import { layOut, many, ms, one, SECOND, seconds } from '../../sim';
import type { LinkSpec, Micros, NodeRef, Placing, Refs } from '../../sim';
import { backup } from './nodes/backup';
import { database } from './nodes/database';
import { monitor } from './nodes/monitor';
import { writer } from './nodes/writer';
import type { ReplicationSettings as Settings } from './settings';

export const WRITERS = 2;
const ZONES = ['a', 'b', 'c'] as const;
type Zone = (typeof ZONES)[number];

const WRITER_ZONES: readonly Zone[] = ['a', 'b'];
/** One alone is not where the first primary is; two are on either side of whatever parts A from B. */
const MONITOR_ZONES: readonly Zone[] = ['b', 'a', 'c'];
/** Where copies stand, in turn. */
const COPY_ZONES: Readonly<Record<Settings['placement'], readonly Zone[]>> = {
  abc: ['a', 'b', 'c'],
  aab: ['a', 'a', 'b'],
  aaa: ['a', 'a', 'a'],
};

/** The backup store is in none of the zones: another provider, another town. */
const AWAY_RTT_MS = 20;
/** No two machines are nearer than this, µs one way. */
const NEAREST = 50;
/** A lease ends before those who gave it may think so: for clocks that do not run alike. */
const LEASE_SHARE = 0.9;

const zoneOfCopy = (s: Settings, place: number): Zone => COPY_ZONES[s.placement][place % 3];

/** Copies that hold a write before it is acknowledged, the primary's own among them. */
function holdersOf(s: Settings): number {
  if (s.mode === 'async') return 1;
  if (s.mode === 'any-one') return 2;
  return s.mode === 'all' ? s.copies : majorityOf(s.copies);
}

/** Six looks until a primary is taken for gone, and no fewer than one in half a second. */
const beatOf = (s: Settings): Micros => Math.min(SECOND / 2, Math.round(ms(s.detectMs) / 6));

/** One way between zones, or within one, µs. */
const oneWay = (s: Settings, a: Zone | null, b: Zone | null): Micros => {
  const rtt = a === null || b === null ? AWAY_RTT_MS : a === b ? s.nearRttMs : s.zoneRttMs;
  return Math.max(NEAREST, ms(rtt / 2));
};

const parts = (s: Settings) => ({
  writers: many(WRITERS, writer),
  copies: many(s.copies, database),
  monitors: many(s.monitors, monitor),
  backup: one(backup),
});
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type Place<N extends keyof Parts> = Placing<Parts>[N];

const writers =
  (s: Settings, at: At): Place<'writers'> =>
  (place) => ({
    id: `writer-${place + 1}`,
    label: `writer ${place + 1} (${WRITER_ZONES[place].toUpperCase()})`,
    shape: 'client',
    layer: 0,
    source: true,
    options: {
      place,
      writers: WRITERS,
      primary: at.copies[0],
      meanGap: (WRITERS * SECOND) / s.ratePerSecond,
      timeout: ms(s.timeoutMs),
      loadFor: seconds(s.loadS),
      okProbe: `ok-${place + 1}`,
    },
  });

const copies =
  (s: Settings, at: At): Place<'copies'> =>
  (place) => ({
    id: `node-${place + 1}`,
    label: `node ${place + 1} (${zoneOfCopy(s, place).toUpperCase()})`,
    shape: 'replica',
    layer: 1,
    options: {
      place,
      copies: at.copies,
      monitors: at.monitors,
      backup: at.backup,
      holders: holdersOf(s),
      lag: Math.max(0, ms(s.lagMs) - oneWay(s, 'a', 'b')),
      lagSpread: s.lagSpreadPercent / 100,
      beat: beatOf(s),
      lease: Math.round(LEASE_SHARE * ms(s.detectMs)),
      fencing: s.fencing,
      backupEvery: seconds(s.backupMinutes * 60),
      checksums: s.checksums,
      acksEarly: s.bug === 'early-ack',
    },
  });

const monitors =
  (s: Settings, at: At): Place<'monitors'> =>
  (place) => ({
    id: `monitor-${place + 1}`,
    label: `monitor ${place + 1} (${MONITOR_ZONES[place].toUpperCase()})`,
    shape: 'observer',
    layer: 2,
    options: {
      place,
      monitors: at.monitors,
      copies: at.copies,
      listeners: [...at.writers, at.backup],
      detect: ms(s.detectMs),
      beat: beatOf(s),
      needed: s.copies - holdersOf(s) + 1,
      hasty: s.bug === 'first-answer',
    },
  });

interface Standing {
  readonly node: NodeRef;
  readonly zone: Zone | null;
}

const standing = (s: Settings, at: At): Standing[] => [
  ...at.writers.map((node, place) => ({ node, zone: WRITER_ZONES[place] })),
  ...at.copies.map((node, place) => ({ node, zone: zoneOfCopy(s, place) })),
  ...at.monitors.map((node, place) => ({ node, zone: MONITOR_ZONES[place] })),
  { node: at.backup, zone: null },
];

/** Who talks with whom: writers, monitors and the store with copies and monitors, copies with each other. */
function linksOf(s: Settings, at: At, all: readonly Standing[]): LinkSpec<NodeRef>[] {
  const inner = new Set<NodeRef>([...at.copies, ...at.monitors]);
  return all.flatMap((a) =>
    all
      .filter((b) => a !== b && (inner.has(a.node) || inner.has(b.node)))
      .map((b) => ({ from: a.node, to: b.node, latency: oneWay(s, a.zone, b.zone) })),
  );
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => {
    const all = standing(s, at);
    const inZone = (zone: Zone) => all.filter((x) => x.zone === zone).map((x) => x.node);
    return {
      nodes: {
        writers: writers(s, at),
        copies: copies(s, at),
        monitors: monitors(s, at),
        backup: () => ({
          id: 'backup',
          label: 'backup',
          shape: 'queue',
          layer: 3,
          options: { primary: at.copies[0] },
        }),
      },
      links: linksOf(s, at, all),
      groups: Object.fromEntries(ZONES.map((zone) => [`zone-${zone}`, inZone(zone)])),
    };
  });
