import type { Challenge, SettingsOf } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import { everySecond } from './scenario-settings';
import type { settings } from './settings';

/** Every fault at once; what the reader may change is the design. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'No orphans, no hostages',
  goal: 'A thousand people sign up. One request in twenty to the wallet service is lost, and one reply in twenty; an instance of the users service is killed each second; and ten seconds in the coordinator or orchestrator, if there is one, crashes right after the votes and is down for 30 s. Users and wallets stay two services with a database each. Make sure that nobody has half an account, nobody has two wallets, nobody waits for long, PENDING or not, and no row stays locked for more than a second.',
  locked: {
    signUps: 1000,
    ratePerSecond: 20,
    requestLossPercent: 5,
    replyLossPercent: 5,
    rejectPercent: 0,
    hotPercent: 0,
    ownPerSecond: 0,
    coordinatorDies: 'after-votes',
    diesAfterS: 10,
    outageS: 30,
    instances: 3,
    services: 2,
    placement: 'apart',
    hopMs: 0.5,
    jitterMs: 0,
    fsyncMs: 2,
    patienceMs: 1000,
    settleMs: 5000,
    bug: 'none',
  },
  interventions: everySecond,
  until: null,
  start: {
    mode: 'naive',
    retries: 2,
    idempotencyKey: false,
    timeoutMs: 500,
    takeoverMs: 1000,
    routing: 'random',
    wipes: true,
  },
  clauses: [
    none(
      'orphans',
      'no user without a wallet, no wallet without a user',
      (m) => m.orphanWallets + m.usersWithoutWallet,
    ),
    none('duplicates', 'no duplicate wallet', 'duplicateWallets'),
    none('apart', 'no wallet in the users database', 'walletsInUsersDb'),
    atMost('locks', 'no row locked for more than 1 s', (m) => m.lockHoldMaxMs / 1000, 1, 's'),
    atMost('pending', 'nobody PENDING for more than 3 s', (m) => m.pendingMaxMs / 1000, 3, 's'),
    atLeast('success', 'at least 99 % get an account', 'successPercent', 99, '%'),
    atMost('ack', 'p99 from sign-up to yes at most 3 s', (m) => m.ackP99Ms / 1000, 3, 's'),
  ],
  seeds,
  references: [
    {
      id: 'replicated, quick to ask again and to take over',
      settings: { mode: 'replicated', timeoutMs: 100, retries: 5, takeoverMs: 400 },
    },
    {
      id: 'replicated, somewhat slower',
      settings: { mode: 'replicated', timeoutMs: 200, retries: 5, takeoverMs: 600 },
    },
  ],
  traps: [
    trap('plain two-phase commit', { mode: 'two-phase', timeoutMs: 200, retries: 5 }).fails(
      'locks',
      'No sign-up is ever half done, but one user’s rows are locked for half a minute: both databases have voted yes, and only the coordinator, which is down, knows the decision.',
    ),
    trap('more retries, no key', { mode: 'naive', retries: 5, idempotencyKey: false }).fails(
      'duplicates',
      'A retry cannot tell a lost request from a lost reply. Without a key, each lost reply leads to another wallet.',
    ),
    trap('retries and a key', { mode: 'naive', retries: 5, idempotencyKey: true }).fails(
      'orphans',
      'Nearly. But an instance that is killed between its two calls leaves a user without a wallet, and no other process finishes the job.',
    ),
    trap('a saga', { mode: 'saga', timeoutMs: 200, retries: 5 }).fails(
      'pending',
      'No row stays locked, but the orchestrator is down for 30 s, and everyone who signs up meanwhile stays PENDING until it is back.',
    ),
    trap('one service', { mode: 'one' }).fails(
      'apart',
      'A local transaction would do, and in an interview that is a good first answer. Here the two services are to stay apart.',
    ),
    trap('a replicated coordinator that is slow to ask again', {
      mode: 'replicated',
      timeoutMs: 500,
      retries: 5,
      takeoverMs: 600,
    }).fails(
      'locks',
      'Nothing is lost, but a vote that is lost twice keeps rows locked for two time-outs of half a second.',
    ),
    trap('a longer time-out', { mode: 'replicated', timeoutMs: 10_000, retries: 5 }).fails(
      'ack',
      'A lost vote is noticed only after the time-out, and one message in ten is lost.',
    ),
  ],
};
