import type { NodeState } from '../../sim';
import { about, scenario, type ModelWorld as W } from './world';

const everyone = (w: W): NodeState[] => [...w.at.processes];

/** Byzantine nodes, and a vote whose messages the reader delivers. */
export const liarScenarios = [
  scenario('liar', 'One liar, three votes', {
    story:
      'Delays have a bound and nobody crashes. Node 5 tells odd and even nodes different orders.',
    watch: 'the orders that it proposes, and what each node has decided',
    seen: 'Two quorums of three have only the liar in common. It votes in both, and two orders are decided.',
    settings: { liars: 1 },
    until: '5s',
    captions: [
      about(everyone, 'proposal').when((w) => w.observed.lies > 0)(
        'Node 5 lies: it proposes order 1 to nodes 1 and 3, and order 2 to nodes 2 and 4.',
      ),
      about(everyone, ['echo', 'accept']).when((w) => w.observed.conflicts.length > 0)(
        'Two honest echoes and the liar’s make three, for each of the two orders. Both are decided.',
      ),
    ],
    shows: ['conflict'],
  }),
  scenario('outvoted', 'One liar, four votes', {
    story: 'The same liar, and a quorum of four of five.',
    watch: 'how many votes each order gets',
    seen: 'Two quorums of four have three nodes in common, so an honest one is in both. The liar costs a round, not agreement.',
    settings: { liars: 1, quorum: 4 },
    until: '12s',
    captions: [
      about(everyone, ['proposal', 'echo']).when((w) => w.observed.lies > 0)(
        'The liar proposes two orders again. Each has two honest nodes, so neither gets four votes.',
      ),
      about(everyone, ['skip', 'proposal', 'accept']).when((w) => w.observed.chosen.length > 0)(
        'The round runs out of patience. Node 4 proposes next, and four honest nodes agree.',
      ),
      about(everyone, 'decision').when((w) => w.observed.chosen.length > 2)(
        'Three decisions, and the same log at every honest node. A quorum of four of five tolerates one liar, as 3f + 1 says.',
      ),
    ],
    shows: ['outvoted'],
  }),
  scenario('forged', 'Anyone can sign for anyone', {
    story:
      'A quorum of four, one liar, and messages that carry no proof of who sent them. Node 3 is dead.',
    watch: 'node 3, which nobody suspects',
    seen: 'The liar sends heartbeats in the name of the dead and decisions in the name of the living.',
    settings: { liars: 1, quorum: 4, forgeable: true },
    interventions: ['500ms crash node-3'],
    until: '12s',
    captions: [
      about(everyone, 'decision').when((w) => w.observed.conflicts.length > 0)(
        'The liar signs decisions with other names, one order for odd nodes and one for even. Both are believed.',
      ),
      about(everyone, 'heartbeat').when((w) => w.observed.crashedAt[2] !== null && w.now > 4e6)(
        'Node 3 has been dead for seconds. Heartbeats in its name keep coming, so nobody suspects it.',
      ),
    ],
    shows: ['masked', 'conflict'],
  }),
  scenario('by-hand', 'Be the scheduler', {
    story:
      'Three nodes, one vote, no heartbeats. No message arrives before you pick it, in the view “Models”.',
    watch: 'the messages that are held, and the round',
    seen: 'You can keep the vote from ending. You cannot make two nodes decide differently.',
    settings: { scheduler: 'by-hand', nodes: 3, quorum: 2, rule: 'none', decisions: 1, gapMs: 100 },
    until: '30s',
    captions: [
      about((w) => [w.at.scheduler!, w.node('node-3')], 'proposal').when(
        (w) => (w.at.scheduler?.volatile.held.length ?? 0) > 1,
      )(
        'Node 3 has proposed, and both messages are held. Pick which is delivered next in the view “Models”.',
      ),
      about((w) => [w.at.scheduler!, ...w.at.processes], 'skip').when((w) => w.observed.round > 0)(
        'The first round has timed out. Its proposals are still held, and now they will arrive too late.',
      ),
    ],
  }),
];
