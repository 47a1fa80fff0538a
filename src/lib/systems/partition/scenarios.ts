import type { Scenario, World } from '../../sim';
import { booksOf, Side, sideOf } from './books';
import { lostIn, replicasOf } from './survivors';
import { places } from './topology';

const group = (sites: readonly number[]): string =>
  [...sites.map((s) => `client-${s}`), ...sites.map((s) => `replica-${s}`)].join(',');

/** The act that splits the sites; each client stays with its replica. */
export const split = (...sides: readonly (readonly number[])[]): string =>
  `partition ${sides.map(group).join('|')}`;

const TWO_THREE = split([1, 2, 3], [4, 5]);
/** Half of a minute's load falls into the cut. */
export const CUT: readonly string[] = [`15s ${TWO_THREE}`, '45s heal'];

const isCut = (w: World): boolean => places.some((p) => sideOf(w, p) !== Side.Whole);
const isHealed = (w: World): boolean => w.now > 45_000_000 && !isCut(w);
const leaders = (w: World): number => replicasOf(w).filter((r) => r.mode.role === 'leader').length;
const begun = {
  text: 'A hundred increments a second, twenty at each site. Every client talks to the replica next to it.',
  when: (w: World) => booksOf(w).acked.counter > 50,
};
const split23 = {
  text: 'The cable is cut: three replicas on one side, two on the other. All are up, and all still have clients.',
  when: isCut,
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Nothing is broken',
    story:
      'Five replicas of one counter at five sites. A leader orders the increments, and each waits for three of five.',
    watch:
      'what an increment costs: from site 1, forty milliseconds, because the third nearest replica is that far',
    seen: 'All answered, all copies equal, nobody waits for the slowest two.',
    settings: {},
    interventions: [],
    until: '30s',
    captions: [begun],
  },
  {
    id: 'broken',
    title: 'Cut 2|3, last writer wins',
    story:
      'Each side goes on by itself. When the cable is back, the version with the later stamp replaces the other one.',
    watch: 'all answers green during the cut; then the copies at the moment they meet',
    seen: 'Nothing failed, and all that one side had counted is gone: 1,200 or 1,800 acknowledged increments.',
    settings: { counterMode: 'lww' },
    interventions: CUT,
    until: null,
    captions: [
      begun,
      split23,
      {
        text: 'Both sides answer everything. Nothing looks wrong from where any client stands.',
        when: (w) => booksOf(w).flow.counter.updates[Side.Minority] > 300,
      },
      {
        text: 'The cable is back. The copies meet, and one of them replaces the other.',
        when: (w) => isHealed(w) && replicasOf(w).some((r) => r.durable.conflicts > 0),
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
    seen: 'Nothing failed and nothing is lost: the copies meet at the sum.',
    settings: { counterMode: 'crdt' },
    interventions: CUT,
    until: null,
    captions: [
      begun,
      split23,
      {
        text: 'Both values are too low, and neither side can know by how much.',
        when: (w) => booksOf(w).flow.counter.updates[Side.Minority] > 300,
      },
      {
        text: 'They meet at the sum: every acknowledged increment is there.',
        when: (w) => isHealed(w) && lostIn(w) === 0,
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
        text: 'Two of five are no majority: replicas 4 and 5 refuse rather than guess.',
        when: (w) => w.probe('refused').all.sum > 20,
      },
      {
        text: 'The cable is back. The two copy what they missed from the leader’s log.',
        when: isHealed,
      },
    ],
    shows: ['minority-refuses'],
  },
  {
    id: 'leader-cut',
    title: 'The leader is on the small side',
    story: 'The same cut, but the leader is at site 5, where it keeps one follower.',
    watch: 'who leads on either side, and how long nobody does',
    seen: 'The old leader believes in itself for under a second, commits nothing, and steps down; the larger side elects another.',
    settings: { leaderSite: 5, loadS: 40 },
    interventions: [`10s ${TWO_THREE}`, '30s heal'],
    until: null,
    captions: [
      { text: 'The leader is cut off with one follower.', when: isCut },
      {
        text: 'It has heard no majority for a while and steps down.',
        when: (w) => isCut(w) && w.node('replica-5').mode.role !== 'leader',
      },
      {
        text: 'Three of five have elected another leader: the larger side works again.',
        when: (w) => isCut(w) && leaders(w) === 1 && w.node('replica-5').mode.role !== 'leader',
      },
    ],
    shows: ['leader-changes', 'minority-refuses'],
  },
  {
    id: 'paused-leader',
    title: 'A pause is a partition',
    story:
      'No cable is cut: the leader stops for five seconds, as a long garbage collection would stop it.',
    watch: 'the other four, who cannot tell slow from gone',
    seen: 'They elect another leader. The paused one wakes up believing that it leads, and finds out that its term is over.',
    settings: { loadS: 25 },
    interventions: ['10s pause replica-1', '15s resume replica-1'],
    until: null,
    captions: [
      {
        text: 'Replica 1 stands still. To the others it looks exactly as if it were gone.',
        when: (w) => w.node('replica-1').mode.host === 'paused',
      },
      { text: 'Another one leads; the old leader does not know.', when: (w) => leaders(w) > 1 },
      {
        text: 'Awake again, it learns of the later term and follows.',
        when: (w) => w.now > 15_000_000 && leaders(w) === 1,
      },
    ],
    shows: ['leader-changes', 'two-believe'],
  },
  {
    id: 'one-way',
    title: 'A cable that works one way',
    story: 'The leader still hears replicas 4 and 5, but nothing from it reaches them.',
    watch: 'which sites fail, and whether the two disturb the others',
    seen: 'They ask for votes and get none, since the others hear the leader. Their clients are refused.',
    settings: { loadS: 40 },
    interventions: ['10s cut replica-1->replica-4', '10s cut replica-1->replica-5', '30s heal'],
    until: null,
    captions: [
      {
        text: 'Nothing from replica 1 reaches replicas 4 and 5. The other way all is well.',
        when: isCut,
      },
    ],
    shows: ['minority-refuses'],
  },
  {
    id: 'stale-reads',
    title: 'Write to three, read from one',
    story:
      'A register that is written by majority and read from the nearest replica alone; then the cut.',
    watch: 'what replicas 4 and 5 answer to reads during the cut',
    seen: 'They answer at once, with what was true before the cut. Three of five for writes does not help a read of one.',
    settings: { workload: 'register', readLevel: 'one', writePercent: 50, loadS: 40 },
    interventions: [`10s ${TWO_THREE}`, '30s heal'],
    until: null,
    captions: [
      {
        text: 'Reads at sites 4 and 5 still succeed. The value they give gets older and older.',
        when: (w) => isCut(w) && booksOf(w).staleReads > 100,
      },
    ],
    shows: ['stale-read'],
  },
  {
    id: 'late-clock',
    title: 'The clock decides',
    story: 'Last writer wins, the same cut, and the clock of replica 4 is two seconds ahead.',
    watch: 'which side’s increments survive',
    seen: 'The smaller side’s: its stamps are later. 1,800 increments of the larger side go, and for two seconds more every increment loses to the future.',
    settings: { counterMode: 'lww' },
    interventions: ['5s skew replica-4 2s', ...CUT],
    until: null,
    captions: [
      split23,
      {
        text: 'Healed. Whatever replica 4 has stamped is later than anything, true or not.',
        when: isHealed,
      },
    ],
    shows: ['lost-update'],
  },
  {
    id: 'double-spend',
    title: 'A wallet that merges',
    story:
      'A wallet of 9,000 that loses five an operation on average, kept as a merging counter, and the cut.',
    watch: 'the balance on each side, which never looks negative',
    seen: 'Each side spends what both had. Merged, the wallet is overdrawn by thousands: a merge loses nothing and forbids nothing.',
    settings: { workload: 'wallet', walletMode: 'crdt', ratePerSecond: 50 },
    interventions: CUT,
    until: null,
    captions: [
      { text: 'Each side still sees money in the wallet: the same money.', when: isCut },
      { text: 'More was paid out than was ever there.', when: (w) => booksOf(w).overdraft > 0 },
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
        text: 'Sites 4 and 5 still fill carts. They cannot pay.',
        when: (w) => isCut(w) && w.probe('refused').all.sum > 20,
      },
    ],
    shows: ['minority-refuses'],
  },
];
