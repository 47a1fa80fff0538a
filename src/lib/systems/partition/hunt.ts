import { MILLISECOND, SECOND, type HuntFault, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { PartitionSettings } from './settings';

const { on, between } = faultsWithin();
const any = anyOf<PartitionSettings>();

/** Drawn twice as often: these depose leaders, and an election is where most can go wrong. */
const twice = (faults: readonly HuntFault[]): readonly HuntFault[] =>
  faults.flatMap((fault) => [fault, fault]);

/**
 * What the design promises to bear: replicas that crash and come back with their disks, stop, or tell the wrong time;
 * networks that cut, lose, duplicate, corrupt, delay and reorder. A wiped disk is not part of it: with a majority of disks gone, so
 * is the data.
 */
const faults: readonly HuntFault[] = [
  ...twice(on('replica-*', { crash: { atOnce: 2 }, pause: { atOnce: 2 }, partition: {} })),
  ...on('replica-*', { skew: { atOnce: 2, most: 5 * SECOND } }),
  ...between('replica-*', 'replica-*', { cut: { atOnce: 2 }, lose: {} }),
  ...between('client-*', 'replica-*', { lose: {} }),
  ...between('replica-*', 'replica-*', {
    duplicate: {},
    corrupt: {},
    delay: { most: 500 * MILLISECOND },
    reorder: { most: 200 * MILLISECOND },
  }),
];

/** A minute with few operations: what goes wrong needs many faults, and seldom many operations. */
export const hunt: HuntSpec<PartitionSettings> = {
  settings: { loadS: 52, ratePerSecond: 10 },
  until: '60s',
  vary: {
    workload: 'any',
    cartMode: ['quorum', 'crdt'],
    counterMode: ['quorum', 'crdt'],
    ...any('arrivals', 'writePercent'),
    timeoutMs: [50, 5000],
    attempts: 'any',
    localRttMs: [0.2, 20],
    rtt2Ms: [0.2, 300],
    rtt3Ms: [0.2, 300],
    rtt4Ms: [0.2, 300],
    rtt5Ms: [0.2, 300],
    jitterMs: [0, 50],
    clockErrorMs: 'any',
    gossipMs: [50, 2000],
    heartbeatMs: [100, 1000],
    spreadPercent: [20, 300],
    ...any('leaderSite', 'walletStart'),
  },
  faults: () => faults,
  mostFaults: 9,
};
