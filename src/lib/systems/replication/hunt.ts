import { MILLISECOND, type HuntFault, type HuntSpec } from '../../sim';

const BETWEEN = { nodes: 'node-*', to: 'node-*' } as const;
const TO_MONITORS = { nodes: 'node-*', to: 'monitor-*' } as const;

/**
 * What the design promises to bear: machines that crash and come back with their disks, or stand still; networks that
 * cut, lose, double, delay and reorder. Not among it: a wiped disk, and a clock that jumps, since leases are counted
 * on clocks that run evenly.
 */
const faults: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'node-*', atOnce: 2 },
  { fault: 'crash', nodes: 'node-*', atOnce: 2 },
  { fault: 'pause', nodes: 'node-*', atOnce: 2 },
  { fault: 'crash', nodes: 'monitor-*' },
  { fault: 'pause', nodes: 'monitor-*', atOnce: 2 },
  { fault: 'partition', nodes: '*' },
  { fault: 'partition', nodes: '*' },
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

/** Half a minute with few writes and quick fail-overs. */
export const hunt: HuntSpec = {
  settings: { loadS: 24, ratePerSecond: 20, detectMs: 1000 },
  until: '30s',
  faults: () => faults,
  mostFaults: 7,
};
