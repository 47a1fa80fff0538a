import type { CoordinatorDisk } from './nodes/coordinator';
import type { InstanceTally } from './nodes/instance';
import type { ManagerDisk } from './nodes/manager-state';
import type { OrchestratorTally } from './nodes/orchestrator';
import type { Participant } from './nodes/participant-state';
import { tableOf } from '../../nodes/service/database';
import type { SignUpsTally } from '../../nodes/service/sign-ups';
import type { Row } from '../../nodes/service/transactions';
import { percentile, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';

/** In the order of `COMMIT_PROBES`, by whose numbers the nodes name them. */
export const probes: readonly ProbeSpec[] = [
  { id: 'ack', kind: 'histogram', unit: 'us' },
  { id: 'lock-hold', kind: 'histogram', unit: 'us' },
  { id: 'doubt', kind: 'histogram', unit: 'us' },
  { id: 'messages', kind: 'counter', unit: '' },
  { id: 'acks', kind: 'counter', unit: '' },
];

const disk = <D>(world: World, id: string): D => world.node(id).durable as D;

export const visitors = (world: World): SignUpsTally => disk(world, 'visitors');
export const database = (world: World, id: string): Participant => world.node(id) as Participant;
/** They come after the visitors. Looked at after each event, so found by number. */
export const participantsOf = (world: World): Participant[] =>
  world.nodes.slice(1, 1 + Number(world.settings.services)) as Participant[];
export const instancesOf = (world: World) => world.nodes.filter((n) => /^users-\d/.test(n.id));
export const coordinatorsOf = (world: World) =>
  world.nodes.filter((n) => n.id.startsWith('coordinator-'));

/** A saga's compensation leaves a row that says so. */
const isThere = (row: Row | undefined): boolean => row !== undefined && row.state !== 'cancelled';
const users = (world: World) => tableOf(database(world, 'users-db').durable, 'users');
/** Users of a saga that is under way, and of one that came to nothing. */
export const pendingUsers = (world: World): number => users(world).states.pending ?? 0;
export const cancelled = (world: World): number => users(world).states.cancelled ?? 0;

export const wasCancelled = (world: World, user: number): boolean =>
  users(world).rows.get(user)?.state === 'cancelled';

export const hasUser = (world: World, user: number): boolean =>
  isThere(users(world).rows.get(user));
/** In whichever database the wallets are kept. */
export const walletsOf = (world: World, user: number): number =>
  (database(world, 'users-db').durable.owned.get(user) ?? 0) +
  (database(world, 'wallets-db').durable.owned.get(user) ?? 0);
export const surplus = (world: World): number =>
  database(world, 'users-db').durable.surplus + database(world, 'wallets-db').durable.surplus;

export interface Books {
  users: number;
  wallets: number;
  /** Owners of a wallet of whom there is no user, and the other way round. */
  orphanWallets: number;
  usersWithoutWallet: number;
}

/** Holds the databases against each other, as an auditor would who may look into all of them at once. */
export function audit(world: World): Books {
  const books: Books = { users: 0, wallets: 0, orphanWallets: 0, usersWithoutWallet: 0 };
  for (const id of ['users-db', 'wallets-db'])
    for (const [owner, n] of database(world, id).durable.owned) {
      books.wallets += n;
      if (n > 0 && !hasUser(world, owner)) books.orphanWallets++;
    }
  for (const [user, row] of users(world).rows) {
    if (!isThere(row)) continue;
    books.users++;
    if (walletsOf(world, user) === 0) books.usersWithoutWallet++;
  }
  return books;
}

/** What all coordinators have done, of either kind. */
export function decisions(world: World) {
  const sum = { begun: 0, committed: 0, aborted: 0, recalled: 0, presumed: 0, takenOver: 0 };
  for (const { durable } of coordinatorsOf(world)) {
    const tally = durable as Partial<CoordinatorDisk & ManagerDisk>;
    for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += tally[key] ?? 0;
  }
  return sum;
}

const locked = (world: World): number =>
  participantsOf(world).reduce((n, p) => n + p.volatile.locks.held.size, 0);
const inLine = (world: World): number =>
  participantsOf(world).reduce((n, p) => n + p.volatile.locks.line.length, 0);
export const prepared = (world: World): number =>
  participantsOf(world).reduce((n, p) => n + p.durable.prepared.size, 0);

/** The longest of what is over and what still goes on, ms. */
function longestMs(world: World, of: (p: Participant) => number): number {
  return Math.max(0, ...participantsOf(world).map(of)) / 1000;
}

const longestLock = (world: World): number =>
  longestMs(world, ({ durable, volatile }) =>
    Math.max(
      durable.longestLock,
      ...[...volatile.locks.held.values()].map((h) => world.now - h.since),
    ),
  );
const longestDoubt = (world: World): number =>
  longestMs(world, ({ durable }) =>
    Math.max(
      durable.longestDoubt,
      ...[...durable.prepared.values()].map((p) => world.now - p.voted),
    ),
  );

/** The longest that a user was or has been PENDING, µs. */
function longestPending(world: World): number {
  const { longestPending = 0 } = coordinatorsOf(world)[0].durable as Partial<OrchestratorTally>;
  if (pendingUsers(world) === 0) return longestPending;
  const rows = [...users(world).rows.values()].filter((row) => row.state === 'pending');
  return Math.max(longestPending, ...rows.map((row) => world.now - row.at));
}

const SAMPLES = 400;

export const measures: Measures = {
  sampleEvery: (s) => {
    const seconds = Number(s.signUps) / Number(s.ratePerSecond) + Number(s.settleMs) / 1000;
    return Math.max(SECOND / 20, Math.round((seconds * SECOND) / SAMPLES));
  },
  series: [
    {
      id: 'waiting',
      title: 'sign-ups without an answer',
      unit: '',
      lines: () => ['waiting'],
      sample: (world) => [visitors(world).waiting.size],
    },
    {
      id: 'locks',
      title: 'locks and whoever waits for them',
      unit: '',
      lines: () => ['rows locked', 'promises in doubt', 'waiting in line'],
      sample: (world) => [locked(world), prepared(world), inLine(world)],
    },
    {
      id: 'books',
      title: 'what does not agree',
      unit: '',
      lines: () => ['wallets without a user', 'users without a wallet', 'duplicate wallets'],
      sample(world) {
        const { orphanWallets, usersWithoutWallet } = audit(world);
        return [orphanWallets, usersWithoutWallet, surplus(world)];
      },
    },
    {
      id: 'ack',
      title: 'from sign-up to yes',
      unit: 's',
      lines: () => ['p50', 'p99'],
      sample: (world) => [0.5, 0.99].map((q) => percentile(world.probe('ack').window, q) / SECOND),
    },
    {
      id: 'memory',
      title: 'what the instances of the users service remember',
      unit: '',
      lines: () => ['remembered by instances'],
      sample: (world) => [
        instancesOf(world).reduce((n, { volatile: v }) => {
          const { calls, answered } = v as { calls: Map<number, unknown>; answered: typeof calls };
          return n + calls.size + answered.size;
        }, 0),
      ],
    },
  ],
  numbers(world) {
    const ack = world.probe('ack').all;
    const { sent, ok, failed, waiting, most } = visitors(world);
    const d = decisions(world);
    const each = (probe: string): number =>
      d.begun === 0 ? 0 : world.probe(probe).all.sum / d.begun;
    const wallets = database(world, 'wallets-db').durable;
    return {
      signUps: sent,
      answered: ok,
      failed,
      unanswered: waiting.size,
      successPercent: sent === 0 ? 0 : (100 * (ok - cancelled(world))) / sent,
      ...audit(world),
      duplicateWallets: surplus(world),
      mostWaiting: most,
      ackP50Ms: percentile(ack, 0.5) / 1000,
      ackP99Ms: percentile(ack, 0.99) / 1000,
      ackMaxMs: ack.max / 1000,
      lockHoldMaxMs: longestLock(world),
      lockHoldP50Ms: percentile(world.probe('lock-hold').all, 0.5) / 1000,
      doubtMaxMs: longestDoubt(world),
      longestLine: Math.max(...participantsOf(world).map((p) => p.durable.longestLine)),
      ownWrites: wallets.own,
      ownWriteMaxMs: wallets.longestOwn / 1000,
      inDoubt: prepared(world),
      pendingMaxMs: longestPending(world) / 1000,
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
    return {
      visitors: { sent, ok, failed, repeated },
      ...Object.fromEntries(
        participantsOf(world).map(({ id, durable }) => [
          id,
          { closed: durable.closed.length, prepared: durable.prepared.size, own: durable.own },
        ]),
      ),
      ...Object.fromEntries(
        instancesOf(world).map(({ id, durable }) => {
          const { answers, wiped, timeouts } = durable as InstanceTally;
          return [id, { answers, wiped, timeouts }];
        }),
      ),
      ...Object.fromEntries(
        coordinatorsOf(world).map(({ id, durable }) => {
          const { begun, committed, aborted, died } = durable as CoordinatorDisk & ManagerDisk;
          return [id, { begun, committed, aborted, died }];
        }),
      ),
    };
  },
};
