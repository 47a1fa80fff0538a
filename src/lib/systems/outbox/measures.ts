import { heldIn, type MessageQueue, type QueueDisk } from '../../nodes/message-queue/message-queue';
import type { RelayDisk } from './nodes/relay';
import { tableOf, type DatabaseDisk, type Table } from '../../nodes/service/database';
import { TOPICS, type UserEvent } from '../../nodes/service/messages';
import type { SignUpsTally } from '../../nodes/service/sign-ups';
import { LAG_CLASSES, type UsersTally } from '../../nodes/service/users';
import type { WalletsTally } from '../../nodes/service/wallets';
import { meanOf, percentile, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';

/** In the order of `SAGA_PROBES`, by whose numbers the nodes name them. */
export const probes: readonly ProbeSpec[] = [
  { id: 'lag', kind: 'histogram', unit: 'us' },
  { id: 'settled', kind: 'counter', unit: '' },
  { id: 'receives', kind: 'counter', unit: '' },
];

const disk = <D>(world: World, id: string): D => world.node(id).durable as D;

export const usersTable = (world: World): Table =>
  tableOf(disk<DatabaseDisk>(world, 'users-db'), 'users');
export const walletsDisk = (world: World): DatabaseDisk => disk<DatabaseDisk>(world, 'wallets-db');
export const walletsTable = (world: World): Table => tableOf(walletsDisk(world), 'wallets');
export const inState = (table: Table, state: string): number => table.states[state] ?? 0;
export const heldBy = (world: World, topic: string): number =>
  heldIn(world.node('broker') as MessageQueue, topic);
export const outboxRows = (world: World): number =>
  tableOf(disk<DatabaseDisk>(world, 'users-db'), 'outbox').rows.size;

export interface Books {
  /** Pending, but old enough to have been settled: users for whom the time N never came. */
  forgotten: number;
  /** Active without a wallet, or with a wallet though cancelled. */
  activeWithoutWallet: number;
  cancelledWithWallet: number;
  /** Neither wallet nor cancellation. */
  withoutWallet: number;
  /** Cancelled though nothing was wrong with them; and the other way round. */
  wrongCancellations: number;
  rejectedNotCancelled: number;
}

/** Holds the two databases against each other, as an auditor would who may look into both at once. */
export function audit(world: World): Books {
  const { owned } = walletsDisk(world);
  const old = world.now - Number(world.settings.settleMs) * 1000;
  const books: Books = {
    forgotten: 0,
    activeWithoutWallet: 0,
    cancelledWithWallet: 0,
    withoutWallet: 0,
    wrongCancellations: 0,
    rejectedNotCancelled: 0,
  };
  for (const { owner, state, at, body } of usersTable(world).rows.values()) {
    const fine = (body as UserEvent).nature === 'fine';
    const hasWallet = (owned.get(owner) ?? 0) > 0;
    if (state === 'pending' && at <= old) books.forgotten++;
    if (state === 'active' && !hasWallet) books.activeWithoutWallet++;
    if (state === 'cancelled' && hasWallet) books.cancelledWithWallet++;
    if (state !== 'cancelled' && !hasWallet) books.withoutWallet++;
    if (state === 'cancelled' && fine) books.wrongCancellations++;
    if (state !== 'cancelled' && !fine) books.rejectedNotCancelled++;
  }
  return books;
}

const consumersOf = (world: World) => world.nodes.filter((n) => n.id.startsWith('wallet-'));

function className(i: number): string {
  return i < LAG_CLASSES.length ? `≤ ${LAG_CLASSES[i] / SECOND} s` : 'longer';
}

/** Samples of a run that ends when its sign-ups are settled. */
const SAMPLES = 400;

export const measures: Measures = {
  sampleEvery: (s) => {
    const seconds = Number(s.signUps) / Number(s.ratePerSecond) + Number(s.settleMs) / 1000;
    return Math.max(SECOND / 10, Math.round((seconds * SECOND) / SAMPLES));
  },
  series: [
    {
      id: 'lag',
      title: 'from sign-up to ACTIVE or CANCELLED',
      unit: 's',
      lines: () => ['p50', 'p95', 'p99'],
      sample: (world) =>
        [0.5, 0.95, 0.99].map((q) => percentile(world.probe('lag').window, q) / SECOND),
    },
    {
      id: 'lag-classes',
      title: 'users by how long it took them: the “N” as a distribution',
      unit: '',
      lines: () => [...LAG_CLASSES, Infinity].map((_, i) => className(i)),
      sample: (world) => [...disk<UsersTally>(world, 'users').lags],
    },
    {
      id: 'users',
      title: 'users',
      unit: '',
      lines: () => ['PENDING', 'ACTIVE', 'CANCELLED'],
      sample: (world) =>
        ['pending', 'active', 'cancelled'].map((state) => inState(usersTable(world), state)),
    },
    {
      id: 'waiting',
      title: 'events that wait',
      unit: '',
      lines: () => ['in the outbox', 'at the broker', 'dead letters'],
      sample: (world) => [
        outboxRows(world),
        heldBy(world, TOPICS.users),
        heldBy(world, TOPICS.dead),
      ],
    },
    {
      id: 'duplicates',
      title: 'wallets beyond one a user',
      unit: '',
      lines: () => ['duplicate wallets'],
      sample: (world) => [walletsDisk(world).surplus],
    },
  ],
  numbers(world) {
    const lag = world.probe('lag').all;
    const users = usersTable(world);
    const { forgotten, ...books } = audit(world);
    const tally = disk<QueueDisk>(world, 'broker').tallies[TOPICS.users];
    const visitors = disk<SignUpsTally>(world, 'visitors');
    const per = (n: number): number => (tally.accepted === 0 ? 0 : n / tally.accepted);
    return {
      signUps: visitors.sent,
      answered: visitors.ok,
      users: users.rows.size,
      active: inState(users, 'active'),
      cancelled: inState(users, 'cancelled'),
      pending: inState(users, 'pending'),
      forgotten,
      wallets: inState(walletsTable(world), 'open'),
      duplicateWallets: walletsDisk(world).surplus,
      ...books,
      deadLetters: heldBy(world, TOPICS.dead),
      messages: tally.accepted,
      deliveriesPerMessage: per(tally.delivered),
      deadPercent: 100 * per(tally.dead),
      crashes: disk<UsersTally>(world, 'users').died + disk<RelayDisk>(world, 'relay').died,
      lagMeanMs: meanOf(lag) / 1000,
      lagP50Ms: percentile(lag, 0.5) / 1000,
      lagP95Ms: percentile(lag, 0.95) / 1000,
      lagP99Ms: percentile(lag, 0.99) / 1000,
      lagMaxMs: lag.max / 1000,
    };
  },
  nodes(world) {
    const { sent, ok, repeated, unknown } = disk<SignUpsTally>(world, 'visitors');
    const users = disk<UsersTally>(world, 'users');
    const { published, died, offset } = disk<RelayDisk>(world, 'relay');
    const { users: topic } = disk<QueueDisk>(world, 'broker').tallies;
    const taker = (id: string): Record<string, number> => {
      const { received, died: deaths, lostAcks, gaveUp } = disk<WalletsTally>(world, id);
      return { received, died: deaths, lostAcks, gaveUp };
    };
    return {
      visitors: { sent, ok, repeated, unknown },
      users: { died: users.died, settled: users.settled },
      'users-db': { ...usersTable(world).states, outbox: outboxRows(world) },
      relay: { published, died, offset },
      broker: { ...topic, held: heldBy(world, TOPICS.users) },
      'wallets-db': { ...walletsTable(world).states, surplus: walletsDisk(world).surplus },
      'dead-letters': taker('dead-letters'),
      ...Object.fromEntries(consumersOf(world).map((n) => [n.id, taker(n.id)])),
    };
  },
};
