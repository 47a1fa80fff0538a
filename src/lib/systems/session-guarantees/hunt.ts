import { seconds, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { SessionSettings } from './settings';

const { on, between } = faultsWithin({ longest: seconds(2) });
const any = anyOf<SessionSettings>();

/** Sessions with a whole token, under all that replicas and links may do. */
export const hunt: HuntSpec<SessionSettings> = {
  settings: { steps: 40, stepMs: 100, ownPercent: 30 },
  until: '30s',
  vary: {
    ...any('route', 'behind', 'writes'),
    followers: [1, 4],
    clients: [1, 5],
    lagMs: [0, 400],
    gapMs: [0, 200],
    primaryRttMs: [0, 200],
    shipMs: [0, 100],
  },
  shrinks: ['steps'],
  faults: () => [
    ...on('follower-*', { crash: {} }),
    ...on('primary', { crash: {} }),
    ...on('follower-*', { pause: {} }),
    ...on('primary', { pause: {} }),
    ...on('follower-*', { slow: { most: 20 } }),
    ...on('*', { partition: {} }),
    ...between('primary', 'follower-*', { lose: {} }),
    ...between('follower-*', 'primary', { lose: {} }),
    ...between('primary', 'follower-*', {
      duplicate: {},
      reorder: { most: seconds(1) },
      delay: { most: seconds(1) },
    }),
    ...on('ana', { crash: {} }),
  ],
};
