import type { Scenario, World } from '../../sim';
import { authority, booksOf, copiesOf, lossesIn } from './books';
import { servingIn } from './measures';

/** Zone A loses the other two for as long as GitHub's database clusters lost each other in October 2018. */
export const CUT: readonly string[] = ['10s partition zone-a|zone-b,zone-c', '53s heal'];
const CRASH: readonly string[] = ['10s crash node-1', '20s restart node-1'];
const ZONE_LOSS: readonly string[] = ['10s crash zone-a', '35s restart zone-a'];

const acknowledged = (w: World): number => booksOf(w).count;
const isDown = (w: World, id: string): boolean => w.node(id).mode.host === 'crashed';
const isReplaced = (w: World): boolean => copiesOf(w).some((c) => c.durable.led > 1);
const isSilent = (w: World): boolean => w.now - booksOf(w).lastAckAt > 5_000_000;
const forgotten = (w: World): number => copiesOf(w).reduce((n, c) => n + c.durable.forgotten, 0);

const begun = {
  text: 'Two writers, in zones A and B, insert rows at the primary, node 1. It ships its log to two standbys.',
  when: (w: World) => acknowledged(w) > 100,
};
const crashed = {
  text: 'The primary is gone. What it had acknowledged and not yet shipped is on its disk alone.',
  when: (w: World) => isDown(w, 'node-1'),
};
const cut = {
  text: 'Zone A is cut off with the primary, one writer and one monitor. All machines are up.',
  when: (w: World) => !w.calm,
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Nothing is broken',
    story:
      'Three copies in three zones. Each write waits for the primary and one standby, whichever is first.',
    watch: 'the latency of a write: the way to the primary and back, and one more between zones',
    seen: 'About 3.5 ms from zone A and 6 ms from zone B. All copies stay within milliseconds of each other.',
    settings: { loadS: 20 },
    interventions: [],
    until: '22s',
    captions: [begun],
  },
  {
    id: 'broken',
    title: 'Async, and the primary crashes',
    story:
      'Writes are acknowledged as soon as the primary has them; the log follows 200 ms later. Then the primary crashes.',
    watch: 'how far the acknowledged position is ahead of the standbys when it happens',
    seen: 'The service is back after some three seconds, and about a hundred acknowledged writes are not.',
    settings: { mode: 'async', loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      crashed,
      {
        text: 'A standby leads epoch 2. Writers are served again, and nothing tells them what is missing.',
        when: isReplaced,
      },
      {
        text: 'The old primary is back, as a standby. It forgets the rows that epoch 2 does not have.',
        when: (w) => forgotten(w) > 0,
      },
    ],
    shows: ['acked-lost', 'fail-over'],
  },
  {
    id: 'fixed',
    title: 'Any one standby, and the primary crashes',
    story: 'The same crash. Each write has waited until one standby holds it as well.',
    watch: 'the same moment: the standby that is promoted is the one that goes furthest',
    seen: 'The same three seconds without service, and nothing lost. The price is one round trip between zones for every write.',
    settings: { loadS: 25 },
    interventions: CRASH,
    until: '28s',
    captions: [
      begun,
      {
        text: 'The primary is gone. Every write that a writer was told of is on one standby at least.',
        when: (w) => isDown(w, 'node-1'),
      },
      {
        text: 'Monitors ask both standbys how far they go, and promote the one with more.',
        when: isReplaced,
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
    seen: 'Two histories. When the cable is back, more than ten thousand acknowledged writes of one of them have to go.',
    settings: { mode: 'async', fencing: false },
    interventions: CUT,
    until: '64s',
    captions: [
      begun,
      cut,
      {
        text: 'Zones B and C have elected another primary. The old one does not know, and serves zone A.',
        when: (w) => isReplaced(w) && lossesIn(w).diverged > 0,
      },
      {
        text: 'The cable is back. The older history gives way, with all that its writer was told.',
        when: (w) => w.calm && forgotten(w) > 0,
      },
    ],
    shows: ['two-primaries', 'fail-over'],
  },
  {
    id: 'fenced',
    title: 'Cut for 43 s, with fencing',
    story:
      'The same cut. A primary whose lease is over stops by itself, before anybody is promoted.',
    watch: 'node 1 turns to fenced before node 2 leads',
    seen: 'One history. What zone A was told before the lease ran out is lost all the same, since nobody waited for a standby.',
    settings: { mode: 'async' },
    interventions: CUT,
    until: '64s',
    captions: [
      cut,
      {
        text: 'Node 1 hears one monitor of three. Its lease is over: it refuses writes.',
        when: (w) => w.node('node-1').mode.role === 'fenced' && w.now > 1e7,
      },
      { text: 'Only now does another one lead.', when: isReplaced },
    ],
    shows: ['stops-itself', 'fail-over'],
  },
  {
    id: 'delete',
    title: 'DELETE without WHERE',
    story:
      'At 45 s somebody deletes every row. The statement is an entry of the log like any other. Snapshots are taken every half minute.',
    watch: 'the rows of all three copies, and the backup store',
    seen: 'All copies are empty within milliseconds. The snapshot of 30 s brings back what was there then, and not the 15 s after it.',
    settings: { ratePerSecond: 100, backupMinutes: 0.5 },
    interventions: ['45s operate writer-1 delete-all', '55s operate backup restore'],
    until: '64s',
    captions: [
      {
        text: 'Every copy has done what the log says. Three copies of an empty table.',
        when: (w) => copiesOf(w).every((c) => c.durable.log.deletes.length > 0),
      },
      {
        text: 'The snapshot is put back. What was written after it is gone for good.',
        when: (w) => w.now > 55_100_000,
      },
    ],
    shows: ['deleted-everywhere', 'put-back'],
  },
  {
    id: 'stalled-standby',
    title: 'All standbys, and one of them stalls',
    story: 'Each write waits for both standbys. Node 3 stands still for twenty seconds.',
    watch: 'what the writers get from a primary that is in perfect health',
    seen: 'Nothing, for as long as the stall lasts: with “all”, each more copy is one more that can stop you.',
    settings: { mode: 'all', ratePerSecond: 100, loadS: 40 },
    interventions: ['10s pause node-3', '30s resume node-3'],
    until: '43s',
    captions: [
      {
        text: 'Node 3 stands still. The primary may not acknowledge anything without it.',
        when: (w) => w.node('node-3').mode.host === 'paused',
      },
      {
        text: 'Writers wait and give up. Nobody can tell them what became of their writes.',
        when: isSilent,
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
    seen: 'Writer 2 is served again after some three seconds. Nothing is lost.',
    settings: { ratePerSecond: 100, loadS: 50 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      { text: 'All of zone A is gone at once.', when: (w) => isDown(w, 'monitor-2') },
      { text: 'Two of three monitors agree, and promote node 2.', when: isReplaced },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'one-zone',
    title: 'Three copies in one zone',
    story: 'The same loss, and all three copies stand in zone A.',
    watch: 'three copies that fail as one',
    seen: 'No service until the zone is back. Copies help against faults that do not come together.',
    settings: { ratePerSecond: 100, loadS: 50, placement: 'aaa' },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      { text: 'All three copies are gone at once.', when: (w) => isDown(w, 'node-3') },
      { text: 'Two monitors agree that somebody has to lead. There is nobody.', when: isSilent },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'two-monitors',
    title: 'Two monitors',
    story:
      'The same loss with copies in three zones, but with two monitors, one of which goes down with zone A.',
    watch: 'the monitor that is left, in zone B',
    seen: 'One of two is no majority, so nobody is promoted. Two monitors tolerate no more faults than one, and there are more that can fail.',
    settings: { ratePerSecond: 100, loadS: 50, monitors: 2 },
    interventions: ZONE_LOSS,
    until: '53s',
    captions: [
      {
        text: 'The last monitor asks, and there is no one to answer.',
        when: (w) => w.node('monitor-1').mode.role === 'electing' && isSilent(w),
      },
    ],
    shows: ['stands-still'],
  },
  {
    id: 'paused-primary',
    title: 'The primary comes back from a pause',
    story:
      'Node 1 stands still for ten seconds, as a stalled disk or a virtual machine would, and goes on where it was.',
    watch: 'what it believes when it wakes up, and what its clock tells it',
    seen: 'It still believes that it leads. The clock says that its lease is over, so it takes nothing, and learns of epoch 2.',
    settings: { ratePerSecond: 100, loadS: 30 },
    interventions: ['10s pause node-1', '20s resume node-1'],
    until: '33s',
    captions: [
      {
        text: 'Node 1 stands still. Seen from outside it is gone.',
        when: (w) => w.node('node-1').mode.host === 'paused',
      },
      {
        text: 'Another one leads, and node 1 does not know.',
        when: (w) => isReplaced(w) && w.node('node-1').mode.role === 'primary',
      },
      {
        text: 'Awake, it finds its lease over, hears of epoch 2 and follows.',
        when: (w) => w.now > 2e7 && w.node('node-1').mode.role === 'standby',
      },
    ],
    shows: ['fail-over'],
  },
  {
    id: 'damaged-disk',
    title: 'The primary’s disk rots',
    story:
      'What node 1 has on its disk turns to noise, and nothing checks it. A snapshot is taken; later the machine crashes.',
    watch: 'a green service on a table that cannot be read',
    seen: 'Nobody notices, and the snapshot is as bad. The standbys are not: a log is shipped, not a disk. The crash brings the rows back.',
    settings: { ratePerSecond: 100, loadS: 50, checksums: false, backupMinutes: 0.5 },
    interventions: ['20s operate node-1 corrupt-disk', '40s crash node-1'],
    until: '53s',
    captions: [
      {
        text: 'The rows of node 1 are noise, and it goes on acknowledging.',
        when: (w) => authority(w).durable.damagedTo > 0,
      },
      {
        text: 'Node 1 is gone, and another copy, with every row, takes over.',
        when: (w) => isReplaced(w) && servingIn(w) > 0,
      },
    ],
    shows: ['damage-unnoticed', 'fail-over'],
  },
];
