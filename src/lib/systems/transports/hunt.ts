import { MILLISECOND, SECOND, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { Settings } from './lanes';

const { on, between } = faultsWithin();
const any = anyOf<Settings>();

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
    ...any(
      'payloadKb',
      'connections',
      'sharedConnections',
      'connectionUse',
      'start',
      'http2Layer',
      'backends',
      'layer4Policy',
    ),
    resolveEveryMs: [0, 2000],
    maxAgeS: [0, 5],
    maxStreams: 'any',
    visibilityMs: [100, 2000],
  },
  shrinks: ['calls'],
  /** Faults that the transports must tolerate: they may fail calls, but never mix them up; a queue may repeat jobs, but lose none. */
  faults: () => [
    ...on('server-*', {
      crash: { atOnce: 2 },
      pause: { atOnce: 2 },
      slow: { atOnce: 2, most: 50 },
    }),
    // Twice as often as the others: that is what a queue is for.
    ...on('worker', { crash: {} }),
    ...on('worker', { crash: {}, pause: {} }),
    ...on('broker', { crash: {} }),
    ...between('client-*', 'server-*', { lose: {} }),
    ...between('server-*', 'client-*', { lose: {} }),
    ...between('worker', 'broker', { lose: {} }),
    ...between('broker', 'worker', { lose: {} }),
    ...between('client-*', 'server-*', { duplicate: {} }),
    ...between('server-*', 'client-*', { duplicate: {} }),
    ...between('client-queue', 'broker', { duplicate: {} }),
    ...between('server-*', 'client-*', { delay: { most: SECOND } }),
    ...between('client-*', 'server-*', {
      reorder: { most: 200 * MILLISECOND },
      cut: { longest: 2 * SECOND },
    }),
  ],
};
