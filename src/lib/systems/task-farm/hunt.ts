import { ms, type HuntFault, type HuntSpec, type SettingsOf } from '../../sim';
import { faultsWithin } from '../hunts';
import type { settings } from './settings';

const longest = ms(1500);
const { on, between } = faultsWithin({ longest });

/** Workers and the coordinator crash, pause and come back; the network loses, copies, delays and garbles messages. */
const ofMessages: readonly HuntFault[] = [
  ...on('worker-*', { crash: { atOnce: 3 }, pause: { atOnce: 3 }, slow: { atOnce: 2, most: 20 } }),
  ...on('coordinator', { crash: {}, pause: {} }),
  ...on('*', { partition: {} }),
  ...between('worker-*', 'coordinator', { lose: {} }),
  ...between('coordinator', 'worker-*', { lose: {} }),
  ...between('worker-*', 'coordinator', { duplicate: {} }),
  ...between('coordinator', 'worker-*', { duplicate: {} }),
  ...between('worker-*', 'coordinator', { corrupt: {} }),
  ...between('coordinator', 'worker-*', { delay: { most: longest } }),
  ...between('worker-*', 'coordinator', { reorder: { most: longest } }),
];

/** Threads are stopped and slowed by their operating system. Shared memory does not promise to bear a thread that dies. */
const ofThreads: readonly HuntFault[] = [
  ...on('worker-*', { pause: { atOnce: 3 }, slow: { atOnce: 3, most: 20 } }),
];

/** Long enough tasks that faults fall among them, and few enough for thousands of runs. */
export const hunt: HuntSpec<SettingsOf<typeof settings>> = {
  settings: { tasks: 240, batch: 5, taskMs: 20, rttMs: 4, workers: 4 },
  until: '12s',
  vary: {
    mode: ['threads', 'reexecute'],
    detector: ['lease', 'heartbeat'],
    leaseFactor: [1, 20],
    heartbeatMs: [5, 200],
    backups: 'any',
    sync: ['mutex', 'atomic'],
    stepUs: [1, 1000],
  },
  faults: ({ mode }) => (mode === 'threads' ? ofThreads : ofMessages),
  shrinks: ['tasks'],
};
