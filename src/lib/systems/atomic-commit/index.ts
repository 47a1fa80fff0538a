import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { counted, defineSystem } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

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
    'sign-up': { ...message.request('sign-up', 'S'), label: ofUser },
    'signed-up': { ...message.reply('signed up', 's'), label: ofUser },
    'turned-down': { ...message.error('turned down', 'n'), label: ofUser },
    begin: { ...message.request('begin transaction', 'B'), label: ofUser },
    finished: { ...message.reply('transaction finished', 'F'), label: ofUser },
    transact: message.request('local transaction', 'T'),
    select: message.request('query for PENDING users', 'q'),
    rows: message.reply('PENDING users', 'r'),
    committed: message.reply('committed', 'C'),
    conflict: message.error('conflict: the row exists, or is refused', 'X'),
    mark: message.event('delete the user', 'D'),
    prepare: { ...message.request('prepare', 'P'), label: ofUser },
    'vote-yes': { ...message.vote('vote: yes', 'Y'), label: ofUser },
    'vote-no': { ...message.error('vote: no', 'N'), label: ofUser },
    commit: message.event('decision: commit', 'C'),
    abort: message.error('decision: abort', 'A'),
    acknowledge: message.ack('acknowledgement', 'K'),
    inquire: { ...message.heartbeat('in doubt: what was decided?', '?'), label: ofUser },
    ask: message.request('request for a promise (1a)', '1'),
    promise: message.reply('promise (1b)', 'p'),
    propose: message.vote('proposal of votes (2a)', '2'),
    'accepted-votes': message.vote('votes accepted (2b)', 'V'),
    alive: message.heartbeat('heartbeat', 'H'),
  },
  gauges: {
    waiting: gauge.count('waiting', {
      tag: 'waiting',
      says: (n) => `${counted(n, 'visitor')} waiting for an answer to a sign-up.`,
    }),
    memory: gauge.count('in memory', {
      says: (n) =>
        `${counted(n, 'sign-up')} that this instance remembers: those under way, and answers it has kept.`,
    }),
    open: gauge.count('collecting votes', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `${n} undecided` : ''),
      says: (n) => `${counted(n, 'transaction')} whose votes are being collected, in memory.`,
    }),
    sagas: gauge.count('sagas under way', {
      text: (n) => (n > 0 ? counted(n, 'saga') : ''),
      says: (n) => `${counted(n, 'saga')} under way, in memory; the users table says which.`,
    }),
    decisions: gauge.count('decisions logged', {
      tag: 'well',
      durable: true,
      text: (n) => (n > 0 ? `${n} in the log` : ''),
      says: (n) => `${counted(n, 'commit decision')} on disk and not yet acknowledged by everyone.`,
    }),
    accepted: gauge.count('votes on disk', {
      tag: 'well',
      durable: true,
      text: (n) => (n > 0 ? `${n} on disk` : ''),
      says: (n) => `${counted(n, 'transaction')} whose votes are on the disk of this acceptor.`,
    }),
    prepared: gauge.count('prepared', {
      tag: 'waiting',
      durable: true,
      says: (n) =>
        `${counted(n, 'transaction')} to which this database has voted yes, on disk, without knowing the decision.`,
    }),
    locks: gauge.count('rows locked', {
      tag: 'waiting',
      text: (n) => (n > 0 ? `${counted(n, 'row')} locked` : ''),
      says: (n) => `${counted(n, 'row')} locked: whoever else wants to write waits.`,
    }),
    line: gauge.stack('transactions waiting for a lock'),
    rows: gauge.hidden('rows'),
    pending: gauge.count('PENDING', {
      tag: 'waiting',
      durable: true,
      says: (n) =>
        `${counted(n, 'user')} PENDING: visible to everyone, and without a wallet so far.`,
    }),
  },
  events: {
    moved: {
      title: 'state of a transaction',
      text: ({ tx, user, state }) => `transaction ${tx} of user ${user}: ${state}`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
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
});
