import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { counted, defineSystem } from '../../sim';
import { challenge } from './challenge';
import { deliverLabel, publishLabel } from './labels';
import { hunt } from './hunt';
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
    'Two services, each with its own database, and a broker between them: every new user gets exactly one wallet or is cancelled.',
  settings,
  topology,
  messages: {
    'sign-up': { ...message.request('sign-up', 'S'), label: ({ user }) => `u${user}` },
    'signed-up': message.reply('signed up, PENDING', 's'),
    transact: message.request('transaction', 'T'),
    committed: message.ack('committed', 'C'),
    conflict: message.reply('conflict: the row already exists', 'X'),
    select: message.heartbeat('poll of the outbox', 'Q'),
    rows: message.reply('rows', 'R'),
    mark: message.ack('mark as published', 'N'),
    tail: message.heartbeat('follow the database’s log', 'L'),
    changes: message.event('committed changes', 'H'),
    publish: { ...message.event('publish', 'P'), label: publishLabel },
    accepted: message.ack('accepted by the broker', 'A'),
    fetch: message.heartbeat('ready for messages', 'F'),
    deliver: { ...message.event('delivery', 'D'), label: deliverLabel },
    ack: message.ack('acknowledgement', 'K'),
  },
  gauges: {
    waiting: gauge.count('unanswered', {
      says: (n) => `${counted(n, 'visitor')} waiting for an answer to a sign-up.`,
    }),
    rows: gauge.hidden('rows'),
    unpublished: gauge.stack('events read and not yet published'),
    users: gauge.stack('messages for the wallet service'),
    outcomes: gauge.hidden('messages for the users service'),
    dead: gauge.count('dead letters', {
      tag: 'fault',
      durable: true,
      text: (n) => (n > 0 ? counted(n, 'dead letter') : ''),
      says: (n) =>
        `${counted(n, 'message')} set aside after the maximum number of deliveries, waiting for an owner.`,
    }),
    busy: gauge.arc('busy'),
  },
  events: {},
  ...{ probes, observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'two databases that commit a transaction as a whole after an fsync, and lose in a crash whatever was not yet on disk',
      'dual write, an outbox with a polling relay, and change data capture from the database’s log; a process that crashes in each gap between two writes and loses what it had in memory',
      'a broker on disk: a work queue with a visibility time-out, or a partitioned log with offsets and one consumer a partition',
      'redelivery, a maximum number of deliveries, dead letters and their owner',
      'a wallet’s unique key (none, the broker’s message id, the event’s id, the user’s id), enforced by the database that all consumers share',
      'the saga PENDING → ACTIVE or CANCELLED, replies through the broker, and cancellation by time-out with its compensation',
    ],
    simplified: [
      'the broker writes to disk in no time, counts the deliveries of a log itself and never runs out of disk space',
      'a log’s partitions are reassigned whenever a consumer has been silent for 3 s',
      'visitors who get no answer retry after a second, each by a clock of their own',
      'whether an acknowledgement is lost is drawn at the consumer; a crashed process is back after a fixed time',
      'the relay publishes one event at a time and waits for the broker each time',
    ],
    notModelled: [
      'transactions inside the broker, and producers that the broker recognises after a restart',
      'schema changes of events; filling a new consumer from the beginning of the log',
      'reconciliation: a regular job that compares the two databases',
    ],
  },
  bugs: [
    {
      id: 'dual-write',
      why: 'The service commits and then publishes: two writes, and a crash in between loses the event.',
      settings: { mode: 'dual-write', publishRetries: true },
    },
    {
      id: 'dedupe-by-event-id',
      why: 'Creation and cancellation are two events with two ids, so the cancellation does not find the wallet.',
      settings: { dedupe: 'event', giveUpMs: 1000 },
    },
    {
      id: 'dedupe-by-message-id',
      why: 'A republished event is a new message to the broker, with a new message id, and makes a second wallet.',
      settings: { dedupe: 'message' },
    },
    planted(
      'ack-first',
      'A consumer acknowledges before it does the work, so a crash loses the message.',
    ),
    planted(
      'mark-first',
      'The relay marks an event as published before the broker has it, so a crash loses the event.',
    ),
    planted(
      'forgets-cancel',
      'A cancellation that arrives before the creation is forgotten, so the CANCELLED user gets a wallet.',
      { giveUpMs: 1000 },
    ),
    {
      id: 'blind-dead-letters',
      why: 'A script cancels the user of each dead letter without checking whether there is a wallet.',
      settings: { deadLetters: 'blind', maxAttempts: 1 },
    },
  ],
});
