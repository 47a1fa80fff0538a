import { ms, type HuntFault, type HuntSpec } from '../../sim';
import type { WindowSettings } from './settings';

const longest = ms(1500);

const FAULTS: readonly HuntFault[] = [
  { fault: 'crash', nodes: 'sender', longest },
  { fault: 'crash', nodes: 'receiver', longest },
  { fault: 'crash', nodes: 'channel', longest },
  { fault: 'pause', nodes: '*', longest },
  { fault: 'slow', nodes: '*', longest },
  { fault: 'partition', nodes: '*', longest },
  { fault: 'cut', nodes: '*', to: '*', longest },
  { fault: 'lose', nodes: '*', to: 'channel', longest },
  { fault: 'duplicate', nodes: 'channel', to: '*', longest },
  { fault: 'corrupt', nodes: 'channel', to: '*', longest },
  { fault: 'delay', nodes: '*', to: 'channel', longest, most: ms(60) },
  { fault: 'reorder', nodes: 'channel', to: '*', longest, most: ms(60) },
];

/** Everything that a channel may do to a design whose numbers are many enough for its window. */
export const hunt: HuntSpec<WindowSettings> = {
  settings: { messages: 40, bits: 6 },
  until: '20s',
  vary: {
    window: [2, 10],
    resend: 'any',
    timer: 'any',
    ack: ['each', 'cumulative', 'both'],
    lossPercent: [0, 20],
    duplicatePercent: [0, 20],
    reorderMs: [0, 40],
    rtoMs: [60, 300],
    oneWayMs: [20, 80],
    packetMs: [0, 4],
  },
  faults: () => FAULTS,
  shrinks: ['messages'],
};
