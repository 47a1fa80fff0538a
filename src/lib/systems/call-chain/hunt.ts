import { seconds, type HuntFault, type HuntSpec } from '../../sim';
import type { ChainSettings } from './settings';

const longest = seconds(3);

const FAULTS: readonly HuntFault[] = [
  { fault: 'pause', nodes: 'database', longest },
  { fault: 'crash', nodes: 'database', longest },
  { fault: 'slow', nodes: 'database', longest, most: 20 },
  { fault: 'fail-fast', nodes: 'database', longest },
  { fault: 'crash', nodes: 'orders', longest },
  { fault: 'pause', nodes: 'payments', longest },
  { fault: 'lose', nodes: '*', to: '*', longest, share: 0.3 },
  { fault: 'delay', nodes: '*', to: '*', longest, most: seconds(1) },
  { fault: 'reorder', nodes: '*', to: '*', longest, most: seconds(1) },
  { fault: 'duplicate', nodes: '*', to: '*', longest },
  { fault: 'partition', nodes: '*', longest },
];

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
    backoff: 'any',
    breaker: 'any',
    timeoutMs: [200, 1000],
    patienceMs: [1000, 4000],
    hopMs: [0, 10],
    lossPercent: [0, 5],
    marshalMs: [0, 1],
  },
  faults: () => FAULTS,
  shrinks: ['checkouts'],
};
