import type { Challenge, SomeOf } from '../../sim';
import { atMost, none } from '../clauses';
import type { ReplicationSettings } from './settings';

/** Zone A is cut off, zone B is lost, a machine crashes, and somebody deletes every row: in seven minutes. */
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
  detectMs: 3000,
  monitors: 3,
  fencing: true,
  backupMinutes: 5,
};

export const challenge: Challenge<ReplicationSettings> = {
  title: 'RPO zero, for real',
  goal: 'In seven minutes zone A is cut off for 43 s with the primary in it, zone B burns down, a machine crashes and somebody deletes every row. Lose no acknowledged write, be back within 15 s each time, and keep writes quick.',
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
    none('one-history', 'no write in a second history', 'divergedWrites'),
    atMost(
      'back-soon',
      'never more than 15 s without an acknowledged write',
      (m) => m.rtoMs / 1000,
      15,
      's',
    ),
    atMost('quick', 'p99 of a write at most 12 ms', 'p99Ms', 12, 'ms'),
    atMost(
      'restored',
      'after the DELETE, at most 5 minutes of rows missing',
      'missingSpanS',
      300,
      's',
    ),
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [
    {
      id: 'any one standby, three zones, three monitors, fencing, a snapshot every five minutes',
      settings: sound,
    },
    {
      id: 'the same by majority, with five copies',
      settings: { ...sound, mode: 'majority', copies: 5 },
    },
  ],
  traps: [
    {
      id: 'async with a quick fail-over',
      why: 'Being back soon is not the same as being back with everything: what had not been shipped is gone.',
      settings: { ...sound, mode: 'async', detectMs: 500 },
      fails: 'nothing-lost',
    },
    {
      id: 'all standbys',
      why: 'The first zone that is lost stops every write.',
      settings: { ...sound, mode: 'all' },
      fails: 'back-soon',
    },
    {
      id: 'two monitors',
      why: 'One of two is not a majority: nobody is promoted, neither after the loss of a zone nor during the cut.',
      settings: { ...sound, monitors: 2 },
      fails: 'back-soon',
    },
    {
      id: 'async without fencing',
      why: 'In the cut both sides take writes, and one side’s have to be thrown away.',
      settings: { ...sound, mode: 'async', fencing: false },
      fails: 'one-history',
    },
    {
      id: 'no snapshot before the DELETE',
      why: 'All three copies carry out the DELETE, and no recent snapshot exists.',
      settings: { ...sound, backupMinutes: 60 },
      fails: 'restored',
    },
    {
      id: 'two of three copies in one zone',
      why: 'The standby that answers first is the one next door, and goes down with the primary or is cut off with it.',
      settings: { ...sound, placement: 'aab' },
      fails: 'back-soon',
    },
  ],
};
