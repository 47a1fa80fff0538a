import { SECOND, type HuntFault, type HuntSpec, type SettingsOf } from '../../sim';
import type { settings } from './settings';

const BETWEEN = { nodes: 'node-*', to: 'node-*' } as const;
const SHORT = 200 * SECOND;

/** Faults that the design must tolerate. A node with a wiped disk downloads the chain again from its peers. */
const faults: readonly HuntFault[] = [
  { fault: 'partition', nodes: 'node-*', longest: SHORT },
  { fault: 'crash', nodes: 'node-*', atOnce: 4, longest: SHORT },
  { fault: 'wipe', nodes: 'node-*', longest: SHORT },
  { fault: 'crash', nodes: 'bank', longest: SHORT },
  { fault: 'pause', nodes: '*', atOnce: 3, longest: SHORT },
  { fault: 'skew', nodes: 'node-*', atOnce: 2, most: 60 * SECOND, longest: SHORT },
  { fault: 'cut', ...BETWEEN, atOnce: 4, longest: SHORT },
  { fault: 'lose', ...BETWEEN, atOnce: 2, longest: SHORT },
  { fault: 'duplicate', ...BETWEEN, atOnce: 2, longest: SHORT },
  { fault: 'corrupt', ...BETWEEN, atOnce: 2, longest: SHORT },
  { fault: 'delay', ...BETWEEN, atOnce: 2, most: 30 * SECOND, longest: SHORT },
  { fault: 'reorder', ...BETWEEN, atOnce: 2, most: 30 * SECOND, longest: SHORT },
];

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
    peers: 'any',
    attack: 'any',
    attackerPercent: 'any',
    confirmations: 'any',
    txLossPercent: [0, 30],
    attacks: [1, 20],
    attackAtS: [0, 600],
    giveUpBlocks: 'any',
    keepBlocks: 'any',
    blockRoom: 'any',
    bankMs: 'any',
    graph: 'any',
  },
  faults: () => faults,
  mostFaults: 6,
};
