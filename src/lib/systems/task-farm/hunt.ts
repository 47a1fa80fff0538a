import { ms, type HuntFault, type HuntSpec, type SettingsOf } from '../../sim';
import type { settings } from './settings';

const longest = ms(1500);
const TO_COORDINATOR = { nodes: 'worker-*', to: 'coordinator', longest } as const;
const TO_WORKERS = { nodes: 'coordinator', to: 'worker-*', longest } as const;

/** Workers and the coordinator crash, pause and come back; the network loses, copies, delays and garbles messages. */
const ofMessages: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'worker-*', atOnce: 3, longest },
  { fault: 'pause', nodes: 'worker-*', atOnce: 3, longest },
  { fault: 'slow', nodes: 'worker-*', atOnce: 2, longest, most: 20 },
  { fault: 'crash', nodes: 'coordinator', longest },
  { fault: 'pause', nodes: 'coordinator', longest },
  { fault: 'partition', nodes: '*', longest },
  { fault: 'lose', ...TO_COORDINATOR },
  { fault: 'lose', ...TO_WORKERS },
  { fault: 'duplicate', ...TO_COORDINATOR },
  { fault: 'duplicate', ...TO_WORKERS },
  { fault: 'corrupt', ...TO_COORDINATOR },
  { fault: 'delay', ...TO_WORKERS, most: longest },
  { fault: 'reorder', ...TO_COORDINATOR, most: longest },
];

/** Threads are stopped and slowed by their operating system. Shared memory does not promise to bear a thread that dies. */
const ofThreads: readonly HuntFault[] = [
  { fault: 'pause', nodes: 'worker-*', atOnce: 3, longest },
  { fault: 'slow', nodes: 'worker-*', atOnce: 3, longest, most: 20 },
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
