import { tableIn } from '../../nodes/service/database';
import type { Nature } from '../../nodes/service/messages';
import type { Row } from '../../nodes/service/transactions';
import { COUNTER, percent, percentile, SECOND, sum, TIMES } from '../../sim';
import type { Instant, Measures, ProbeSpec, ProbesIn } from '../../sim';
import { chartsOf } from '../charts';
import type { CommitWorld } from './world';

type W = CommitWorld;

const chart = chartsOf<W>();

export const probes = {
  ack: TIMES,
  'lock-hold': TIMES,
  doubt: TIMES,
  'own-write': TIMES,
  pending: TIMES,
  messages: COUNTER,
  acks: COUNTER,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

export const visitors = (world: W) => world.at.visitors.durable;
export const usersDb = (world: W) => world.at.participants[0];
export const walletsDb = (world: W) => world.at.participants[1];

/** Whoever sees sign-ups through, of whichever kind. */
export const decidersOf = ({ at }: W) => [
  ...at.coordinators,
  ...at.managers,
  ...(at.orchestrator ? [at.orchestrator] : []),
];

/** A saga's compensation leaves a row that says so. */
const isThere = (row: Row<Nature> | undefined): boolean =>
  row !== undefined && row.state !== 'cancelled';
const users = (world: W) => tableIn(usersDb(world).durable, 'users');
/** Users of a saga that is under way, and of one that came to nothing. */
export const pendingUsers = (world: W): number => users(world).states.pending ?? 0;
export const cancelled = (world: W): number => users(world).states.cancelled ?? 0;

export const wasCancelled = (world: W, user: number): boolean =>
  users(world).rows.get(user)?.state === 'cancelled';

export const hasUser = (world: W, user: number): boolean => isThere(users(world).rows.get(user));
/** In whichever database the wallets are kept. */
export const walletsOf = ({ at }: W, user: number): number =>
  sum(at.participants.map((p) => p.durable.owned.get(user) ?? 0));
export const surplus = ({ at }: W): number => sum(at.participants.map((p) => p.durable.surplus));

export interface Reconciliation {
  users: number;
  wallets: number;
  /** Wallets whose owner is no user: two of one owner are two. And users without a wallet. */
  orphanWallets: number;
  usersWithoutWallet: number;
}

/** Compares the databases, as an auditor would who may look into all of them at once. */
export function reconcile(world: W): Reconciliation {
  const found: Reconciliation = { users: 0, wallets: 0, orphanWallets: 0, usersWithoutWallet: 0 };
  for (const { durable } of world.at.participants)
    for (const [owner, n] of durable.owned) {
      found.wallets += n;
      if (!hasUser(world, owner)) found.orphanWallets += n;
    }
  for (const [user, row] of users(world).rows) {
    if (!isThere(row)) continue;
    found.users++;
    if (walletsOf(world, user) === 0) found.usersWithoutWallet++;
  }
  return found;
}

/** What all that decide have done, of whichever kind. */
export function decisions(world: W) {
  const all = decidersOf(world).map((node) => node.durable);
  const { coordinators, managers } = world.at;
  return {
    begun: sum(all.map((tally) => tally.begun)),
    committed: sum(all.map((tally) => tally.committed)),
    aborted: sum(all.map((tally) => tally.aborted)),
    recalled: sum(coordinators.map((c) => c.durable.recalled)),
    presumed: sum(coordinators.map((c) => c.durable.presumed)),
    takenOver: sum(managers.map((m) => m.durable.takenOver)),
  };
}

const locked = ({ at }: W): number => sum(at.participants.map((p) => p.volatile.locks.held.size));
const inLine = ({ at }: W): number => sum(at.participants.map((p) => p.volatile.locks.line.length));
export const prepared = ({ at }: W): number =>
  sum(at.participants.map((p) => p.durable.prepared.size));

/** The longest of what is over, which a measure has, and of what still goes on, ms. */
function longestMs(world: W, over: ProbesIn<W>, open: Iterable<Instant>): number {
  let longest = world.probe(over).all.max;
  for (const since of open) longest = Math.max(longest, world.since(since));
  return longest / 1000;
}

const locksNow = ({ at }: W): Instant[] =>
  at.participants.flatMap((p) => [...p.volatile.locks.held.values()].map((held) => held.since));
const doubtsNow = ({ at }: W): Instant[] =>
  at.participants.flatMap((p) => [...p.durable.prepared.values()].map((promise) => promise.voted));

function pendingNow(world: W): Instant[] {
  if (pendingUsers(world) === 0) return [];
  const rows = [...users(world).rows.values()].filter((row) => row.state === 'pending');
  return rows.map((row) => row.inserted);
}

const SAMPLES = 400;

export const measures: Measures<W> = {
  sampleEvery: (s) => {
    const seconds = s.signUps / s.ratePerSecond + s.settleMs / 1000;
    return Math.max(SECOND / 20, Math.round((seconds * SECOND) / SAMPLES));
  },
  series: [
    chart('waiting', 'unanswered sign-ups', '').of(['waiting'], (world) => [
      visitors(world).waiting.size,
    ]),
    chart('locks', 'locks, and transactions waiting for them', '').of(
      ['rows locked', 'prepared', 'waiting for a lock'],
      (world) => [locked(world), prepared(world), inLine(world)],
    ),
    chart('books', 'disagreements between the databases', '').of(
      ['wallets without a user', 'users without a wallet', 'duplicate wallets'],
      (world) => {
        const { orphanWallets, usersWithoutWallet } = reconcile(world);
        return [orphanWallets, usersWithoutWallet, surplus(world)];
      },
    ),
    chart('ack', 'from sign-up to yes', 's').of(['p50', 'p99'], (world) =>
      [0.5, 0.99].map((q) => percentile(world.probe('ack').window, q) / SECOND),
    ),
    chart('memory', 'what the instances of the users service remember', '').of(
      ['remembered by instances'],
      ({ at }) => [sum(at.instances.map(({ volatile: v }) => v.calls.size + v.answered.size))],
    ),
  ],
  numbers(world) {
    const ack = world.probe('ack').all;
    // Users and wallets are two services' business as long as each keeps its own.
    const inUsersDb = sum([...usersDb(world).durable.owned.values()]);
    const { sent, ok, failed, waiting, most } = visitors(world);
    const d = decisions(world);
    const each = (probe: 'messages' | 'acks'): number =>
      d.begun === 0 ? 0 : world.probe(probe).all.sum / d.begun;
    return {
      signUps: sent,
      answered: ok,
      failed,
      unanswered: waiting.size,
      successPercent: percent(ok - cancelled(world), sent),
      ...reconcile(world),
      duplicateWallets: surplus(world),
      walletsInUsersDb: inUsersDb,
      mostWaiting: most,
      ackP50Ms: percentile(ack, 0.5) / 1000,
      ackP99Ms: percentile(ack, 0.99) / 1000,
      ackMaxMs: ack.max / 1000,
      lockHoldMaxMs: longestMs(world, 'lock-hold', locksNow(world)),
      lockHoldP50Ms: percentile(world.probe('lock-hold').all, 0.5) / 1000,
      doubtMaxMs: longestMs(world, 'doubt', doubtsNow(world)),
      longestLine: Math.max(...world.at.participants.map((p) => p.durable.longestLine)),
      ownWrites: walletsDb(world).durable.own,
      ownWriteMaxMs: world.probe('own-write').all.max / 1000,
      inDoubt: prepared(world),
      pendingMaxMs: longestMs(world, 'pending', pendingNow(world)),
      transactions: d.begun,
      commits: d.committed,
      aborts: d.aborted,
      presumedAborts: d.presumed,
      recalledCommits: d.recalled,
      takenOver: d.takenOver,
      messagesPerTransaction: each('messages'),
      acksPerTransaction: each('acks'),
    };
  },
  nodes(world) {
    const { sent, ok, failed, repeated } = visitors(world);
    const participants = world.at.participants.map(({ id, durable }) => {
      const { closed, prepared: promises, own } = durable;
      return [id, { closed: closed.length, prepared: promises.size, own }] as const;
    });
    const instances = world.at.instances.map(({ id, durable }) => {
      const { answers, wiped, timeouts } = durable;
      return [id, { answers, wiped, timeouts }] as const;
    });
    const deciders = decidersOf(world).map(({ id, durable }) => {
      const { begun, committed, aborted, died } = durable;
      return [id, { begun, committed, aborted, died }] as const;
    });
    return {
      visitors: { sent, ok, failed, repeated },
      ...Object.fromEntries([...participants, ...instances, ...deciders]),
    };
  },
};
