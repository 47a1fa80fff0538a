import { messageQueueOf } from '../../nodes/message-queue/message-queue';
import { databaseOf } from '../../nodes/service/database';
import { TOPICS } from '../../nodes/service/messages';
import type {
  OutcomeDelivery,
  SagaTopic,
  UserDelivery,
  UserEvent,
} from '../../nodes/service/messages';
import { signUps } from '../../nodes/service/sign-ups';
import { users } from '../../nodes/service/users';
import { wallets } from '../../nodes/service/wallets';
import { bothWays, layOut, many, ms, one, perhaps } from '../../sim';
import type { OptionsOf, KindOf, Placing, Refs, SettingsOf } from '../../sim';
import { numbered } from '../places';
import { relay } from './nodes/relay';
import type { settings } from './settings';

type Settings = SettingsOf<typeof settings>;
type Parts = ReturnType<typeof parts>;
type At = Refs<Parts>;
type OptionsAt<N extends keyof Parts> = OptionsOf<KindOf<Parts[N]['behaviour']>>;

const PATIENCE = 1_000_000;
const TRIES = 120;

const usersDatabase = databaseOf<UserEvent>();
const walletsDatabase = databaseOf<null>();
const broker = messageQueueOf<SagaTopic, UserDelivery | OutcomeDelivery>();

const parts = (s: Settings) => ({
  visitors: one(signUps),
  users: one(users),
  usersDb: one(usersDatabase),
  relay: perhaps(s.mode !== 'dual-write', relay),
  broker: one(broker),
  walletsDb: one(walletsDatabase),
  /** The desk that deals with dead letters is a wallet consumer that only settles. */
  desk: one(wallets),
  consumers: many(s.consumers, wallets),
});

const visitorOptions = (s: Settings, at: At): OptionsAt<'visitors'> => ({
  quota: s.signUps,
  meanGap: 1e6 / s.ratePerSecond,
  refused: s.rejectPercent / 100,
  poison: s.poisonPercent / 100,
  services: [at.users],
  sticky: true,
  patience: PATIENCE,
  tries: TRIES,
  settle: ms(s.settleMs),
});

const usersOptions = (s: Settings, at: At): OptionsAt<'users'> => ({
  mode: s.mode,
  database: at.usersDb,
  broker: at.broker,
  crash: s.crashPercent / 100,
  restart: ms(s.restartMs),
  insists: s.publishRetries,
  giveUp: ms(s.giveUpMs),
});

const relayOptions = (s: Settings, at: At): OptionsAt<'relay'> => ({
  mode: s.mode === 'cdc' ? 'cdc' : 'outbox',
  database: at.usersDb,
  broker: at.broker,
  pollEvery: ms(s.relayPollMs),
  crash: s.crashPercent / 100,
  restart: ms(s.restartMs),
  bug: s.bug === 'mark-first' ? s.bug : 'none',
});

function brokerOptions(s: Settings): OptionsAt<'broker'> {
  const topic = {
    kind: s.broker,
    partitions: s.partitions,
    visibility: ms(s.visibilityMs),
    maxAttempts: 0,
    dead: null,
  };
  return {
    topics: {
      users: { ...topic, maxAttempts: s.maxAttempts, dead: TOPICS.dead },
      outcomes: topic,
      dead: { ...topic, kind: 'queue' },
    },
  };
}

const walletOptions = (s: Settings, at: At, atDesk: boolean): OptionsAt<'consumers'> => ({
  topic: atDesk ? TOPICS.dead : TOPICS.users,
  database: at.walletsDb,
  broker: at.broker,
  dedupe: s.dedupe,
  work: ms(s.workMs),
  lostAcks: atDesk ? 0 : s.redeliveryPercent / 100,
  restart: ms(s.restartMs),
  settles: atDesk,
  idle: atDesk && s.deadLetters === 'nobody',
  blind: s.deadLetters === 'blind',
  bug: s.bug === 'ack-first' || s.bug === 'forgets-cancel' ? s.bug : 'none',
});

const databaseOptions = (s: Settings): OptionsAt<'usersDb'> => ({
  fsync: ms(s.fsyncMs),
  logged: s.mode === 'cdc' ? ['users'] : [],
  counted: { table: 'wallets', state: 'open' },
});

const nodes = (s: Settings, at: At): Placing<Parts> => ({
  visitors: () => ({
    id: 'visitors',
    label: 'visitors',
    shape: 'client',
    layer: 0,
    source: true,
    options: visitorOptions(s, at),
  }),
  users: () => ({
    id: 'users',
    label: 'users service',
    shape: 'server',
    layer: 1,
    options: usersOptions(s, at),
  }),
  usersDb: () => ({
    id: 'users-db',
    label: 'users database',
    shape: 'replica',
    layer: 2,
    options: databaseOptions(s),
  }),
  relay: () => ({
    id: 'relay',
    label: s.mode === 'cdc' ? 'change capture' : 'relay',
    shape: 'coordinator',
    layer: 2,
    options: relayOptions(s, at),
  }),
  broker: () => ({
    id: 'broker',
    label: 'broker',
    shape: 'queue',
    layer: 3,
    options: brokerOptions(s),
  }),
  walletsDb: () => ({
    id: 'wallets-db',
    label: 'wallets database',
    shape: 'replica',
    layer: 5,
    options: databaseOptions(s),
  }),
  desk: () => ({
    id: 'dead-letters',
    label: 'dead-letter desk',
    shape: 'observer',
    layer: 4,
    options: walletOptions(s, at, true),
  }),
  consumers: (place) => ({
    ...numbered('wallet', place, 'wallets'),
    shape: 'server',
    layer: 4,
    options: walletOptions(s, at, false),
  }),
});

function links(s: Settings, at: At) {
  const hop = ms(s.hopMs);
  const relays = at.relay === null ? [] : [at.relay];
  return [
    ...bothWays(at.visitors, at.users, hop),
    ...[at.usersDb, at.broker].flatMap((other) => bothWays(at.users, other, hop)),
    ...relays.flatMap((relay) =>
      [at.usersDb, at.broker].flatMap((other) => bothWays(relay, other, hop)),
    ),
    ...[at.desk, ...at.consumers].flatMap((consumer) =>
      [at.broker, at.walletsDb].flatMap((other) => bothWays(consumer, other, hop)),
    ),
  ];
}

export const topology = (s: Settings) =>
  layOut(parts(s), (at) => ({ nodes: nodes(s, at), links: links(s, at) }));
