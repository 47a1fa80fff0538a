import type { Scenario } from '../../sim';
import { copies, first, isDown, isReplaced, isSilent, newLeaders, third, zoneA } from './captions';
import { authority, servingIn } from './histories';
import type { ReplicationWorld as W } from './world';

const ZONE_LOSS: readonly string[] = ['10s crash zone-a', '35s restart zone-a'];

/** What copies help against, and what they do not: mistakes, stalls, zones and disks. */
export const accidents: readonly Scenario<W>[] = [
  {
    id: 'delete',
    title: 'DELETE without WHERE',
    story:
      'At 45 s somebody deletes every row. The statement is an entry of the log like any other. Snapshots are taken every half minute.',
    watch: 'the rows in all three copies, and the backup store',
    seen: 'All copies are empty within milliseconds. The snapshot of 30 s brings back what was there then, and not the 15 s after it.',
    settings: { ratePerSecond: 100, backupMinutes: 0.5 },
    interventions: ['45s operate writer-1 delete-all', '55s operate backup restore'],
    until: '64s',
    captions: [
      {
        text: 'Every copy has done what the log says: there are now three copies of an empty table.',
        when: (w) => copies(w).every((c) => c.durable.log.deletes.length > 0),
        about: copies,
        messages: ['delete', 'wal'],
      },
      {
        text: 'The snapshot is put back. Whatever was written between it and the DELETE is gone for good.',
        when: (w) => w.now > 55_100_000,
        about: (w) => [w.at.backup, ...copies(w)],
        messages: ['restore'],
      },
    ],
    shows: ['deleted-everywhere', 'put-back'],
  },
  {
    id: 'stalled-standby',
    title: 'All standbys, and one of them stalls',
    story: 'Each write waits for both standbys. Node 3 stands still for twenty seconds.',
    watch: 'what writers get from a primary that is in perfect health',
    seen: 'Nothing, for as long as the stall lasts: with “all standbys”, every additional copy is one more that can stop you.',
    settings: { mode: 'all', ratePerSecond: 100, loadS: 40 },
    interventions: ['10s pause node-3', '30s resume node-3'],
    until: '43s',
    captions: [
      {
        text: 'Node 3 stands still. The primary may not acknowledge anything without it.',
        when: (w) => third(w).mode.host === 'paused',
        about: (w) => [first(w), third(w)],
        messages: ['wal', 'held'],
      },
      {
        text: 'Writers wait and give up. Nobody can tell them what became of their writes.',
        when: isSilent,
        about: (w) => w.at.writers,
        messages: ['write'],
      },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'zone-loss',
    title: 'A zone burns down',
    story:
      'Zone A is lost as a whole: the primary, a monitor and a writer. Two copies and two monitors are elsewhere.',
    watch: 'the two monitors that are left: two of three are a majority',
    seen: 'Writer 2 is served again after about three seconds. Nothing is lost.',
    settings: { ratePerSecond: 100, loadS: 50 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'All of zone A is gone at once: writer 1, node 1 and monitor 2.',
        when: (w) => isDown(w.at.monitors[1]),
        about: zoneA,
      },
      {
        text: 'Two of three monitors agree, and promote another copy.',
        when: isReplaced,
        about: (w) => [w.at.monitors[0], w.at.monitors[2], ...newLeaders(w)],
        messages: ['vote', 'ballot', 'promote'],
      },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'one-zone',
    title: 'Three copies in one zone',
    story: 'The same loss, and all three copies stand in zone A.',
    watch: 'three copies that fail as one',
    seen: 'No service until the zone is back. Copies only help against faults that do not strike all of them at once.',
    settings: { ratePerSecond: 100, loadS: 50, placement: 'aaa' },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'All three copies are gone at once.',
        when: (w) => isDown(third(w)),
        about: copies,
      },
      {
        text: 'Two monitors agree that another copy has to lead. None is left.',
        when: isSilent,
        about: (w) => [w.at.monitors[0], w.at.monitors[2]],
        messages: ['vote', 'ballot', 'inspect'],
      },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'two-monitors',
    title: 'Two monitors',
    story:
      'The same loss with copies in three zones, but with two monitors, one of which goes down with zone A.',
    watch: 'the monitor that is left, in zone B',
    seen: 'One of two is not a majority, so nobody is promoted. Two monitors tolerate no more faults than one, and more of them can fail.',
    settings: { ratePerSecond: 100, loadS: 50, monitors: 2 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'Zone A is gone, with the primary and one of the two monitors.',
        when: (w) => isDown(w.at.monitors[1]),
        about: zoneA,
      },
      {
        text: 'Monitor 1 asks for a vote, and there is no monitor left to answer.',
        when: (w) => w.at.monitors[0].mode.role === 'electing' && isSilent(w),
        about: (w) => [w.at.monitors[0]],
        messages: ['vote'],
      },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'paused-primary',
    title: 'The primary comes back from a pause',
    story:
      'Node 1 stands still for ten seconds, as with a stalled disk or virtual machine, and resumes where it was.',
    watch: 'what it believes when it wakes up, and what its clock tells it',
    seen: 'It still believes that it leads. Its clock says that its lease is over, so it takes no writes, and learns of epoch 2.',
    settings: { ratePerSecond: 100, loadS: 30 },
    interventions: ['10s pause node-1', '20s resume node-1'],
    until: '33s',
    captions: [
      {
        text: 'Node 1 stands still. Seen from outside, it is gone.',
        when: (w) => first(w).mode.host === 'paused',
        about: (w) => [first(w)],
      },
      {
        text: 'Another node leads, and node 1 does not know.',
        when: (w) => isReplaced(w) && first(w).mode.role === 'primary',
        about: (w) => [first(w), ...newLeaders(w)],
      },
      {
        text: 'Awake again, node 1 finds that its lease is over, hears of epoch 2 and follows.',
        when: (w) => w.now > 20_000_000 && first(w).mode.role === 'standby',
        about: (w) => [first(w), ...newLeaders(w)],
        messages: ['wal', 'denied'],
      },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'damaged-disk',
    title: 'The primary’s disk rots',
    story:
      'The data on node 1’s disk turns to noise, and nothing checks it. A snapshot is taken; later the machine crashes.',
    watch: 'a service that looks healthy, on a table that cannot be read',
    seen: 'Nobody notices, and the snapshot is just as bad. The standbys are fine: the log is shipped, not the disk. The crash brings the rows back.',
    settings: { ratePerSecond: 100, loadS: 50, checksums: false, backupMinutes: 0.5 },
    interventions: ['20s operate node-1 corrupt-disk', '40s crash node-1'],
    until: '53s',
    captions: [
      {
        text: 'The rows on node 1’s disk are noise, and it goes on acknowledging writes.',
        when: (w) => authority(w).durable.damagedTo > 0,
        about: (w) => [first(w)],
        messages: ['written'],
      },
      {
        text: 'Node 1 is gone, and another copy, which has every row, takes over.',
        when: (w) => isReplaced(w) && servingIn(w) !== null && servingIn(w) !== first(w),
        about: newLeaders,
      },
    ],
    shows: ['damage-unnoticed', 'fail-over'],
  },
];
