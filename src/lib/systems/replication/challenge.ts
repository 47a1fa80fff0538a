import type { Challenge, SomeOf } from '../../sim';
import { atMost, none, seeds, trap } from '../clauses';
import type { ReplicationSettings } from './settings';

/** In seven minutes zone A is cut off, zone B is lost, a machine crashes and an operator deletes every row. */
const DAY: readonly string[] = [
  '30s partition zone-a|zone-b,zone-c',
  '73s heal',
  '110s crash zone-b',
  '160s restart zone-b',
  '200s crash node-1',
  '230s restart node-1',
  '350s operate writer-2 delete-all',
  '370s operate backup restore',
];

/** What both references have in common; each trap gets one thing wrong. */
const sound: SomeOf<ReplicationSettings> = {
  mode: 'any-one',
  placement: 'abc',
  detectMs: 800,
  monitors: 3,
  fencing: true,
  backupMinutes: 0.4,
};

export const challenge: Challenge<ReplicationSettings> = {
  title: 'RPO zero, for real',
  goal: 'In seven minutes zone A is cut off for 43 s with the primary in it, zone B is lost, a machine crashes and an operator deletes every row. Lose no acknowledged write in a fail-over, never be down for more than 2 s, lose at most 30 s of rows to the DELETE, and keep write latency low.',
  locked: {
    ratePerSecond: 20,
    loadS: 400,
    lagMs: 200,
    lagSpreadPercent: 10,
    zoneRttMs: 3,
    nearRttMs: 0.5,
    timeoutMs: 1000,
    checksums: true,
    bug: 'none',
  },
  interventions: DAY,
  until: '405s',
  start: {
    mode: 'async',
    copies: 3,
    placement: 'aab',
    detectMs: 10_000,
    monitors: 1,
    fencing: false,
    backupMinutes: 1440,
  },
  clauses: [
    none('nothing-lost', 'no acknowledged write lost in a fail-over', 'lostAcked'),
    none('one-history', 'no acknowledged write in a second history', 'divergedWrites'),
    atMost(
      'back-soon',
      'never more than 2 s without an acknowledged write',
      (m) => m.rtoMs / 1000,
      2,
      's',
    ),
    atMost('quick', 'p99 write latency at most 12 ms', 'p99Ms', 12, 'ms'),
    atMost('restored', 'at most 30 s of rows missing after the restore', 'missingSpanS', 30, 's'),
  ],
  seeds,
  references: [
    {
      id: 'any one standby, three zones, three monitors, fencing, quick detection, a snapshot every 24 s',
      settings: sound,
    },
    {
      id: 'the same with a majority of five copies',
      settings: { ...sound, mode: 'majority', copies: 5 },
    },
  ],
  traps: [
    trap('async with a quick fail-over', { ...sound, mode: 'async', detectMs: 500 }).fails(
      'nothing-lost',
      'A quick fail-over does not bring back writes that were never shipped.',
    ),
    trap('all standbys', { ...sound, mode: 'all' }).fails(
      'back-soon',
      'The first zone lost stops every write.',
    ),
    trap('two monitors', { ...sound, monitors: 2 }).fails(
      'back-soon',
      'One of two is not a majority, so no copy is promoted, neither after the loss of a zone nor during the cut.',
    ),
    trap('async without fencing', { ...sound, mode: 'async', fencing: false }).fails(
      'one-history',
      'During the cut both sides take writes, and one side’s are discarded.',
    ),
    trap('a snapshot every five minutes', { ...sound, backupMinutes: 5 }).fails(
      'restored',
      'All three copies execute the DELETE, and the last snapshot is 50 s old.',
    ),
    trap('two of three copies in one zone', { ...sound, placement: 'aab' }).fails(
      'back-soon',
      'The standby that answers first is in the primary’s own zone, and is cut off or lost with it.',
    ),
  ],
};
