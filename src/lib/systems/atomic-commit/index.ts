import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { measures, probes } from './measures';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'atomic-commit',
  title: 'Atomic commit',
  summary:
    'A user and a wallet in two databases, both or neither: two calls, two-phase commit, a replicated coordinator, a saga, or one service.',
  view: 'Who remembers',
  settings,
  topology,
  messages: {
    'sign-up': { title: 'sign-up', letter: 'S', mark: 'request' },
    'signed-up': { title: 'signed up', letter: 's', mark: 'reply' },
    'turned-down': { title: 'turned down', letter: 'n', mark: 'error' },
    begin: { title: 'begin', letter: 'B', mark: 'request' },
    finished: { title: 'finished', letter: 'F', mark: 'reply' },
    transact: { title: 'transaction of one database', letter: 'T', mark: 'request' },
    select: { title: 'query: PENDING users', letter: 'q', mark: 'request' },
    rows: { title: 'PENDING users', letter: 'r', mark: 'reply' },
    committed: { title: 'committed', letter: 'C', mark: 'reply' },
    conflict: { title: 'conflict: it exists already, or is refused', letter: 'X', mark: 'error' },
    mark: { title: 'delete the user', letter: 'D', mark: 'event' },
    prepare: { title: 'prepare', letter: 'P', mark: 'request' },
    'vote-yes': { title: 'vote: yes', letter: 'Y', mark: 'vote' },
    'vote-no': { title: 'vote: no', letter: 'N', mark: 'error' },
    commit: { title: 'decision: commit', letter: 'C', mark: 'event' },
    abort: { title: 'decision: abort', letter: 'A', mark: 'error' },
    acknowledge: { title: 'confirmed', letter: 'K', mark: 'ack' },
    inquire: { title: 'in doubt: what was decided?', letter: '?', mark: 'heartbeat' },
    ask: { title: 'request for a promise (1a)', letter: '1', mark: 'request' },
    promise: { title: 'promise (1b)', letter: 'p', mark: 'reply' },
    propose: { title: 'proposal of votes (2a)', letter: '2', mark: 'vote' },
    'accepted-votes': { title: 'votes accepted (2b)', letter: 'V', mark: 'vote' },
    alive: { title: 'heartbeat', letter: 'H', mark: 'heartbeat' },
  },
  gauges: {
    waiting: { title: 'waiting for an answer', unit: '', mark: 'number' },
    memory: { title: 'remembered', unit: '', mark: 'number' },
    open: { title: 'votes being counted', unit: '', mark: 'number' },
    sagas: { title: 'sagas under way', unit: '', mark: 'number' },
    decisions: { title: 'decisions not yet confirmed', unit: '', mark: 'number' },
    accepted: { title: 'transactions with votes on disk', unit: '', mark: 'number' },
    prepared: { title: 'promises', unit: '', mark: 'number' },
    locks: { title: 'rows locked', unit: '', mark: 'number' },
    line: { title: 'waiting for a lock', unit: '', mark: 'stack' },
    rows: { title: 'rows', unit: '', mark: 'number' },
    pending: { title: 'PENDING users', unit: '', mark: 'number' },
  },
  events: {
    moved: {
      title: 'a transaction’s state',
      text: ({ tx, user, state }) => `transaction ${tx} of user ${user}: ${state}`,
    },
  },
  probes,
  measures,
  properties,
  scenarios,
  challenge,
  fidelity: {
    modelled: [
      'two-phase commit with presumed abort: prepared records and commit records forced to disk, inquiries of participants in doubt, recovery from the log',
      'row locks from the first write to the decision, taken again after a crash from the prepared records; waiting transactions queue in order',
      'Paxos Commit with 2F+1 = 3 managers: a ballot of Paxos for each vote, a leader that falls silent and is replaced, majorities, higher ballots',
      'the naive design call by call: time-outs, retries with and without a key, deletion as compensation',
      'a saga with an orchestrator: the user is PENDING until the wallet is there, each step is repeated until it is answered, and CANCELLED is the compensation',
      'instances of the users service that may get any request, remember nothing and are killed',
    ],
    simplified: [
      'all rows of a transaction are known at its beginning and locked at once, so participants cannot deadlock',
      'handling one event is atomic: a process dies between two events, not within one',
      'acceptors never delete their records; a real one does when all participants have confirmed',
      'only messages to and from the wallet service are lost',
    ],
    notModelled: [
      'reads, isolation levels and lock modes other than exclusive',
      'three-phase commit, read-only participants, trees of coordinators, heuristic decisions by an operator',
      'events and a message queue between the steps of the saga: that is question 7',
    ],
  },
  bugs: [
    planted(
      'early-commit',
      'The coordinator commits with the first yes, and another participant votes no.',
    ),
    planted(
      'forgets-prepared',
      'A participant keeps its promise in memory only, and loses it in a crash.',
    ),
    planted(
      'forgets-decision',
      'The coordinator tells a decision that is not on its disk, and says the opposite after a crash.',
    ),
    planted('decides-alone', 'A participant in doubt stops waiting and aborts.'),
    {
      id: 'retries-without-key',
      why: 'Two calls with retries: a request whose answer was lost is carried out twice.',
      settings: { mode: 'naive', retries: 2, idempotencyKey: false },
    },
    {
      id: 'delete-on-timeout',
      why: 'Two calls: a time-out is taken for a failure, although the wallet exists.',
      settings: { mode: 'naive', retries: 0 },
    },
  ],
  hunt: {
    settings: { signUps: 60, ratePerSecond: 10, patienceMs: 1000, settleMs: 1000, outageS: 2 },
    vary: {
      mode: ['two-phase', 'replicated', 'saga', 'one'],
      timeoutMs: [100, 1000],
      retries: 'any',
      takeoverMs: [200, 2000],
      services: 'any',
      placement: 'any',
      fasterPaxos: 'any',
      instances: 'any',
      routing: 'any',
      wipes: 'any',
      // With more, what has failed stands in line behind one lock for longer than a run.
      hotPercent: [0, 10],
      ownPerSecond: [0, 20],
      requestLossPercent: [0, 20],
      replyLossPercent: [0, 20],
      rejectPercent: 'any',
      coordinatorDies: 'any',
      diesAfterS: [0, 5],
      hopMs: [0, 20],
      jitterMs: [0, 20],
      fsyncMs: [0, 20],
    },
    until: '14s',
    shrinks: ['signUps'],
    // Visitors remember what they asked for; none of these protocols survives a wiped disk.
    faults: () => [
      { fault: 'crash', nodes: '*-db', longest: 2_000_000 },
      { fault: 'crash', nodes: 'coordinator-*', longest: 2_000_000 },
      { fault: 'crash', nodes: 'users-*', longest: 2_000_000 },
      { fault: 'pause', nodes: '*', longest: 2_000_000 },
      { fault: 'partition', nodes: '*', longest: 2_000_000 },
      { fault: 'lose', nodes: '*', to: '*', longest: 3_000_000, share: 0.5 },
      { fault: 'duplicate', nodes: '*', to: '*', longest: 3_000_000, share: 0.5 },
      { fault: 'corrupt', nodes: '*', to: '*', longest: 3_000_000, share: 0.3 },
      { fault: 'delay', nodes: '*', to: '*', longest: 3_000_000, most: 1_500_000 },
      { fault: 'reorder', nodes: '*', to: '*', longest: 3_000_000, most: 1_500_000 },
    ],
  },
});
