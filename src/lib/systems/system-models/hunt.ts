import { seconds, type HuntFault, type HuntSpec } from '../../sim';
import type { ModelSettings } from './settings';

const longest = seconds(3);

const FAULTS: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'node-*', longest, atOnce: 2 },
  { fault: 'pause', nodes: 'node-*', longest, atOnce: 2 },
  { fault: 'partition', nodes: '*', longest },
  { fault: 'lose', nodes: 'node-*', to: 'node-*', longest, atOnce: 4 },
  { fault: 'duplicate', nodes: 'node-*', to: 'node-*', longest, atOnce: 4 },
  { fault: 'reorder', nodes: 'node-*', to: 'node-*', longest, most: seconds(1), atOnce: 4 },
  { fault: 'delay', nodes: 'node-*', to: 'node-*', longest, most: seconds(2), atOnce: 4 },
];

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
  faults: () => FAULTS,
  shrinks: ['decisions'],
};
