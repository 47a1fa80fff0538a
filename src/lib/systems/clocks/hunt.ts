import { MILLISECOND, SECOND, type HuntFault, type HuntSpec } from '../../sim';
import type { ClockSettings } from './settings';

const BETWEEN = { nodes: 'writer-*', to: 'writer-*' } as const;
const TO_REPLICAS = { nodes: 'writer-*', to: 'replica-*' } as const;

/**
 * What logical clocks bear: writers that crash, stop, or tell any time; replicas that crash; networks that lose, double,
 * delay and reorder. A wiped disk is not part of it: with it the clocks are gone.
 */
const faults: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'writer-*', atOnce: 2 },
  { fault: 'crash', nodes: 'replica-*' },
  { fault: 'pause', nodes: 'writer-*', atOnce: 2 },
  { fault: 'skew', nodes: 'writer-*', atOnce: 2, most: 5 * SECOND },
  { fault: 'partition', nodes: 'writer-*' },
  { fault: 'lose', ...BETWEEN },
  { fault: 'lose', ...TO_REPLICAS },
  { fault: 'duplicate', ...BETWEEN },
  { fault: 'duplicate', ...TO_REPLICAS },
  { fault: 'delay', ...BETWEEN, most: 500 * MILLISECOND },
  { fault: 'reorder', ...TO_REPLICAS, most: 200 * MILLISECOND },
];

export const hunt: HuntSpec<ClockSettings> = {
  settings: { chains: 60, everyMs: 50, chainWrites: 4 },
  until: '8s',
  vary: {
    order: ['lamport', 'vector', 'hybrid'],
    writers: [2, 6],
    maxOffsetMs: [0, 500],
    errors: 'any',
    driftPpm: [0, 200],
    gapMs: [1, 200],
    concurrentPercent: 'any',
    delayMs: [0.1, 50],
    replicaMs: [0.1, 50],
    sync: 'any',
    syncEveryMs: [100, 3000],
    outMs: [0.1, 50],
    backMs: [0.1, 50],
    syncJitterMs: [0, 50],
  },
  faults: () => faults,
  shrinks: ['chains'],
};
