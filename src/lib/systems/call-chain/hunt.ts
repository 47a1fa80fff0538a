import { seconds, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { ChainSettings } from './settings';

const { on, between } = faultsWithin({ longest: seconds(3) });
const any = anyOf<ChainSettings>();

/** Checkouts with keys and travelling deadlines, retried within a budget, under all that may befall them. */
export const hunt: HuntSpec<ChainSettings> = {
  settings: {
    checkouts: 150,
    budget: true,
    errorPercent: 5,
  },
  until: '20s',
  vary: {
    layers: [3, 5],
    retriesAt: 'any',
    attempts: [1, 4],
    budgetPercent: [10, 50],
    ...any('backoff', 'breaker'),
    timeoutMs: [200, 1000],
    patienceMs: [1000, 4000],
    hopMs: [0, 10],
    lossPercent: [0, 5],
    marshalMs: [0, 1],
  },
  shrinks: ['checkouts'],
  faults: () => [
    ...on('database', { pause: {}, crash: {}, slow: { most: 20 }, 'fail-fast': {} }),
    ...on('orders', { crash: {} }),
    ...on('payments', { pause: {} }),
    ...between('*', '*', {
      lose: { share: 0.3 },
      delay: { most: seconds(1) },
      reorder: { most: seconds(1) },
      duplicate: {},
    }),
    ...on('*', { partition: {} }),
  ],
};
