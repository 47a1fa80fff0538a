import { seconds, type HuntFault, type HuntSpec } from '../../sim';
import type { SessionSettings } from './settings';

const longest = seconds(2);

const FAULTS: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'follower-*', longest },
  { fault: 'crash', nodes: 'primary', longest },
  { fault: 'pause', nodes: 'follower-*', longest },
  { fault: 'pause', nodes: 'primary', longest },
  { fault: 'slow', nodes: 'follower-*', longest, most: 20 },
  { fault: 'partition', nodes: '*', longest },
  { fault: 'lose', nodes: 'primary', to: 'follower-*', longest },
  { fault: 'lose', nodes: 'follower-*', to: 'primary', longest },
  { fault: 'duplicate', nodes: 'primary', to: 'follower-*', longest },
  { fault: 'reorder', nodes: 'primary', to: 'follower-*', longest, most: seconds(1) },
  { fault: 'delay', nodes: 'primary', to: 'follower-*', longest, most: seconds(1) },
  { fault: 'crash', nodes: 'ana', longest },
];

/** Sessions with a whole token, under all that replicas and links may do. */
export const hunt: HuntSpec<SessionSettings> = {
  settings: { steps: 40, stepMs: 100, ownPercent: 30 },
  until: '30s',
  vary: {
    route: 'any',
    behind: 'any',
    writes: 'any',
    followers: [1, 4],
    clients: [1, 5],
    lagMs: [0, 400],
    gapMs: [0, 200],
    primaryRttMs: [0, 200],
    shipMs: [0, 100],
  },
  faults: () => FAULTS,
  shrinks: ['steps'],
};
