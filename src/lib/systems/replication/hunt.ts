import { MILLISECOND, type HuntFault, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { ReplicationSettings } from './settings';

const { on, between } = faultsWithin();
const any = anyOf<ReplicationSettings>();

/** Drawn twice as often: these bring fail-overs about. */
const twice = (faults: readonly HuntFault[]): readonly HuntFault[] =>
  faults.flatMap((fault) => [fault, fault]);

/**
 * What the design promises to bear: machines that crash and come back with their disks, or stand still; networks that
 * cut, lose, duplicate, corrupt, delay and reorder. Not part of it: a wiped disk, and a clock that runs fast or slow by
 * more than the tenth by which a lease is shorter than the time until a primary is replaced.
 */
const faults: readonly HuntFault[] = [
  ...twice(on('node-*', { crash: { atOnce: 2 }, pause: { atOnce: 2 } })),
  ...on('monitor-*', { crash: {}, pause: { atOnce: 2 } }),
  ...twice(on('*', { partition: {} })),
  ...between('node-*', 'node-*', { cut: { atOnce: 2 } }),
  ...between('node-*', 'monitor-*', { cut: { atOnce: 3 } }),
  ...between('monitor-*', 'node-*', { cut: { atOnce: 3 } }),
  ...between('node-*', 'node-*', {
    lose: {},
    duplicate: {},
    corrupt: {},
    delay: { most: 500 * MILLISECOND },
    reorder: { most: 200 * MILLISECOND },
  }),
  ...between('node-*', 'monitor-*', { delay: { most: 500 * MILLISECOND } }),
];

/** A short run with few writes and quick fail-overs; zones far apart, so that much is under way when something breaks. */
export const hunt: HuntSpec<ReplicationSettings> = {
  settings: { loadS: 17, ratePerSecond: 20, detectMs: 800, zoneRttMs: 30 },
  until: '20s',
  vary: {
    mode: ['any-one', 'majority', 'all'],
    ...any('copies', 'placement', 'lagMs', 'lagSpreadPercent', 'monitors', 'backupMinutes'),
    nearRttMs: [0.1, 50],
    timeoutMs: 'any',
  },
  faults: () => faults,
  mostFaults: 7,
};
