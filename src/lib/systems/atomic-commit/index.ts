import { planted } from '../fields';
import { counted, defineSystem } from '../../sim';
import { faultsWithin } from '../hunts';
import { challenge } from './challenge';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const { on, between } = faultsWithin();

const ofUser = ({ user }: { readonly user: number }): string => `u${user}`;

export const system = defineSystem({
  id: 'atomic-commit',
  title: 'Atomic commit',
  summary:
    'A user and a wallet in two databases, both or neither: by two calls, two-phase commit, a replicated coordinator, a saga, or in one service.',
  view: 'Who remembers',
  settings,
  topology,
  messages: {
    'sign-up': { title: 'sign-up', letter: 'S', mark: 'request', label: ofUser },
    'signed-up': { title: 'signed up', letter: 's', mark: 'reply', label: ofUser },
    'turned-down': { title: 'turned down', letter: 'n', mark: 'error', label: ofUser },
    begin: { title: 'begin transaction', letter: 'B', mark: 'request', label: ofUser },
    finished: { title: 'transaction finished', letter: 'F', mark: 'reply', label: ofUser },
    transact: { title: 'local transaction', letter: 'T', mark: 'request' },
    select: { title: 'query for PENDING users', letter: 'q', mark: 'request' },
    rows: { title: 'PENDING users', letter: 'r', mark: 'reply' },
    committed: { title: 'committed', letter: 'C', mark: 'reply' },
    conflict: { title: 'conflict: the row exists, or is refused', letter: 'X', mark: 'error' },
    mark: { title: 'delete the user', letter: 'D', mark: 'event' },
    prepare: { title: 'prepare', letter: 'P', mark: 'request', label: ofUser },
    'vote-yes': { title: 'vote: yes', letter: 'Y', mark: 'vote', label: ofUser },
    'vote-no': { title: 'vote: no', letter: 'N', mark: 'error', label: ofUser },
    commit: { title: 'decision: commit', letter: 'C', mark: 'event' },
    abort: { title: 'decision: abort', letter: 'A', mark: 'error' },
    acknowledge: { title: 'acknowledgement', letter: 'K', mark: 'ack' },
    inquire: {
      title: 'in doubt: what was decided?',
      letter: '?',
      mark: 'heartbeat',
      label: ofUser,
    },
    ask: { title: 'request for a promise (1a)', letter: '1', mark: 'request' },
    promise: { title: 'promise (1b)', letter: 'p', mark: 'reply' },
    propose: { title: 'proposal of votes (2a)', letter: '2', mark: 'vote' },
    'accepted-votes': { title: 'votes accepted (2b)', letter: 'V', mark: 'vote' },
    alive: { title: 'heartbeat', letter: 'H', mark: 'heartbeat' },
  },
  gauges: {
    waiting: {
      title: 'waiting',
      unit: '',
      mark: 'count',
      tag: 'waiting',
      says: (n) => `${counted(n, 'visitor')} waiting for an answer to a sign-up.`,
    },
    memory: {
      title: 'in memory',
      unit: '',
      mark: 'count',
      says: (n) =>
        `${counted(n, 'sign-up')} that this instance remembers: those under way, and answers it has kept.`,
    },
    open: {
      title: 'collecting votes',
      unit: '',
      mark: 'count',
      tag: 'waiting',
      text: (n) => (n > 0 ? `${n} undecided` : ''),
      says: (n) => `${counted(n, 'transaction')} whose votes are being collected, in memory.`,
    },
    sagas: {
      title: 'sagas under way',
      unit: '',
      mark: 'count',
      text: (n) => (n > 0 ? counted(n, 'saga') : ''),
      says: (n) => `${counted(n, 'saga')} under way, in memory; the users table says which.`,
    },
    decisions: {
      title: 'decisions logged',
      unit: '',
      mark: 'count',
      tag: 'well',
      durable: true,
      text: (n) => (n > 0 ? `${n} in the log` : ''),
      says: (n) => `${counted(n, 'commit decision')} on disk and not yet acknowledged by everyone.`,
    },
    accepted: {
      title: 'votes on disk',
      unit: '',
      mark: 'count',
      tag: 'well',
      durable: true,
      text: (n) => (n > 0 ? `${n} on disk` : ''),
      says: (n) => `${counted(n, 'transaction')} whose votes are on the disk of this acceptor.`,
    },
    prepared: {
      title: 'prepared',
      unit: '',
      mark: 'count',
      tag: 'waiting',
      durable: true,
      says: (n) =>
        `${counted(n, 'transaction')} to which this database has voted yes, on disk, without knowing the decision.`,
    },
    locks: {
      title: 'rows locked',
      unit: '',
      mark: 'count',
      tag: 'waiting',
      text: (n) => (n > 0 ? `${counted(n, 'row')} locked` : ''),
      says: (n) => `${counted(n, 'row')} locked: whoever else wants to write waits.`,
    },
    line: { title: 'transactions waiting for a lock', unit: '', mark: 'stack' },
    rows: { title: 'rows', unit: '', mark: 'hidden' },
    pending: {
      title: 'PENDING',
      unit: '',
      mark: 'count',
      tag: 'waiting',
      durable: true,
      says: (n) =>
        `${counted(n, 'user')} PENDING: visible to everyone, and without a wallet so far.`,
    },
  },
  events: {
    moved: {
      title: 'state of a transaction',
      text: ({ tx, user, state }) => `transaction ${tx} of user ${user}: ${state}`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'two-phase commit with presumed abort: prepared records and commit records forced to disk, inquiries by participants in doubt, recovery from the log',
      'row locks from the first write to the decision, taken again after a crash from the prepared records; waiting transactions queue in order',
      'Paxos Commit with 2F+1 = 3 coordinators: an instance of Paxos for each vote, a silent leader that is replaced, majorities, higher ballots',
      'the naive design call by call: time-outs, retries with and without a key, deletion on error',
      'a saga with an orchestrator: the user is PENDING until the wallet exists, each step is repeated until it is answered, and CANCELLED is the compensation',
      'instances of the users service that get any request, remember nothing and are killed',
    ],
    simplified: [
      'all rows of a transaction are known at its beginning and locked at once, so a database cannot deadlock',
      'handling one event is atomic: a process crashes between two events, not within one',
      'acceptors never delete their records; real ones do once all participants have acknowledged',
      'only messages to and from the wallet service are lost',
    ],
    notModelled: [
      'reads, isolation levels and lock modes other than exclusive',
      'three-phase commit, participants in doubt that ask each other, read-only participants, trees of coordinators, heuristic decisions by an operator',
      'events and a message queue between the steps of the saga: see question 7',
    ],
  },
  bugs: [
    planted(
      'early-commit',
      'The coordinator commits after the first yes, and another participant votes no.',
    ),
    planted(
      'forgets-prepared',
      'A participant keeps its yes in memory only, and loses it in a crash.',
    ),
    planted(
      'forgets-decision',
      'The coordinator announces a decision that is not on its disk, and the opposite after a crash.',
    ),
    planted('decides-alone', 'A participant in doubt stops waiting and aborts on its own.'),
    {
      id: 'retries-without-key',
      why: 'Two calls with retries: a request whose reply was lost is carried out twice.',
      settings: { mode: 'naive', retries: 2, idempotencyKey: false },
    },
    {
      id: 'delete-on-timeout',
      why: 'Two calls: a time-out is taken for a failure although the wallet exists.',
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
      ...on('*-db', { crash: { longest: 2_000_000 } }),
      ...on('coordinator-*', { crash: { longest: 2_000_000 } }),
      ...on('users-*', { crash: { longest: 2_000_000 } }),
      ...on('*', { pause: { longest: 2_000_000 }, partition: { longest: 2_000_000 } }),
      ...between('*', '*', {
        lose: { share: 0.5, longest: 3_000_000 },
        duplicate: { share: 0.5, longest: 3_000_000 },
        corrupt: { share: 0.3, longest: 3_000_000 },
        delay: { most: 1_500_000, longest: 3_000_000 },
        reorder: { most: 1_500_000, longest: 3_000_000 },
      }),
    ],
  },
});
