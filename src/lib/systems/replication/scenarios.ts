import type { Scenario } from '../../sim';
import {
  begun,
  copies,
  crashed,
  cut,
  first,
  hasDiverged,
  hasForgotten,
  isDown,
  isReplaced,
  isSilent,
  leaving,
  newLeaders,
  third,
  zoneA,
} from './captions';
import { authority, servingIn } from './histories';
import type { ReplicationWorld as W } from './world';

/** Zone A loses the other two for as long as GitHub's database clusters lost each other in October 2018. */
export const CUT: readonly string[] = ['10s partition zone-a|zone-b,zone-c', '53s heal'];
const CRASH: readonly string[] = ['10s crash node-1', '20s restart node-1'];
const ZONE_LOSS: readonly string[] = ['10s crash zone-a', '35s restart zone-a'];

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Nothing is broken',
    story:
      'Three copies in three zones. Each write waits for the primary and one standby, whichever is first.',
    watch: 'the latency of a write: a round trip to the primary, and one more between zones',
    seen: 'About 3.5 ms from zone A and 6 ms from zone B. All copies stay within milliseconds of each other.',
    settings: { loadS: 20 },
    interventions: [],
    until: '22s',
    captions: [
      begun,
      {
        text: 'A writer is told “done” as soon as one standby holds its row as well, whichever is first.',
        when: (w) => w.observed.count > 1000,
        about: copies,
        messages: ['held', 'written'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'Async, and the primary crashes',
    story:
      'Writes are acknowledged as soon as the primary has them; the log follows 200 ms later. Then the primary crashes.',
    watch: 'how far the acknowledged position is ahead of the standbys when the primary crashes',
    seen: 'The service is back after about three seconds; about a hundred acknowledged writes are lost.',
    settings: { mode: 'async', loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      crashed,
      {
        text: 'A standby leads epoch 2. Writers are served again, and nothing tells them what is missing.',
        when: isReplaced,
        about: newLeaders,
        messages: ['promote', 'announce'],
      },
      {
        text: 'The old primary is back, as a standby. It forgets the rows that epoch 2 does not have.',
        when: hasForgotten,
        about: leaving,
        messages: ['wal'],
      },
    ],
    shows: ['acked-lost', 'fail-over'],
  },
  {
    id: 'fixed',
    title: 'Any one standby, and the primary crashes',
    story: 'The same crash. Each write has waited until one standby holds it as well.',
    watch: 'which standby is promoted: the one whose log goes furthest',
    seen: 'The same three seconds without service, and nothing lost. The price is one round trip between zones for every write.',
    settings: { loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      {
        text: 'The primary is gone. Every acknowledged write is on at least one standby.',
        when: (w) => isDown(first(w)),
        about: copies,
      },
      {
        text: 'Monitors have asked both standbys how far their logs go, and promote the one with more.',
        when: isReplaced,
        about: (w) => [...w.at.monitors, ...newLeaders(w)],
        messages: ['inspect', 'position', 'promote'],
      },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'split-brain',
    title: 'Cut for 43 s, no fencing',
    story:
      'Zone A is cut off with the primary, which goes on; zones B and C promote another one. Async, 500 writes a second, half from each side.',
    watch: 'two nodes marked as primary, both acknowledging',
    seen: 'Two histories. When the cable is back, one of them has to go, with more than ten thousand acknowledged writes.',
    settings: { mode: 'async', fencing: false },
    interventions: CUT,
    until: '64s',
    captions: [
      begun,
      cut,
      {
        text: 'Zones B and C have elected another primary. Node 1 does not know, and goes on serving zone A.',
        when: hasDiverged,
        about: (w) => [first(w), ...newLeaders(w)],
        messages: ['written'],
      },
      {
        text: 'The cable is back. The older history gives way, with everything that writer 1 was told.',
        when: (w) => w.calm && hasForgotten(w),
        about: (w) => [...leaving(w), w.at.writers[0]],
        messages: ['wal'],
      },
    ],
    shows: ['two-primaries', 'fail-over'],
  },
  {
    id: 'fenced',
    title: 'Cut for 43 s, with fencing',
    story:
      'The same cut. A primary whose lease is over stops by itself, before anybody is promoted.',
    watch: 'node 1, which becomes fenced before node 2 leads',
    seen: 'One history. Writes that zone A was told of before the lease ran out are still lost, since nobody waited for a standby.',
    settings: { mode: 'async' },
    interventions: CUT,
    until: '64s',
    captions: [
      cut,
      {
        text: 'Node 1 hears one monitor of three. Its lease is over: it refuses writes.',
        when: (w) => first(w).mode.role === 'fenced' && w.now > 10_000_000,
        about: (w) => [first(w), w.at.monitors[1]],
        messages: ['lease', 'refused'],
      },
      {
        text: 'Only now does another node lead.',
        when: isReplaced,
        about: newLeaders,
        messages: ['promote'],
      },
    ],
    shows: ['stops-itself', 'fail-over'],
  },
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
