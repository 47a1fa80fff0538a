import { seconds, type HuntSpec } from '../../sim';
import { faultsWithin } from '../hunts';
import type { ModelSettings } from './settings';

const { on, between } = faultsWithin({ longest: seconds(3) });

/** A majority of five, under whatever crashing nodes and links may do. */
export const hunt: HuntSpec<ModelSettings> = {
  settings: { nodes: 5, quorum: 3, decisions: 40, gapMs: 200, sigma: 1, patienceMs: 400 },
  until: '60s',
  vary: {
    delays: 'any',
    rule: ['any', 'newer', 'sent', 'none'],
    heartbeatMs: [50, 200],
    timeoutMs: [280, 600],
    adaptMs: [0, 100],
    medianMs: [1, 40],
  },
  shrinks: ['decisions'],
  faults: () => [
    ...on('node-*', { crash: { atOnce: 2 }, pause: { atOnce: 2 } }),
    ...on('*', { partition: {} }),
    ...between('node-*', 'node-*', {
      lose: { atOnce: 4 },
      duplicate: { atOnce: 4 },
      reorder: { most: seconds(1), atOnce: 4 },
      delay: { most: seconds(2), atOnce: 4 },
    }),
  ],
};
