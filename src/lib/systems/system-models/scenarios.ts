import type { NodeState } from '../../sim';
import { liarScenarios } from './liar-scenarios';
import { MANY_ROUNDS } from './properties';
import { about, at, scenario, type ModelWorld as W } from './world';

const everyone = (w: W): NodeState[] => [...w.at.processes];
/** Live nodes that some other one suspects, and those who do. */
const inDoubt = (w: W): NodeState[] => {
  const { since, up } = w.observed;
  return w.at.processes.filter(
    (_, i) =>
      (up[i] && since.some((row) => row[i] >= 0)) || since[i].some((s, j) => s >= 0 && up[j]),
  );
};
const leaders = (w: W): NodeState[] => w.at.processes.filter((p) => p.mode.role === 'leading');
const withScheduler = (w: W): NodeState[] => [w.at.scheduler!, ...w.at.processes];

/** Delays with a long tail, and a time-out that is mostly right. */
const longTail = { sigma: 2, timeoutMs: 300 } as const;

const timingScenarios = [
  scenario('healthy', 'Delays have a bound', {
    story:
      'Five nodes watch each other and agree on one order after another. Node 5 leads, then it crashes.',
    watch: 'who is suspected, and by how many',
    seen: 'No live node is ever suspected. The dead one is detected, node 4 takes over, and all logs stay the same.',
    settings: {},
    interventions: ['3s crash node-5', '8s restart node-5'],
    until: '13s',
    captions: [
      about(everyone, 'heartbeat').when((w) => w.observed.chosen.length > 0)(
        'Node 5 leads. Each node proves every 100 ms that it is alive, and no message takes longer than 80 ms.',
      ),
      about(everyone, 'heartbeat').when(
        (w) => !w.observed.up[4] && w.observed.since.slice(0, 4).every((row) => row[4] >= 0),
      )('Node 5 has crashed. Delays have a bound, so 200 ms of silence prove it.'),
      about(at('node-4', 'node-1', 'node-2', 'node-3'), ['proposal', 'echo', 'accept']).when((w) =>
        w.observed.chosen.some((c) => c.value === 4),
      )('Node 4 comes next and proposes. Three of five are still a quorum.'),
      about(everyone, ['decision', 'heartbeat']).when(
        (w) =>
          w.observed.up[4] &&
          w.observed.crashedAt[4] === null &&
          w.now > 8e6 &&
          w.observed.decided[4] === w.observed.chosen.length &&
          w.observed.wrongPairs === 0,
      )('Node 5 is back, asks what it has missed, and is trusted again.'),
    ],
  }),
  scenario('broken', 'Two leaders, two orders', {
    story: 'The same code where delays have no bound, and whoever leads decides alone.',
    watch: 'the crowns, and what each node has decided',
    seen: 'Nobody fails and no message is lost. A few late heartbeats are enough for two orders.',
    settings: { ...longTail, delays: 'unbounded', quorum: 1 },
    seed: 196,
    until: '4500ms',
    captions: [
      about(everyone, ['heartbeat', 'decision']).when((w) => w.observed.chosen.length > 0)(
        'Node 5 leads and decides alone. It proves every 100 ms that it is alive.',
      ),
      about(inDoubt, 'heartbeat').when((w) => w.observed.wrongPairs > 0)(
        'Heartbeats are late, and a live node is suspected. Its watcher cannot tell late from dead.',
      ),
      about(leaders, 'heartbeat').when((w) => w.observed.leaders > 1)(
        'Node 4 has not heard of node 5 for 300 ms. Now node 4 leads too, and nobody has failed.',
      ),
      about(everyone, ['proposal', 'decision']).when((w) => w.observed.conflicts.length > 0)(
        'Both decide, node 5 for order 5 and node 4 for order 4. The others take what reaches them first.',
      ),
      about(at('node-4', 'node-5'), 'heartbeat').when(
        ({ observed: o }) => o.conflicts.length > 0 && o.leaders === 1,
      )('The heartbeat arrives and the suspicion is withdrawn. The two orders stay.'),
    ],
    shows: ['false-suspicion', 'two-leaders', 'conflict'],
  }),
  scenario('fixed', 'A quorum: safe in every model', {
    story:
      'A leader needs three votes of five. All messages go through a scheduler, which turns from kind to hostile and back.',
    watch: 'the round, and what each node has decided',
    seen: 'Timing decides when a vote ends, or whether. It never decides what comes out.',
    settings: { ...longTail, scheduler: 'drawn', gapMs: 600 },
    seed: 76,
    interventions: [
      '4s set delays=unbounded',
      '9s operate scheduler stall',
      '16s set delays=bounded',
      '16s operate scheduler draw',
    ],
    until: '19s',
    captions: [
      about(withScheduler, 'heartbeat').when((w) => w.observed.chosen.length > 1)(
        'No message takes longer than 80 ms, and T covers that. Whoever is silent is dead.',
      ),
      about(at('node-4', 'node-5'), ['proposal', 'echo']).when(
        (w) => w.observed.leaders > 1 && w.at.processes[3].durable.proposed !== null,
      )('Delays have no bound any more. Node 4 believes that it leads, and finds no quorum.'),
      about(withScheduler, ['proposal', 'skip']).when(
        (w) => w.at.scheduler?.mode.role === 'adversary' && w.observed.round >= 2,
      )(
        'The scheduler turns hostile. It delivers every message of a coordinator, but only after the others have gone on.',
      ),
      about(withScheduler, 'skip').when((w) => w.observed.round >= MANY_ROUNDS)(
        'Round after round, no decision. The scheduler can stall the vote. It cannot make it wrong.',
      ),
      about(withScheduler, ['proposal', 'echo', 'accept', 'decision']).when(
        (w) => w.observed.roundsOfLast >= MANY_ROUNDS,
      )('Messages arrive in time again, and the vote ends: one order at every node.'),
    ],
    shows: ['powerless-leader', 'stalled', 'settles'],
  }),
  scenario('adversary', 'What FLP promises', {
    story: 'Nobody crashes and every message arrives. The scheduler alone decides when.',
    watch: 'the round, and how many messages are held',
    seen: 'No time-out is long enough: the scheduler waits longer. The vote never ends, and never goes wrong.',
    settings: { ...longTail, scheduler: 'adversary', decisions: 1, gapMs: 100 },
    until: '40s',
    captions: [
      about(at('node-5', 'scheduler'), ['proposal', 'heartbeat']).when(
        (w) => w.at.processes[4].durable.proposed !== null,
      )('Node 5 proposes. The scheduler holds whatever node 5 sends.'),
      about(withScheduler, ['proposal', 'skip']).when((w) =>
        w.at.processes.every((p) => p.durable.round > 0),
      )(
        'The others suspect node 5 and go on. Only now is its proposal delivered, and it is too late.',
      ),
      about(withScheduler, 'skip').when((w) => w.observed.round >= MANY_ROUNDS)(
        'The same happens to each coordinator in turn. Nothing is lost, nobody is dead, and nothing is decided.',
      ),
    ],
    shows: ['stalled'],
  }),
  scenario('learns', 'A bound that nobody knows', {
    story: 'Delays have a bound of 900 ms, and T begins at 300 ms. Each mistake adds 100 ms.',
    watch: 'suspicions of live nodes',
    seen: 'After enough mistakes T covers the bound, and there are no more. That is eventual accuracy.',
    settings: { sigma: 2, medianMs: 60, boundMs: 900, timeoutMs: 300, adaptMs: 100 },
    until: '60s',
    captions: [
      about(inDoubt, 'heartbeat').when((w) => w.observed.falseSuspicions > 3)(
        'T is too short for these delays, and live nodes are suspected.',
      ),
      about(everyone, ['heartbeat', 'accept']).when((w) => w.observed.falseSuspicions > 15)(
        'Each mistake makes a time-out longer. Votes end all the while, as three of five is enough.',
      ),
      about(everyone, 'heartbeat').when(
        (w) => w.observed.falseSuspicions > 15 && w.now - w.observed.mistakenAt > 10e6,
      )(
        'For 10 s, nobody alive has been suspected. The time-outs have outgrown a bound that nobody told them.',
      ),
    ],
    shows: ['learns'],
  }),
];

export const scenarios = [...timingScenarios, ...liarScenarios];
