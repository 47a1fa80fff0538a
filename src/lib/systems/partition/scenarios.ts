import type { Scenario } from '../../sim';
import { CUT, TWO_THREE } from './cuts';
import { Side } from './observer';
import {
  all,
  begun,
  clientsThere,
  isCut,
  isHealed,
  leading,
  refusals,
  replica,
  smallSide,
  split23,
} from './captions';
import { lostIn } from './survivors';
import type { PartitionWorld as W } from './world';

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'Nothing is broken',
    story:
      'Five replicas of one counter at five sites. A leader orders the increments, and each waits for three of five.',
    watch:
      'what an increment costs: from site 1, forty milliseconds, because the third nearest replica is that far',
    seen: 'Every increment is answered, all copies are equal, and nobody waits for the slowest two.',
    settings: {},
    interventions: [],
    until: '30s',
    captions: [
      begun,
      {
        text: 'The leader answers once three of five replicas hold the increment. It does not wait for the farthest two.',
        when: (w) => w.observed.acked.counter > 500,
        about: leading,
        messages: ['append', 'appended'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'Cut 2|3, last writer wins',
    story:
      'Each side goes on by itself. When the cable is back, the version with the later timestamp replaces the other.',
    watch: 'answers during the cut, all successful; then the copies at the moment they meet',
    seen: 'Nothing failed, and everything that one side had counted is gone: 1,200 or 1,800 acknowledged increments.',
    settings: { counterMode: 'lww' },
    interventions: CUT,
    until: null,
    captions: [
      begun,
      split23,
      {
        text: 'Both sides answer everything. To every client, nothing looks wrong.',
        when: (w) => w.observed.flow.counter.updates[Side.Minority] > 300,
        about: (w) => [...all(w), ...w.at.clients],
        messages: ['done'],
      },
      {
        text: 'The cable is back. The copies meet, and one of them replaces the other.',
        when: (w) => isHealed(w) && w.at.replicas.some((r) => r.durable.conflicts > 0),
        about: (w) => w.at.replicas.filter((r) => r.durable.conflicts > 0),
        messages: ['gossip'],
      },
    ],
    shows: ['both-sides-write', 'lost-update'],
  },
  {
    id: 'fixed',
    title: 'Cut 2|3, a counter that merges',
    story:
      'The same cut. Each replica counts its own increments, and a merge takes the larger number for each replica.',
    watch: 'the two values that drift apart during the cut, and what they become',
    seen: 'Nothing failed and nothing is lost: the copies converge on the sum.',
    settings: { counterMode: 'crdt' },
    interventions: CUT,
    until: null,
    captions: [
      begun,
      split23,
      {
        text: 'Both values are too low, and neither side can know by how much.',
        when: (w) => w.observed.flow.counter.updates[Side.Minority] > 300,
        about: all,
      },
      {
        text: 'The copies converge on the sum: every acknowledged increment is there.',
        when: (w) => isHealed(w) && lostIn(w) === 0,
        about: all,
        messages: ['gossip'],
      },
    ],
    shows: ['both-sides-write'],
  },
  {
    id: 'majority',
    title: 'Cut 2|3, kept by majority',
    story: 'The same cut, and every increment needs three of five replicas.',
    watch: 'the two sites on the small side',
    seen: 'They are refused for half a minute, two fifths of all clients. Nothing is lost and nothing disagrees.',
    settings: {},
    interventions: CUT,
    until: null,
    captions: [
      begun,
      split23,
      {
        text: 'Two of five are not a majority: replicas 4 and 5 refuse rather than guess.',
        when: (w) => refusals(w) > 20,
        about: clientsThere,
        messages: ['refused'],
      },
      {
        text: 'The cable is back. Replicas 4 and 5 copy what they missed from the leader’s log.',
        when: isHealed,
        about: smallSide,
        messages: ['append', 'appended'],
      },
    ],
    shows: ['minority-refuses'],
  },
  {
    id: 'leader-cut',
    title: 'The leader is on the small side',
    story: 'The same cut, but the leader is at site 5, where it keeps one follower.',
    watch: 'who leads on each side, and for how long nobody does',
    seen: 'For less than a second the old leader goes on and commits nothing; then it steps down. The larger side elects another.',
    settings: { leaderSite: 5, loadS: 40 },
    interventions: [`10s ${TWO_THREE}`, '30s heal'],
    until: null,
    captions: [
      {
        text: 'The leader is cut off with one follower.',
        when: isCut,
        about: smallSide,
      },
      {
        text: 'Replica 5 has heard no majority for a while and steps down.',
        when: (w) => isCut(w) && replica(w, 5).mode.role !== 'leader',
        about: (w) => [replica(w, 5)],
      },
      {
        text: 'Three of five have elected another leader: the larger side works again.',
        when: (w) => isCut(w) && leading(w).length === 1 && replica(w, 5).mode.role !== 'leader',
        about: leading,
        messages: ['vote', 'ballot', 'append'],
      },
    ],
    shows: ['leader-changes', 'minority-refuses'],
  },
  {
    id: 'paused-leader',
    title: 'A pause is a partition',
    story: 'No cable is cut: the leader stops for five seconds, as in a long garbage collection.',
    watch: 'the other four, which cannot tell slow from gone',
    seen: 'They elect another leader. The paused one wakes up believing that it still leads, and finds out that its term is over.',
    settings: { loadS: 25 },
    interventions: ['10s pause replica-1', '15s resume replica-1'],
    until: null,
    captions: [
      {
        text: 'Replica 1 stands still. To the others it looks exactly as if it were gone.',
        when: (w) => replica(w, 1).mode.host === 'paused',
        about: (w) => [replica(w, 1)],
      },
      {
        text: 'Another replica leads; the old leader does not know.',
        when: (w) => leading(w).length > 1,
        about: leading,
        messages: ['vote', 'ballot'],
      },
      {
        text: 'Awake again, replica 1 learns of the later term and follows.',
        when: (w) => w.now > 15_000_000 && leading(w).length === 1,
        about: (w) => [replica(w, 1), ...leading(w)],
      },
    ],
    shows: ['leader-changes', 'two-believe'],
  },
  {
    id: 'one-way',
    title: 'A cable that works one way',
    story: 'The leader still hears replicas 4 and 5, but nothing from it reaches them.',
    watch: 'which sites fail, and whether the two disturb the others',
    seen: 'Replicas 4 and 5 ask for votes and get none, since the others hear the leader. Their clients are refused.',
    settings: { loadS: 40 },
    interventions: ['10s cut replica-1->replica-4', '10s cut replica-1->replica-5', '30s heal'],
    until: null,
    captions: [
      {
        text: 'Nothing from replica 1 reaches replicas 4 and 5. In the other direction all is well.',
        when: isCut,
        about: (w) => [replica(w, 1), ...smallSide(w)],
      },
      {
        text: 'Replicas 4 and 5 ask for votes and get none: the others still hear the leader. Their clients are refused.',
        when: (w) => refusals(w) > 20,
        about: clientsThere,
        messages: ['pre-vote', 'ballot', 'refused'],
      },
    ],
    shows: ['minority-refuses'],
  },
  {
    id: 'stale-reads',
    title: 'Write to three, read from one',
    story:
      'A register is written to a majority and read from the nearest replica alone; then comes the cut.',
    watch: 'what replicas 4 and 5 answer to reads during the cut',
    seen: 'They answer at once, with what was true before the cut. Writing to three of five does not help a read of one.',
    settings: { workload: 'register', readLevel: 'one', writePercent: 50, loadS: 40 },
    interventions: [`10s ${TWO_THREE}`, '30s heal'],
    until: null,
    captions: [
      {
        text: 'Replicas 4 and 5 hear no leader. They still answer reads, each from its own copy.',
        when: isCut,
        about: smallSide,
      },
      {
        text: 'Reads at sites 4 and 5 still succeed. The value they return gets older and older.',
        when: (w) => isCut(w) && w.observed.staleReads > 100,
        about: clientsThere,
        messages: ['read', 'done'],
      },
    ],
    shows: ['stale-read'],
  },
  {
    id: 'late-clock',
    title: 'The clock decides',
    story: 'Last writer wins, the same cut, and the clock of replica 4 is two seconds ahead.',
    watch: 'which side’s increments survive',
    seen: 'The smaller side’s: its timestamps are later. The larger side’s 1,800 increments are lost, and so is every other increment until honest clocks have caught up, two seconds later.',
    settings: { counterMode: 'lww' },
    interventions: ['5s skew replica-4 2s', ...CUT],
    until: null,
    captions: [
      split23,
      {
        text: 'The cable is back. Whatever replica 4 has stamped counts as later than anything else, true or not.',
        when: isHealed,
        about: (w) => [replica(w, 4)],
        messages: ['gossip'],
      },
    ],
    shows: ['lost-update'],
  },
  {
    id: 'double-spend',
    title: 'A wallet that merges',
    story:
      'A wallet of 9,000, kept as a merging counter, loses 5 per operation on average. Then comes the cut.',
    watch: 'the balance on each side, which never looks negative',
    seen: 'Each side spends what both had. Once merged, the wallet is overdrawn by thousands: a merge loses nothing and forbids nothing.',
    settings: { workload: 'wallet', walletMode: 'crdt', ratePerSecond: 50 },
    interventions: CUT,
    until: null,
    captions: [
      {
        text: 'Each side still sees money in the wallet: the same money.',
        when: isCut,
        about: all,
      },
      {
        text: 'More was paid out than was ever there.',
        when: (w) => w.observed.overdraft > 0,
        about: (w) => [...all(w), ...w.at.clients],
        messages: ['done'],
      },
    ],
    shows: ['overdraft'],
  },
  {
    id: 'shop',
    title: 'A cart that merges, a wallet that does not',
    story:
      'The same cut under a shop: the cart is an observed-remove set, the wallet is kept by majority.',
    watch: 'carts answer everywhere; payments fail at sites 4 and 5',
    seen: 'No item is lost, no money is spent twice. The choice was made for each operation, not for the database.',
    settings: { workload: 'shop', cartMode: 'crdt', walletMode: 'quorum' },
    interventions: CUT,
    until: null,
    captions: [
      {
        text: 'The cut begins: replicas 4 and 5 hear no majority. Carts do not need one, payments do.',
        when: isCut,
        about: smallSide,
      },
      {
        text: 'Clients at sites 4 and 5 still fill carts. They cannot pay.',
        when: (w) => isCut(w) && refusals(w) > 20,
        about: clientsThere,
        messages: ['done', 'refused'],
      },
    ],
    shows: ['minority-refuses'],
  },
];
