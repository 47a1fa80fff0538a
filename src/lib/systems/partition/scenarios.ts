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
import { conflicts } from './conflicts';
import { lostIn } from './survivors';
import { about, scenario } from './world';

export const scenarios = [
  scenario('healthy', 'No faults', {
    story:
      'Five replicas of one counter at five sites. A leader orders the increments, and each one waits for three of five replicas.',
    watch: 'the latency at site 1: 40 ms, the round trip to the third-nearest replica',
    seen: 'Every increment is acknowledged, all copies agree, and no increment waits for the slowest two replicas.',
    settings: {},
    until: '30s',
    captions: [
      begun,
      about(leading, ['append', 'appended']).when((w) => w.observed.acked.counter > 500)(
        'Replica 1, the leader, acknowledges an increment once three of five replicas have stored it. It does not wait for the farthest two.',
      ),
    ],
  }),
  scenario('broken', 'Split 2|3: last writer wins', {
    story:
      'Each side carries on alone. When the network heals, the version with the later timestamp replaces the other.',
    watch:
      'success on both sides during the split, then “overwritten” and “lost” under the replicas',
    seen: 'No operation failed, and 1,210 acknowledged increments are lost: everything that replicas 4 and 5 counted during the split.',
    settings: { counterMode: 'lww' },
    interventions: CUT,
    captions: [
      begun,
      split23,
      about((w) => [...all(w), ...w.at.clients], 'done').when(
        (w) => w.observed.flow.counter.updates[Side.Minority] > 300,
      )('Both sides acknowledge every increment. No client can tell that anything is wrong.'),
      about((w) => w.at.replicas.filter((r) => r.durable.conflicts > 0), 'gossip').when(
        (w) => isHealed(w) && w.at.replicas.some((r) => r.durable.conflicts > 0),
      )(
        'The network heals and the two versions meet. Whichever has the later timestamp replaces the other, with every increment in it.',
      ),
    ],
    shows: ['both-sides-write', 'lost-update'],
  }),
  scenario('fixed', 'Split 2|3: merging counter', {
    story:
      'Each replica counts its own increments separately, and a merge takes the larger count for each replica.',
    watch: 'the two values that drift apart during the split, and where they meet',
    seen: 'No operation failed and nothing is lost: the copies converge on the sum.',
    settings: { counterMode: 'crdt' },
    interventions: CUT,
    captions: [
      begun,
      split23,
      about(all).when((w) => w.observed.flow.counter.updates[Side.Minority] > 300)(
        'Both sides acknowledge every increment. Both values are too low, and neither side can know by how much.',
      ),
      about(all, 'gossip').when((w) => isHealed(w) && lostIn(w) === 0)(
        'The network heals and the copies converge on the sum. Every acknowledged increment is in it.',
      ),
    ],
    shows: ['both-sides-write'],
  }),
  scenario('majority', 'Split 2|3: majority', {
    story: 'Every increment needs three of five replicas when the network splits.',
    watch: 'clients 4 and 5, on the minority side',
    seen: 'They fail for 30 s: 40 % of all operations during the split. Nothing is lost, and no two answers disagree.',
    settings: {},
    interventions: CUT,
    captions: [
      begun,
      split23,
      about(clientsThere, 'refused').when((w) => refusals(w) > 20)(
        'Two of five are not a majority, so replicas 4 and 5 refuse rather than guess.',
      ),
      about(smallSide, ['append', 'appended']).when(isHealed)(
        'The network heals. Replicas 4 and 5 catch up from the leader’s log.',
      ),
    ],
    shows: ['minority-refuses'],
  }),
  scenario('leader-cut', 'The leader is on the minority side', {
    story: 'The network splits 2|3 with the leader, replica 5, on the smaller side.',
    watch: 'the crown, the terms, and “uncommitted” under replica 5',
    seen: 'For 0.6 s the old leader carries on but commits nothing, then steps down with 42 uncommitted entries. 0.3 s later the majority side elects replica 3.',
    settings: { leaderSite: 5, loadS: 40 },
    interventions: [`10s ${TWO_THREE}`, '30s heal'],
    captions: [
      about(smallSide).when(isCut)(
        'Replica 5, the leader, is cut off with one follower. It can no longer commit anything.',
      ),
      about((w) => [replica(w, 5)]).when((w) => isCut(w) && replica(w, 5).mode.role !== 'leader')(
        'Replica 5 cannot reach a majority and steps down. The entries it could not commit stay in its log for now.',
      ),
      about(leading, ['vote', 'ballot', 'append']).when(
        (w) => isCut(w) && leading(w).length === 1 && replica(w, 5).mode.role !== 'leader',
      )(
        'Replica 3 wins the votes of three of five and leads term 2. The majority side works again.',
      ),
    ],
    shows: ['leader-changes', 'minority-refuses'],
  }),
  scenario('paused-leader', 'A pause is a partition', {
    story: 'The network is fine, but the leader pauses for 5 s, as in a long garbage collection.',
    watch: 'the other four replicas, which cannot tell slow from dead',
    seen: 'They elect another leader. Replica 1 wakes up believing that it still leads, and learns that its term is over.',
    settings: { loadS: 25 },
    interventions: ['10s pause replica-1', '15s resume replica-1'],
    captions: [
      about((w) => [replica(w, 1)]).when((w) => replica(w, 1).mode.host === 'paused')(
        'Replica 1, the leader, pauses. To the others it looks exactly like a crash or a cut cable.',
      ),
      about(leading, ['vote', 'ballot']).when((w) => leading(w).length > 1)(
        'Replica 4 leads term 3, while replica 1 still believes that it leads term 1.',
      ),
      about((w) => [replica(w, 1), ...leading(w)]).when(
        (w) => w.now > 15_000_000 && leading(w).length === 1,
      )('Replica 1 resumes, learns of term 3 and becomes a follower.'),
    ],
    shows: ['leader-changes', 'two-believe'],
  }),
  scenario('one-way', 'A one-way cut', {
    story:
      'The leader, replica 1, still hears replicas 4 and 5, but nothing it sends reaches them.',
    watch: 'which clients fail, and whether replicas 4 and 5 depose the leader',
    seen: 'Clients 4 and 5 fail. Their replicas ask for votes and get none, because the others still hear the leader.',
    settings: { loadS: 40 },
    interventions: ['10s cut replica-1->replica-4', '10s cut replica-1->replica-5', '30s heal'],
    captions: [
      about((w) => [replica(w, 1), ...smallSide(w)]).when(isCut)(
        'Nothing from replica 1 reaches replicas 4 and 5 any longer. Their messages still reach replica 1.',
      ),
      about(clientsThere, ['pre-vote', 'ballot', 'refused']).when((w) => refusals(w) > 20)(
        'Replicas 4 and 5 ask for votes and get none, because the others still hear the leader. They refuse their clients.',
      ),
    ],
    shows: ['minority-refuses'],
  }),
  ...conflicts,
];
