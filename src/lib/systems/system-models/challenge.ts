import type { Challenge } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { ModelSettings } from './settings';

/** What solves it, and what each trap changes in one place. */
const WHOLE = { rule: 'sent', timeoutMs: 550, heartbeatMs: 100, quorum: 3, adaptMs: 0 } as const;

/** Delays and faults are given; the reader chooses how long to wait, for which heartbeats, and for how many votes. */
export const challenge: Challenge<ModelSettings> = {
  title: 'Pick your time-out, then your quorum',
  goal: 'Delays have a long tail and no bound. In five minutes there are a partition, two pauses of a second, and a time with two dead nodes. Suspect every dead node within 600 ms and few live ones, keep deciding, and never decide two things.',
  locked: {
    delays: 'unbounded',
    boundMs: 80,
    sigma: 2,
    medianMs: 20,
    scheduler: 'none',
    nodes: 5,
    decisions: 1000,
    gapMs: 1000,
    patienceMs: 1000,
    liars: 0,
    forgeable: false,
    bug: 'none',
  },
  interventions: [
    '40s partition node-1,node-5|node-2,node-3,node-4',
    '43s heal',
    '60s pause node-5',
    '61s resume node-5',
    '80s pause node-4',
    '81s resume node-4',
    '100s crash node-1',
    '110s crash node-2',
    '200s restart node-1',
    '200s restart node-2',
    '220s crash node-3',
    '225s restart node-3',
    '240s crash node-5',
    '245s restart node-5',
  ],
  until: '300s',
  start: { rule: 'ordered', timeoutMs: 200, heartbeatMs: 100, quorum: 1, adaptMs: 0 },
  clauses: [
    none('conflicts', 'no two decisions in one vote', 'conflictingDecisions'),
    atMost('false', 'at most 20 false suspicions an hour and pair', 'falsePerHour', 20, '/h'),
    atMost('detection', 'every crash suspected within 600 ms', 'worstDetectionMs', 600, 'ms'),
    atLeast('decisions', 'at least 220 decisions', 'decisions', 220),
    atMost('heartbeats', 'at most 10 heartbeats a second', 'heartbeatsPerSecond', 10, '/s'),
  ],
  seeds,
  references: [
    { id: 'T = 550 ms after it was sent, three of five', settings: WHOLE },
    { id: 'the same with T = 580 ms', settings: { ...WHOLE, timeoutMs: 580 } },
  ],
  traps: [
    trap('T = 300 ms', { ...WHOLE, timeoutMs: 300 }).fails(
      'false',
      'It finds crashes sooner. A delay beyond it is common enough for hundreds of mistakes an hour.',
    ),
    trap('T = 2 s', { ...WHOLE, timeoutMs: 2000 }).fails(
      'detection',
      'Hardly a mistake, and every crash goes unnoticed for two seconds.',
    ),
    trap('heartbeats twice as often', { ...WHOLE, heartbeatMs: 50, timeoutMs: 400 }).fails(
      'heartbeats',
      'With 20 heartbeats a second, T = 400 ms would do. They are over budget.',
    ),
    trap('any heartbeat', { ...WHOLE, rule: 'any' }).fails(
      'detection',
      'A heartbeat sent before the crash arrives seconds later, and the dead node counts as alive again.',
    ),
    trap('newer heartbeats', { ...WHOLE, rule: 'newer' }).fails(
      'detection',
      'The last heartbeat of a dead node is the newest one, however late it comes.',
    ),
    trap('one ordered connection', { ...WHOLE, rule: 'ordered' }).fails(
      'false',
      'One late heartbeat holds up all those behind it, which have arrived.',
    ),
    trap('the leader decides alone', { ...WHOLE, quorum: 1 }).fails(
      'conflicts',
      'A paused leader does not know that it was replaced. It goes on where it was.',
    ),
    trap('two of five', { ...WHOLE, quorum: 2 }).fails(
      'conflicts',
      'A partition has room for two quorums of two.',
    ),
    trap('four of five', { ...WHOLE, quorum: 4 }).fails(
      'decisions',
      'As safe as three, and stuck for as long as two nodes are dead.',
    ),
  ],
};
