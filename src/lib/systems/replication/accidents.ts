import type { Scenario } from '../../sim';
import { copies, first, isDown, isReplaced, isSilent, newLeaders, third, zoneA } from './captions';
import { authority, servingIn } from './histories';
import type { ReplicationWorld as W } from './world';

const ZONE_LOSS: readonly string[] = ['10s crash zone-a', '35s restart zone-a'];

/** Faults that copies survive, and faults that they do not: mistakes, stalls, zones and disks. */
export const accidents: readonly Scenario<W>[] = [
  {
    id: 'delete',
    title: 'DELETE without WHERE',
    story:
      'At 45 s an operator deletes every row. The DELETE is a log entry like any other. A snapshot is taken every 30 s.',
    watch: 'the rows gone under each of the three copies, and the backup store',
    seen: 'All three copies are empty within milliseconds. The snapshot taken at 30 s restores 3,072 rows; the 1,504 written after it stay gone.',
    settings: { ratePerSecond: 100, backupMinutes: 0.5 },
    interventions: ['45s operate writer-1 delete-all', '55s operate backup restore'],
    until: '64s',
    captions: [
      {
        text: 'The DELETE has reached nodes 2 and 3 through the log. There are now three copies of an empty table.',
        when: (w) => copies(w).every((c) => c.durable.log.deletes.length > 0),
        about: copies,
        messages: ['delete', 'wal'],
      },
      {
        text: 'The backup store restores the snapshot taken at 30 s. Rows written between 30 s and the DELETE are gone for good.',
        when: (w) => w.now > 55_100_000,
        about: (w) => [w.at.backup, ...copies(w)],
        messages: ['restore'],
      },
    ],
    shows: ['deleted-everywhere', 'put-back'],
  },
  {
    id: 'stalled-standby',
    title: 'All standbys must confirm: one stalls',
    story: 'Each write waits for both standbys. Node 3 pauses for 20 s.',
    watch: 'what writers get from a healthy primary',
    seen: 'Nothing for 20 s: 1,926 writes time out. With “all standbys”, every additional copy is one more that can stop the service.',
    settings: { mode: 'all', ratePerSecond: 100, loadS: 40 },
    interventions: ['10s pause node-3', '30s resume node-3'],
    until: '43s',
    captions: [
      {
        text: 'Node 3 pauses. Node 1 must not acknowledge any write without it.',
        when: (w) => third(w).mode.host === 'paused',
        about: (w) => [first(w), third(w)],
        messages: ['wal', 'held'],
      },
      {
        text: 'Writes time out. The writers cannot know whether they took effect.',
        when: isSilent,
        about: (w) => w.at.writers,
        messages: ['write'],
      },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'zone-loss',
    title: 'A zone is lost',
    story:
      'Zone A goes down with the primary, a monitor and a writer. Two copies and two monitors are in other zones.',
    watch: 'the two remaining monitors: two of three are a majority',
    seen: 'Writer 2 is served again after 2.5 s. Nothing is lost.',
    settings: { ratePerSecond: 100, loadS: 50 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'Zone A goes down with everything in it: writer 1, node 1 and monitor 2.',
        when: (w) => isDown(w.at.monitors[1]),
        about: zoneA,
      },
      {
        text: 'Monitors 1 and 3 are two of three, a majority. They promote another copy, which has every acknowledged write.',
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
    story: 'Zone A goes down, and all three copies are in it.',
    watch: 'three copies that fail together',
    seen: 'No service for 25 s, until the zone is back. Copies help only against faults that do not hit all of them at once.',
    settings: { ratePerSecond: 100, loadS: 50, placement: 'aaa' },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'Zone A goes down with all three copies in it.',
        when: (w) => isDown(third(w)),
        about: copies,
      },
      {
        text: 'Monitors 1 and 3 agree to replace node 1, but no copy is left to promote.',
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
      'Zone A goes down with the primary and one of only two monitors. Two copies are in other zones.',
    watch: 'monitor 1, the only one left',
    seen: 'One of two is not a majority, so no copy is promoted for 28 s. Two monitors tolerate no more failures than one.',
    settings: { ratePerSecond: 100, loadS: 50, monitors: 2 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'Zone A goes down with node 1 and monitor 2, one of two monitors.',
        when: (w) => isDown(w.at.monitors[1]),
        about: zoneA,
      },
      {
        text: 'Monitor 1 asks for a vote, and no other monitor is left to answer. One of two is not a majority.',
        when: (w) => w.at.monitors[0].mode.role === 'electing' && isSilent(w),
        about: (w) => [w.at.monitors[0]],
        messages: ['vote'],
      },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'paused-primary',
    title: 'The primary resumes after a pause',
    story:
      'Node 1 pauses for 10 s, as a stalled virtual machine does, and resumes where it stopped.',
    watch: 'the lease under node 1, which runs out while it is paused',
    seen: 'It wakes up believing that it leads. Its clock says that its lease has expired, so it takes no writes, and then it learns of epoch 2.',
    settings: { ratePerSecond: 100, loadS: 30 },
    interventions: ['10s pause node-1', '20s resume node-1'],
    until: '33s',
    captions: [
      {
        text: 'Node 1 pauses. To the monitors that looks exactly like a crash.',
        when: (w) => first(w).mode.host === 'paused',
        about: (w) => [first(w)],
      },
      {
        text: 'Node 2 leads epoch 2, while node 1 still believes that it is the primary.',
        when: (w) => isReplaced(w) && first(w).mode.role === 'primary',
        about: (w) => [first(w), ...newLeaders(w)],
      },
      {
        text: 'Node 1 resumes and finds its lease expired, so it refuses writes. It learns of epoch 2 and becomes a standby.',
        when: (w) => w.now > 20_000_000 && first(w).mode.role === 'standby',
        about: (w) => [first(w), ...newLeaders(w)],
        messages: ['wal', 'denied'],
      },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'damaged-disk',
    title: 'Silent disk corruption',
    story:
      'The data on node 1’s disk is corrupted at 20 s, and no checksum reveals it. A snapshot is taken at 30 s; at 40 s node 1 crashes.',
    watch:
      '“disk damaged” under a node that keeps acknowledging writes, and the rows in the snapshot',
    seen: 'Nobody notices, and the snapshot holds only the 978 rows written since. The standbys have every row, because the log is shipped and not the disk; the fail-over to one of them repairs the service.',
    settings: { ratePerSecond: 100, loadS: 50, checksums: false, backupMinutes: 0.5 },
    interventions: ['20s operate node-1 corrupt-disk', '40s crash node-1'],
    until: '53s',
    captions: [
      {
        text: 'Node 1’s disk is corrupted. Without checksums it does not notice and keeps acknowledging writes.',
        when: (w) => authority(w).durable.damagedTo > 0,
        about: (w) => [first(w)],
        messages: ['written'],
      },
      {
        text: 'Node 1 crashes and node 2 takes over. It received the log, not the damaged disk, so it has every row.',
        when: (w) => isReplaced(w) && servingIn(w) !== null && servingIn(w) !== first(w),
        about: newLeaders,
      },
    ],
    shows: ['damage-unnoticed', 'fail-over'],
  },
];
