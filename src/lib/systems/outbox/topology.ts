import { messageQueue, type QueueOptions } from '../../nodes/message-queue/message-queue';
import { relay, type RelayOptions } from './nodes/relay';
import { database, type DatabaseOptions } from '../../nodes/service/database';
import { TOPICS } from '../../nodes/service/messages';
import { signUps, type SignUpsOptions } from '../../nodes/service/sign-ups';
import { users, type UsersOptions } from '../../nodes/service/users';
import { wallets, type WalletsOptions } from '../../nodes/service/wallets';
import { bothWays, type LinkSpec, type NodeSpec, type Topology } from '../../sim';
import type { OutboxSettings } from './settings';

/** Node numbers; the wallet consumers follow. */
const AT = { visitors: 0, users: 1, usersDb: 2, relay: 3, broker: 4, walletsDb: 5, desk: 6 };

const PATIENCE = 1_000_000;
const TRIES = 120;

const us = (ms: number): number => Math.round(ms * 1000);

function visitorOptions(s: OutboxSettings): SignUpsOptions {
  return {
    quota: s.signUps,
    meanGap: 1e6 / s.ratePerSecond,
    refused: s.rejectPercent / 100,
    poison: s.poisonPercent / 100,
    service: AT.users,
    patience: PATIENCE,
    tries: TRIES,
    settle: us(s.settleMs),
  };
}

function usersOptions(s: OutboxSettings): UsersOptions {
  return {
    mode: s.mode,
    database: AT.usersDb,
    broker: AT.broker,
    crash: s.crashPercent / 100,
    restart: us(s.restartMs),
    insists: s.publishRetries,
    giveUp: us(s.giveUpMs),
  };
}

function relayOptions(s: OutboxSettings): RelayOptions {
  return {
    mode: s.mode === 'dual-write' ? 'off' : s.mode,
    database: AT.usersDb,
    broker: AT.broker,
    pollEvery: us(s.relayPollMs),
    crash: s.crashPercent / 100,
    restart: us(s.restartMs),
    bug: s.bug === 'mark-first' ? s.bug : 'none',
  };
}

function brokerOptions(s: OutboxSettings): QueueOptions {
  const topic = {
    kind: s.broker,
    partitions: s.partitions,
    visibility: us(s.visibilityMs),
    maxAttempts: 0,
    dead: '',
  };
  return {
    topics: {
      [TOPICS.users]: { ...topic, maxAttempts: s.maxAttempts, dead: TOPICS.dead },
      [TOPICS.outcomes]: topic,
      [TOPICS.dead]: { ...topic, kind: 'queue' },
    },
  };
}

function walletOptions(s: OutboxSettings, atDesk: boolean): WalletsOptions {
  return {
    topic: atDesk ? TOPICS.dead : TOPICS.users,
    database: AT.walletsDb,
    broker: AT.broker,
    dedupe: s.dedupe,
    work: us(s.workMs),
    lostAcks: atDesk ? 0 : s.redeliveryPercent / 100,
    restart: us(s.restartMs),
    settles: atDesk,
    idle: atDesk && s.deadLetters === 'nobody',
    blind: s.deadLetters === 'blind',
    bug: s.bug === 'ack-first' || s.bug === 'forgets-cancel' ? s.bug : 'none',
  };
}

function databaseOptions(s: OutboxSettings): DatabaseOptions {
  return {
    fsync: us(s.fsyncMs),
    logged: s.mode === 'cdc' ? ['users'] : [],
    counted: { table: 'wallets', state: 'open' },
  };
}

function nodesOf(s: OutboxSettings): NodeSpec[] {
  const consumers = Array.from({ length: s.consumers }, (_, i): NodeSpec => ({
    id: `wallet-${i + 1}`,
    label: `wallets ${i + 1}`,
    behaviour: wallets,
    options: walletOptions(s, false),
    shape: 'server',
    layer: 4,
  }));
  return [
    {
      id: 'visitors',
      label: 'visitors',
      behaviour: signUps,
      options: visitorOptions(s),
      shape: 'client',
      layer: 0,
      source: true,
    },
    {
      id: 'users',
      label: 'users service',
      behaviour: users,
      options: usersOptions(s),
      shape: 'server',
      layer: 1,
    },
    {
      id: 'users-db',
      label: 'users database',
      behaviour: database,
      options: databaseOptions(s),
      shape: 'replica',
      layer: 2,
    },
    {
      id: 'relay',
      label: s.mode === 'cdc' ? 'change capture' : 'relay',
      behaviour: relay,
      options: relayOptions(s),
      shape: 'coordinator',
      layer: 2,
    },
    {
      id: 'broker',
      label: 'broker',
      behaviour: messageQueue,
      options: brokerOptions(s),
      shape: 'queue',
      layer: 3,
    },
    {
      id: 'wallets-db',
      label: 'wallets database',
      behaviour: database,
      options: databaseOptions(s),
      shape: 'replica',
      layer: 5,
    },
    {
      id: 'dead-letters',
      label: 'dead-letter desk',
      behaviour: wallets,
      options: walletOptions(s, true),
      shape: 'observer',
      layer: 4,
    },
    ...consumers,
  ];
}

function linksOf(s: OutboxSettings): LinkSpec[] {
  const hop = us(s.hopMs);
  const takers = [
    'dead-letters',
    ...Array.from({ length: s.consumers }, (_, i) => `wallet-${i + 1}`),
  ];
  const pairs = [
    ['visitors', 'users'],
    ['users', 'users-db'],
    ['users', 'broker'],
    ['relay', 'users-db'],
    ['relay', 'broker'],
    ...takers.flatMap((id) => [
      [id, 'broker'],
      [id, 'wallets-db'],
    ]),
  ];
  return pairs.flatMap(([a, b]) => bothWays(a, b, hop));
}

export function topology(s: OutboxSettings): Topology {
  return { nodes: nodesOf(s), links: linksOf(s) };
}
