import { SECOND, type HuntSpec, type SettingsOf } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { settings } from './settings';

const { on, between } = faultsWithin({ longest: 200 * SECOND });
const any = anyOf<SettingsOf<typeof settings>>();

/** About sixty blocks, a few payments, and some coins that are spent twice. */
export const hunt: HuntSpec<SettingsOf<typeof settings>> = {
  settings: {
    blockIntervalS: 20,
    paymentsPerHour: 60,
    conflictPercent: 40,
    raceTrials: 0,
    helloS: 60,
  },
  until: '20min',
  vary: {
    hopS: [0.03, 10],
    ...any('peers', 'attack', 'attackerPercent', 'confirmations'),
    txLossPercent: [0, 30],
    attacks: [1, 20],
    attackAtS: [0, 600],
    ...any('giveUpBlocks', 'keepBlocks', 'blockRoom', 'bankMs', 'graph'),
  },
  mostFaults: 6,
  /** Faults that the design must tolerate. A node with a wiped disk downloads the chain again from its peers. */
  faults: () => [
    ...on('node-*', { partition: {}, crash: { atOnce: 4 }, wipe: {} }),
    ...on('bank', { crash: {} }),
    ...on('*', { pause: { atOnce: 3 } }),
    ...on('node-*', { skew: { atOnce: 2, most: 60 * SECOND } }),
    ...between('node-*', 'node-*', {
      cut: { atOnce: 4 },
      lose: { atOnce: 2 },
      duplicate: { atOnce: 2 },
      corrupt: { atOnce: 2 },
      delay: { atOnce: 2, most: 30 * SECOND },
      reorder: { atOnce: 2, most: 30 * SECOND },
    }),
  ],
};
