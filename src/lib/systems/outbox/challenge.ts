import type { Challenge, SettingsOf } from '../../sim';
import { atMost, none, seeds, trap } from '../clauses';
import type { settings } from './settings';

/** Every fault at once; what the reader may change is the design. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'An outcome for every user',
  goal: 'Processes crash while they publish, acknowledgements get lost, some users are refused a wallet, some messages crash their consumer, the broker is down for 20 s and the wallets database for 2 s. Make sure that every user ends up ACTIVE with one wallet or CANCELLED with none.',
  locked: {
    signUps: 12_000,
    ratePerSecond: 20,
    crashPercent: 3,
    redeliveryPercent: 5,
    rejectPercent: 2,
    poisonPercent: 0.1,
    workMs: 20,
    fsyncMs: 2,
    hopMs: 0.5,
    restartMs: 200,
    partitions: 8,
    settleMs: 60_000,
    bug: 'none',
  },
  interventions: [
    '60s crash broker',
    '80s restart broker',
    '200s crash wallets-db',
    '202s restart wallets-db',
  ],
  until: null,
  start: {
    mode: 'dual-write',
    publishRetries: false,
    dedupe: 'none',
    broker: 'queue',
    consumers: 1,
    maxAttempts: 0,
    visibilityMs: 2000,
    deadLetters: 'nobody',
    relayPollMs: 500,
    giveUpMs: 0,
  },
  clauses: [
    none('outcome', 'no user left PENDING', 'pending'),
    none('duplicates', 'no duplicate wallet', 'duplicateWallets'),
    none('rejected', 'every refused user is CANCELLED', 'rejectedNotCancelled'),
    none('wrong', 'nobody is CANCELLED in error', 'wrongCancellations'),
    none('dead', 'no dead letter left', 'deadLetters'),
    atMost('lag', 'p95 from sign-up to outcome at most 3 s', (m) => m.lagP95Ms / 1000, 3, 's'),
  ],
  seeds,
  references: [
    {
      id: 'outbox, user id, five deliveries, an owner, four consumers',
      settings: {
        mode: 'outbox',
        dedupe: 'user',
        consumers: 4,
        maxAttempts: 5,
        deadLetters: 'owner',
      },
    },
    {
      id: 'change capture on a work queue',
      settings: {
        mode: 'cdc',
        dedupe: 'user',
        consumers: 4,
        maxAttempts: 5,
        deadLetters: 'owner',
      },
    },
    {
      id: 'outbox, the event’s id',
      settings: {
        mode: 'outbox',
        dedupe: 'event',
        consumers: 4,
        maxAttempts: 5,
        deadLetters: 'owner',
      },
    },
    {
      id: 'outbox on a log, few attempts',
      settings: {
        mode: 'outbox',
        dedupe: 'user',
        broker: 'log',
        consumers: 8,
        maxAttempts: 4,
        visibilityMs: 800,
        deadLetters: 'owner',
      },
    },
  ],
  traps: [
    trap('dual write with retries', {
      mode: 'dual-write',
      publishRetries: true,
      dedupe: 'user',
      consumers: 4,
      maxAttempts: 5,
      deadLetters: 'owner',
    }).fails(
      'outcome',
      'Retrying helps while the broker is down. A process that crashes between commit and publish has nothing left to retry.',
    ),
    trap('dedupe by the broker’s message id', {
      mode: 'outbox',
      dedupe: 'message',
      consumers: 4,
      maxAttempts: 5,
      deadLetters: 'owner',
    }).fails(
      'duplicates',
      'After a restart the relay publishes the event again, and the broker gives the new message a new id.',
    ),
    trap('retry for ever, in order', {
      mode: 'outbox',
      dedupe: 'user',
      broker: 'log',
      consumers: 4,
      maxAttempts: 0,
      deadLetters: 'owner',
    }).fails(
      'lag',
      'A message that cannot be processed blocks its partition, and every user behind it waits.',
    ),
    trap('one delivery, then cancel', {
      mode: 'outbox',
      dedupe: 'user',
      consumers: 4,
      maxAttempts: 1,
      deadLetters: 'blind',
    }).fails(
      'wrong',
      'The wallets database was down for two seconds. A message that failed once may succeed the next time.',
    ),
    trap('cancel after ten seconds', {
      mode: 'outbox',
      dedupe: 'user',
      consumers: 4,
      maxAttempts: 5,
      deadLetters: 'owner',
      giveUpMs: 10_000,
    }).fails(
      'wrong',
      'During the outage no saga finishes within ten seconds. Slow is not refused.',
    ),
    trap('one consumer', {
      mode: 'outbox',
      dedupe: 'user',
      consumers: 1,
      maxAttempts: 5,
      deadLetters: 'owner',
    }).fails(
      'lag',
      'One consumer can process about 40 events a second. After the outage it needs another twenty seconds to catch up, and more than one user in twenty waits too long.',
    ),
  ],
};
