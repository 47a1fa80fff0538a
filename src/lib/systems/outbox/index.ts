import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

export const system = defineSystem({
  id: 'outbox',
  title: 'Outbox and saga',
  summary:
    'Two services, two databases and a broker between them: every new user gets one wallet or is cancelled.',
  settings,
  topology,
  messages: {
    'sign-up': { title: 'sign-up', letter: 'S', mark: 'request' },
    'signed-up': { title: 'signed up, PENDING', letter: 's', mark: 'reply' },
    transact: { title: 'transaction', letter: 'T', mark: 'request' },
    committed: { title: 'committed', letter: 'C', mark: 'ack' },
    conflict: { title: 'conflict: the row exists already', letter: 'X', mark: 'reply' },
    select: { title: 'the relay polls', letter: 'Q', mark: 'heartbeat' },
    rows: { title: 'rows', letter: 'R', mark: 'reply' },
    mark: { title: 'marked as published', letter: 'N', mark: 'ack' },
    tail: { title: 'follow the log', letter: 'L', mark: 'heartbeat' },
    changes: { title: 'changes', letter: 'H', mark: 'event' },
    publish: { title: 'publish', letter: 'P', mark: 'event' },
    accepted: { title: 'accepted', letter: 'A', mark: 'ack' },
    fetch: { title: 'ready for messages', letter: 'F', mark: 'heartbeat' },
    deliver: { title: 'delivery', letter: 'D', mark: 'event' },
    ack: { title: 'acknowledgement', letter: 'K', mark: 'ack' },
  },
  gauges: {
    waiting: { title: 'waiting for an answer', unit: '', mark: 'number' },
    rows: { title: 'rows', unit: '', mark: 'number' },
    unpublished: { title: 'read, not yet published', unit: '', mark: 'stack' },
    users: { title: 'messages for the wallet service', unit: '', mark: 'stack' },
    outcomes: { title: 'messages for the users service', unit: '', mark: 'number' },
    dead: { title: 'dead letters', unit: '', mark: 'number' },
    busy: { title: 'busy', unit: '', mark: 'arc' },
  },
  events: {},
  probes,
  observer,
  measures,
  properties,
  scenarios,
  challenge,
  fidelity: {
    modelled: [
      'two databases that commit a transaction as a whole after an fsync, and lose what had not got that far',
      'dual write, an outbox with a polling relay, and change data capture from the log; a process that dies in each gap between two writes, and takes along what is being committed at that moment',
      'a broker on disk: a work queue with a visibility time-out, or a partitioned log with offsets and one consumer a partition',
      'redelivery, a limit of deliveries, dead letters and their owner',
      'a wallet’s unique key (none, message id, user id), decided by the database that all consumers share',
      'the saga PENDING → ACTIVE or CANCELLED, answers through the broker, cancellation by time-out with its compensation',
    ],
    simplified: [
      'the broker writes to disk in no time, counts the deliveries of a log itself and never runs out of space',
      'a log’s partitions are reassigned whenever a consumer has been silent for 3 s',
      'visitors who hear nothing ask again after a second, each by a clock of their own',
      'a lost acknowledgement is drawn at the consumer; a process that died is back after a fixed time',
      'the relay publishes one event at a time and waits for the broker each time',
    ],
    notModelled: [
      'transactions inside the broker, and producers that it recognises after their restart',
      'changes of an event’s format; backfilling a new consumer from the beginning',
      'a nightly job that compares the two databases, the last line of defence in practice',
    ],
  },
  bugs: [
    {
      id: 'dual-write',
      why: 'Commits and then publishes: two writes, and a crash in between loses the event.',
      settings: { mode: 'dual-write', publishRetries: true },
    },
    {
      id: 'dedupe-by-message-id',
      why: 'The relay publishes again under a new message id, which makes a second wallet.',
      settings: { dedupe: 'message' },
    },
    planted(
      'ack-first',
      'A consumer acknowledges before it has done the work, and a crash loses the message.',
    ),
    planted('mark-first', 'The relay marks an event as published before the broker has it.'),
    planted(
      'forgets-cancel',
      'A cancellation that arrives before the creation is forgotten, and the cancelled user gets a wallet.',
      { giveUpMs: 1000 },
    ),
    {
      id: 'blind-dead-letters',
      why: 'The script that clears the dead letters cancels users without checking whether they have a wallet.',
      settings: { deadLetters: 'blind', maxAttempts: 1 },
    },
  ],
  hunt: {
    settings: { signUps: 150, ratePerSecond: 30, visibilityMs: 1000, settleMs: 15_000 },
    vary: {
      mode: ['outbox', 'cdc'],
      crashPercent: [0, 20],
      redeliveryPercent: [0, 50],
      rejectPercent: 'any',
      poisonPercent: [0, 5],
      consumers: 'any',
      broker: 'any',
      maxAttempts: [1, 20],
      relayPollMs: [1, 2000],
      publishRetries: 'any',
      giveUpMs: [0, 10_000],
      workMs: [0, 20],
      fsyncMs: [0, 20],
      hopMs: [0, 5],
      restartMs: [1, 1000],
      partitions: 'any',
    },
    until: '40s',
    shrinks: ['signUps'],
    // Visitors remember what they asked for; nothing here promises to survive a wiped disk.
    faults: () => [
      { fault: 'crash', nodes: 'wallet-*', atOnce: 2, longest: 5_000_000 },
      { fault: 'crash', nodes: 'broker', longest: 5_000_000 },
      { fault: 'crash', nodes: 'relay', longest: 5_000_000 },
      { fault: 'crash', nodes: 'users*', longest: 5_000_000 },
      { fault: 'crash', nodes: 'wallets-db', longest: 5_000_000 },
      { fault: 'pause', nodes: '*', longest: 5_000_000 },
      { fault: 'partition', nodes: '*', longest: 5_000_000 },
      { fault: 'lose', nodes: '*', to: '*', longest: 8_000_000, share: 0.5 },
      { fault: 'duplicate', nodes: '*', to: '*', longest: 8_000_000, share: 0.5 },
      { fault: 'corrupt', nodes: '*', to: '*', longest: 8_000_000, share: 0.3 },
      { fault: 'delay', nodes: '*', to: '*', longest: 8_000_000, most: 2_000_000 },
      { fault: 'reorder', nodes: '*', to: '*', longest: 8_000_000, most: 2_000_000 },
    ],
  },
});
