import { seconds, type HuntSpec, type SettingsOf } from '../../sim';
import { anyOf, badNetwork, faultsWithin } from '../hunts';
import type { settings } from './settings';

type S = SettingsOf<typeof settings>;

const { on } = faultsWithin({ longest: seconds(2) });
const { between } = faultsWithin({ longest: seconds(3) });
const any = anyOf<S>();

export const hunt: HuntSpec<S> = {
  settings: { signUps: 60, ratePerSecond: 10, patienceMs: 1000, settleMs: 1000, outageS: 2 },
  vary: {
    mode: ['two-phase', 'replicated', 'saga', 'one'],
    timeoutMs: [100, 1000],
    retries: 'any',
    takeoverMs: [200, 2000],
    ...any('services', 'placement', 'fasterPaxos', 'instances', 'routing', 'wipes'),
    // With more, what has failed stands in line behind one lock for longer than a run.
    hotPercent: [0, 10],
    ownPerSecond: [0, 20],
    requestLossPercent: [0, 20],
    replyLossPercent: [0, 20],
    ...any('rejectPercent', 'coordinatorDies'),
    diesAfterS: [0, 5],
    hopMs: [0, 20],
    jitterMs: [0, 20],
    fsyncMs: [0, 20],
  },
  until: '14s',
  shrinks: ['signUps'],
  // Visitors remember what they asked for; none of these protocols survives a wiped disk.
  faults: () => [
    ...on('*-db', { crash: {} }),
    ...on('coordinator-*', { crash: {} }),
    ...on('users-*', { crash: {} }),
    ...on('*', { pause: {}, partition: {} }),
    ...between('*', '*', badNetwork(seconds(1.5))),
  ],
};
