import { copies, first, isDown, isReplaced, isSilent, newLeaders, third, zoneA } from './captions';
import { authority, servingIn } from './histories';
import { about, scenario } from './world';

const ZONE_LOSS: readonly string[] = ['10s crash zone-a', '35s restart zone-a'];

/** Faults that copies survive, and faults that they do not: mistakes, stalls, zones and disks. */
export const accidents = [
  scenario('delete', 'DELETE without WHERE', {
    story:
      'At 45 s an operator deletes every row. The DELETE is a log entry like any other. A snapshot is taken every 30 s.',
    watch: 'the rows gone under each of the three copies, and the backup store',
    seen: 'All three copies are empty within milliseconds. The snapshot taken at 30 s restores 3,072 rows; the 1,504 written after it stay gone.',
    settings: { ratePerSecond: 100, backupMinutes: 0.5 },
    interventions: ['45s operate writer-1 delete-all', '55s operate backup restore'],
    until: '64s',
    captions: [
      about(copies, ['delete', 'wal']).when((w) =>
        copies(w).every((c) => c.durable.log.deletes.length > 0),
      )(
        'The DELETE has reached nodes 2 and 3 through the log. There are now three copies of an empty table.',
      ),
      about((w) => [w.at.backup, ...copies(w)], 'restore').when((w) => w.now > 55_100_000)(
        'The backup store restores the snapshot taken at 30 s. Rows written between 30 s and the DELETE are gone for good.',
      ),
    ],
    shows: ['deleted-everywhere', 'put-back'],
  }),
  scenario('stalled-standby', 'All standbys must confirm: one stalls', {
    story: 'Each write waits for both standbys. Node 3 pauses for 20 s.',
    watch: 'what writers get from a healthy primary',
    seen: 'Nothing for 20 s: 1,926 writes time out. With “all standbys”, every additional copy is one more that can stop the service.',
    settings: { mode: 'all', ratePerSecond: 100, loadS: 40 },
    interventions: ['10s pause node-3', '30s resume node-3'],
    until: '43s',
    captions: [
      about((w) => [first(w), third(w)], ['wal', 'held']).when(
        (w) => third(w).mode.host === 'paused',
      )('Node 3 pauses. Node 1 must not acknowledge any write without it.'),
      about((w) => w.at.writers, 'write').when(isSilent)(
        'Writes time out. The writers cannot know whether they took effect.',
      ),
    ],
    shows: ['stands-still'],
  }),
  scenario('zone-loss', 'A zone is lost', {
    story:
      'Zone A goes down with the primary, a monitor and a writer. Two copies and two monitors are in other zones.',
    watch: 'the two remaining monitors: two of three are a majority',
    seen: 'Writer 2 is served again after 2.5 s. Nothing is lost.',
    settings: { ratePerSecond: 100, loadS: 50 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      about(zoneA).when((w) => isDown(w.at.monitors[1]))(
        'Zone A goes down with everything in it: writer 1, node 1 and monitor 2.',
      ),
      about(
        (w) => [w.at.monitors[0], w.at.monitors[2], ...newLeaders(w)],
        ['vote', 'ballot', 'promote'],
      ).when(isReplaced)(
        'Monitors 1 and 3 are two of three, a majority. They promote another copy, which has every acknowledged write.',
      ),
    ],
    shows: ['fail-over'],
  }),
  scenario('one-zone', 'Three copies in one zone', {
    story: 'Zone A goes down, and all three copies are in it.',
    watch: 'three copies that fail together',
    seen: 'No service for 25 s, until the zone is back. Copies help only against faults that do not hit all of them at once.',
    settings: { ratePerSecond: 100, loadS: 50, placement: 'aaa' },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      about(copies).when((w) => isDown(third(w)))('Zone A goes down with all three copies in it.'),
      about((w) => [w.at.monitors[0], w.at.monitors[2]], ['vote', 'ballot', 'inspect']).when(
        isSilent,
      )('Monitors 1 and 3 agree to replace node 1, but no copy is left to promote.'),
    ],
    shows: ['stands-still'],
  }),
  scenario('two-monitors', 'Two monitors', {
    story:
      'Zone A goes down with the primary and one of only two monitors. Two copies are in other zones.',
    watch: 'monitor 1, the only one left',
    seen: 'One of two is not a majority, so no copy is promoted for 28 s. Two monitors tolerate no more failures than one.',
    settings: { ratePerSecond: 100, loadS: 50, monitors: 2 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      about(zoneA).when((w) => isDown(w.at.monitors[1]))(
        'Zone A goes down with node 1 and monitor 2, one of two monitors.',
      ),
      about((w) => [w.at.monitors[0]], 'vote').when(
        (w) => w.at.monitors[0].mode.role === 'electing' && isSilent(w),
      )(
        'Monitor 1 asks for a vote, and no other monitor is left to answer. One of two is not a majority.',
      ),
    ],
    shows: ['stands-still'],
  }),
  scenario('paused-primary', 'The primary resumes after a pause', {
    story:
      'Node 1 pauses for 10 s, as a stalled virtual machine does, and resumes where it stopped.',
    watch: 'the lease under node 1, which runs out while it is paused',
    seen: 'It wakes up believing that it leads. Its clock says that its lease has expired, so it takes no writes, and then it learns of epoch 2.',
    settings: { ratePerSecond: 100, loadS: 30 },
    interventions: ['10s pause node-1', '20s resume node-1'],
    until: '33s',
    captions: [
      about((w) => [first(w)]).when((w) => first(w).mode.host === 'paused')(
        'Node 1 pauses. To the monitors that looks exactly like a crash.',
      ),
      about((w) => [first(w), ...newLeaders(w)]).when(
        (w) => isReplaced(w) && first(w).mode.role === 'primary',
      )('Node 2 leads epoch 2, while node 1 still believes that it is the primary.'),
      about((w) => [first(w), ...newLeaders(w)], ['wal', 'denied']).when(
        (w) => w.now > 20_000_000 && first(w).mode.role === 'standby',
      )(
        'Node 1 resumes and finds its lease expired, so it refuses writes. It learns of epoch 2 and becomes a standby.',
      ),
    ],
    shows: ['fail-over'],
  }),
  scenario('damaged-disk', 'Silent disk corruption', {
    story:
      'The data on node 1’s disk is corrupted at 20 s, and no checksum reveals it. A snapshot is taken at 30 s; at 40 s node 1 crashes.',
    watch:
      '“disk damaged” under a node that keeps acknowledging writes, and the rows in the snapshot',
    seen: 'Nobody notices, and the snapshot holds only the 978 rows written since. The standbys have every row, because the log is shipped and not the disk; the fail-over to one of them repairs the service.',
    settings: { ratePerSecond: 100, loadS: 50, checksums: false, backupMinutes: 0.5 },
    interventions: ['20s operate node-1 corrupt-disk', '40s crash node-1'],
    until: '53s',
    captions: [
      about((w) => [first(w)], 'written').when((w) => authority(w).durable.damagedTo > 0)(
        'Node 1’s disk is corrupted. Without checksums it does not notice and keeps acknowledging writes.',
      ),
      about(newLeaders).when(
        (w) => isReplaced(w) && servingIn(w) !== null && servingIn(w) !== first(w),
      )(
        'Node 1 crashes and node 2 takes over. It received the log, not the damaged disk, so it has every row.',
      ),
    ],
    shows: ['damage-unnoticed', 'fail-over'],
  }),
];
