import { ms, type HuntSpec, type SettingsOf } from '../../sim';
import { anyOf, badNetwork, faultsWithin } from '../hunts';
import type { settings } from './settings';

type S = SettingsOf<typeof settings>;

const { on, between } = faultsWithin({ longest: ms(1500) });
const any = anyOf<S>();

export const hunt: HuntSpec<S> = {
  settings: {
    ratePerSecond: 5,
    gapS: 0.2,
    deployAfterS: 1,
    retentionS: 3,
    replayEveryS: 0.5,
    loadS: 24,
    rollback: 'random',
  },
  vary: {
    ...any('change', 'format', 'reader'),
    hopMs: [0, 50],
  },
  until: '26s',
  faults: () => [
    ...on('users-*', { crash: { atOnce: 3 } }),
    ...on('wallet', { crash: {} }),
    ...on('surveys', { crash: {} }),
    ...on('queue', { crash: {} }),
    ...on('deployer', { crash: {} }),
    ...on('*', { pause: { atOnce: 2 }, partition: {} }),
    ...between('*', '*', badNetwork(ms(500))),
  ],
};
