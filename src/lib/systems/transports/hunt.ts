import { MILLISECOND, SECOND, type HuntFault, type HuntSpec } from '../../sim';
import type { Settings } from './lanes';

const TO_SERVER = { nodes: 'client-*', to: 'server-*' } as const;
const TO_CLIENT = { nodes: 'server-*', to: 'client-*' } as const;

/** Faults that the transports must tolerate: they may fail calls, but never mix them up; a queue may repeat jobs, but lose none. */
const faults: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'server-*', atOnce: 2 },
  { fault: 'pause', nodes: 'server-*', atOnce: 2 },
  { fault: 'slow', nodes: 'server-*', atOnce: 2, most: 50 },
  // Twice as often as the others: that is what a queue is for.
  { fault: 'crash', nodes: 'worker' },
  { fault: 'crash', nodes: 'worker' },
  { fault: 'pause', nodes: 'worker' },
  { fault: 'crash', nodes: 'broker' },
  { fault: 'lose', ...TO_SERVER },
  { fault: 'lose', ...TO_CLIENT },
  { fault: 'lose', nodes: 'worker', to: 'broker' },
  { fault: 'lose', nodes: 'broker', to: 'worker' },
  { fault: 'duplicate', ...TO_SERVER },
  { fault: 'duplicate', ...TO_CLIENT },
  { fault: 'duplicate', nodes: 'client-queue', to: 'broker' },
  { fault: 'delay', ...TO_CLIENT, most: SECOND },
  { fault: 'reorder', ...TO_SERVER, most: 200 * MILLISECOND },
  { fault: 'cut', ...TO_SERVER, longest: 2 * SECOND },
];

export const hunt: HuntSpec<Settings> = {
  settings: {
    lanes: 'all',
    balancing: 'none',
    calls: 40,
    ratePerSecond: 8,
    workMs: 20,
    workSpread: 'exponential',
    timeoutMs: 400,
  },
  until: '8s',
  vary: {
    arrivals: 'any',
    rttMs: [0.1, 300],
    lossPercent: [0, 20],
    payloadKb: 'any',
    connections: 'any',
    sharedConnections: 'any',
    connectionUse: 'any',
    start: 'any',
    http2Layer: 'any',
    backends: 'any',
    layer4Policy: 'any',
    resolveEveryMs: [0, 2000],
    maxAgeS: [0, 5],
    maxStreams: 'any',
    visibilityMs: [100, 2000],
  },
  faults: () => faults,
  shrinks: ['calls'],
};
