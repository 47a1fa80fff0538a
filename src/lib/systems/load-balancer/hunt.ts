import type { HuntSpec, SettingsOf } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { settings } from './settings';

type S = SettingsOf<typeof settings>;

const { on, between } = faultsWithin();
const any = anyOf<S>();

export const hunt: HuntSpec<S> = {
  settings: { requests: 2000, ratePerSecond: 200 },
  vary: {
    ...any('policy', 'servers'),
    serviceMs: [0.01, 20],
    slowFactor: [1, 10],
    ...any('queueCap', 'workers'),
    checkIntervalMs: [0, 30_000],
    ...any('checkFailures', 'ejectAfterErrors'),
    hopMs: [0, 50],
    ...any('balancers', 'autoscaler', 'serviceDistribution', 'slowServer'),
    slowStartMs: [0, 30_000],
    panicPercent: 'any',
    timeoutMs: [200, 5000],
    bootMs: [0, 20_000],
  },
  until: '20s',
  shrinks: ['requests'],
  // Of machines, not of balancers or links: nothing here promises to survive the loss of those without lost answers.
  faults: ({ servers }) => [
    ...on('server-*', {
      crash: { atOnce: servers, longest: 8_000_000 },
      pause: { atOnce: 2, longest: 8_000_000 },
      slow: { atOnce: 2, most: 50 },
      'fail-fast': { atOnce: 2 },
    }),
    ...between('lb-*', 'server-*', { lose: { share: 0.9 } }),
    ...between('server-*', 'lb-*', { delay: { most: 3_000_000 } }),
    ...between('lb-*', 'server-*', { reorder: { most: 100_000 } }),
  ],
};
