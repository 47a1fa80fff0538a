import { seconds, type HuntSpec, type SettingsOf } from '../../sim';
import { anyOf, badNetwork, faultsWithin } from '../hunts';
import type { settings } from './settings';

type S = SettingsOf<typeof settings>;

const { on } = faultsWithin({ longest: seconds(5) });
const { between } = faultsWithin({ longest: seconds(8) });
const any = anyOf<S>();

export const hunt: HuntSpec<S> = {
  settings: { signUps: 150, ratePerSecond: 30, visibilityMs: 1000, settleMs: 15_000 },
  vary: {
    mode: ['outbox', 'cdc'],
    crashPercent: [0, 20],
    redeliveryPercent: [0, 50],
    rejectPercent: 'any',
    poisonPercent: [0, 5],
    ...any('consumers', 'broker'),
    maxAttempts: [1, 20],
    relayPollMs: [1, 2000],
    publishRetries: 'any',
    giveUpMs: [0, 10_000],
    workMs: [0, 20],
    fsyncMs: [0, 20],
    hopMs: [0, 5],
    restartMs: [1, 1000],
    partitions: 'any',
  },
  until: '40s',
  shrinks: ['signUps'],
  // Visitors remember what they asked for; nothing here promises to survive a wiped disk.
  faults: () => [
    ...on('wallet-*', { crash: { atOnce: 2 } }),
    ...on('broker', { crash: {} }),
    ...on('relay', { crash: {} }),
    ...on('users*', { crash: {} }),
    ...on('wallets-db', { crash: {} }),
    ...on('*', { pause: {}, partition: {} }),
    ...between('*', '*', badNetwork(seconds(2))),
  ],
};
