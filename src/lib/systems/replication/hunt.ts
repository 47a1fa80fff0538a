import { MILLISECOND, type HuntFault, type HuntSpec } from '../../sim';
import type { ReplicationSettings } from './settings';

const BETWEEN = { nodes: 'node-*', to: 'node-*' } as const;
const TO_MONITORS = { nodes: 'node-*', to: 'monitor-*' } as const;

/** Drawn twice as often: these bring fail-overs about. */
function twice(fault: HuntFault): HuntFault[] {
  return [fault, fault];
}

/**
 * What the design promises to bear: machines that crash and come back with their disks, or stand still; networks that
 * cut, lose, duplicate, corrupt, delay and reorder. Not part of it: a wiped disk, and a clock that runs fast or slow by
 * more than the tenth by which a lease is shorter than the time until a primary is replaced.
 */
const faults: readonly HuntFault[] = [
  ...twice({ fault: 'crash', nodes: 'node-*', atOnce: 2 }),
  ...twice({ fault: 'pause', nodes: 'node-*', atOnce: 2 }),
  { fault: 'crash', nodes: 'monitor-*' },
  { fault: 'pause', nodes: 'monitor-*', atOnce: 2 },
  ...twice({ fault: 'partition', nodes: '*' }),
  { fault: 'cut', ...BETWEEN, atOnce: 2 },
  { fault: 'cut', ...TO_MONITORS, atOnce: 3 },
  { fault: 'cut', nodes: 'monitor-*', to: 'node-*', atOnce: 3 },
  { fault: 'lose', ...BETWEEN },
  { fault: 'duplicate', ...BETWEEN },
  { fault: 'corrupt', ...BETWEEN },
  { fault: 'delay', ...BETWEEN, most: 500 * MILLISECOND },
  { fault: 'reorder', ...BETWEEN, most: 200 * MILLISECOND },
  { fault: 'delay', ...TO_MONITORS, most: 500 * MILLISECOND },
];

/** A short run with few writes and quick fail-overs; zones far apart, so that much is under way when something breaks. */
export const hunt: HuntSpec<ReplicationSettings> = {
  settings: { loadS: 17, ratePerSecond: 20, detectMs: 800, zoneRttMs: 30 },
  until: '20s',
  vary: {
    mode: ['any-one', 'majority', 'all'],
    copies: 'any',
    placement: 'any',
    lagMs: 'any',
    lagSpreadPercent: 'any',
    monitors: 'any',
    backupMinutes: 'any',
    nearRttMs: [0.1, 50],
    timeoutMs: 'any',
  },
  faults: () => faults,
  mostFaults: 7,
};
