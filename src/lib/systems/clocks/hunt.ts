import { MILLISECOND, SECOND, type HuntSpec } from '../../sim';
import { faultsWithin } from '../hunts';
import type { ClockSettings } from './settings';

const { on, between } = faultsWithin();

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
  shrinks: ['chains'],
  /**
   * What logical clocks bear: writers that crash, stop, or tell any time; replicas that crash; networks that lose, double,
   * delay and reorder. A wiped disk is not part of it: with it the clocks are gone.
   */
  faults: () => [
    ...on('writer-*', { crash: { atOnce: 2 } }),
    ...on('replica-*', { crash: {} }),
    ...on('writer-*', {
      pause: { atOnce: 2 },
      skew: { atOnce: 2, most: 5 * SECOND },
      partition: {},
    }),
    ...between('writer-*', 'writer-*', { lose: {} }),
    ...between('writer-*', 'replica-*', { lose: {} }),
    ...between('writer-*', 'writer-*', { duplicate: {} }),
    ...between('writer-*', 'replica-*', { duplicate: {} }),
    ...between('writer-*', 'writer-*', { delay: { most: 500 * MILLISECOND } }),
    ...between('writer-*', 'replica-*', { reorder: { most: 200 * MILLISECOND } }),
  ],
};
