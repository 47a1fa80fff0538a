import { heldIn } from '../../nodes/message-queue/message-queue';
import { tableIn, type Table } from '../../nodes/service/database';
import { TOPICS, type SagaTopic, type UserEvent } from '../../nodes/service/messages';
import type { Wallets } from '../../nodes/service/wallets';
import { countsUpTo, meanOf, ms, percentile, SECOND, TIMES } from '../../sim';
import type { Histogram, Measures, Micros, ProbeSpec } from '../../sim';
import type { Relay } from './nodes/relay';
import type { OutboxWorld } from './world';

export const probes = {
  lag: TIMES,
  ack: TIMES,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

export const usersTable = (world: OutboxWorld): Table<UserEvent> =>
  tableIn(world.at.usersDb.durable, 'users');
export const walletsTable = (world: OutboxWorld): Table<null> =>
  tableIn(world.at.walletsDb.durable, 'wallets');
export const inState = (table: Table, state: string): number => table.states[state] ?? 0;
export const heldBy = (world: OutboxWorld, topic: SagaTopic): number =>
  heldIn(world.at.broker, topic);
export const outboxRows = (world: OutboxWorld): number =>
  tableIn(world.at.usersDb.durable, 'outbox').rows.size;
export const hasWallet = (world: OutboxWorld, user: number): boolean =>
  (world.at.walletsDb.durable.owned.get(user) ?? 0) > 0;
/** Wallets beyond one for each user. */
export const duplicates = (world: OutboxWorld): number => world.at.walletsDb.durable.surplus;

export interface Reconciliation {
  /** Pending, and old enough to have been settled. */
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

/** Compares the two databases, as an auditor would who may look into both at once. */
export function reconcile(world: OutboxWorld): Reconciliation {
  const longEnough = ms(world.settings.settleMs);
  const found: Reconciliation = {
    forgotten: 0,
    activeWithoutWallet: 0,
    cancelledWithWallet: 0,
    withoutWallet: 0,
    wrongCancellations: 0,
    rejectedNotCancelled: 0,
  };
  for (const { owner, state, inserted, body } of usersTable(world).rows.values()) {
    const fine = body.nature === 'fine';
    const owns = hasWallet(world, owner);
    if (state === 'pending' && world.since(inserted) >= longEnough) found.forgotten++;
    if (state === 'active' && !owns) found.activeWithoutWallet++;
    if (state === 'cancelled' && owns) found.cancelledWithWallet++;
    if (state !== 'cancelled' && !owns) found.withoutWallet++;
    if (state === 'cancelled' && fine) found.wrongCancellations++;
    if (state !== 'cancelled' && !fine) found.rejectedNotCancelled++;
  }
  return found;
}

/** Upper ends of the classes that lags are counted in, µs; a last class holds the rest. */
const LAG_CLASSES: readonly Micros[] = [
  100_000, 200_000, 300_000, 400_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
  20_000_000, 50_000_000,
];

const lagClasses = (lags: Histogram): number[] => {
  const upTo = [...countsUpTo(lags, LAG_CLASSES), lags.total];
  return upTo.map((n, i) => n - (upTo[i - 1] ?? 0));
};

/** Samples of a run that ends when its sign-ups are settled. */
const SAMPLES = 400;

function countsOf({ durable }: Wallets): Record<string, number> {
  const { received, died, lostAcks, gaveUp } = durable;
  return { received, died, lostAcks, gaveUp };
}

function countsOfRelay({ durable }: Relay): Record<string, number> {
  const { published, died, offset } = durable;
  return { published, died, offset };
}

export const measures: Measures<OutboxWorld> = {
  sampleEvery: (s) => {
    const seconds = s.signUps / s.ratePerSecond + s.settleMs / 1000;
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
      title: 'users by time from sign-up to outcome: how long “N” is',
      unit: '',
      lines: () => [...LAG_CLASSES.map((top) => `≤ ${top / SECOND} s`), 'longer'],
      sample: (world) => lagClasses(world.probe('lag').all),
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
      title: 'events waiting',
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
      title: 'wallets beyond one for each user',
      unit: '',
      lines: () => ['duplicate wallets'],
      sample: (world) => [duplicates(world)],
    },
  ],
  numbers(world) {
    const { visitors, users: service, relay, broker } = world.at;
    const lag = world.probe('lag').all;
    const users = usersTable(world);
    const { forgotten, ...found } = reconcile(world);
    const tally = broker.durable.tallies[TOPICS.users];
    const per = (n: number): number => (tally.accepted === 0 ? 0 : n / tally.accepted);
    return {
      signUps: visitors.durable.sent,
      answered: visitors.durable.ok,
      users: users.rows.size,
      active: inState(users, 'active'),
      cancelled: inState(users, 'cancelled'),
      pending: inState(users, 'pending'),
      forgotten,
      wallets: inState(walletsTable(world), 'open'),
      duplicateWallets: duplicates(world),
      ...found,
      deadLetters: heldBy(world, TOPICS.dead),
      messages: tally.accepted,
      deliveriesPerMessage: per(tally.delivered),
      deadPercent: 100 * per(tally.dead),
      crashes: service.durable.died + (relay?.durable.died ?? 0),
      lagMeanMs: meanOf(lag) / 1000,
      lagP50Ms: percentile(lag, 0.5) / 1000,
      lagP95Ms: percentile(lag, 0.95) / 1000,
      lagP99Ms: percentile(lag, 0.99) / 1000,
      lagMaxMs: lag.max / 1000,
    };
  },
  nodes(world) {
    const { visitors, users, relay, broker, desk, consumers } = world.at;
    const { sent, ok, repeated, unknown } = visitors.durable;
    const topic = broker.durable.tallies[TOPICS.users];
    return {
      visitors: { sent, ok, repeated, unknown },
      users: { died: users.durable.died, settled: users.durable.settled },
      'users-db': { ...usersTable(world).states, outbox: outboxRows(world) },
      ...(relay && { relay: countsOfRelay(relay) }),
      broker: { ...topic, held: heldBy(world, TOPICS.users) },
      'wallets-db': { ...walletsTable(world).states, surplus: duplicates(world) },
      'dead-letters': countsOf(desk),
      ...Object.fromEntries(consumers.map((n) => [n.id, countsOf(n)])),
    };
  },
};
