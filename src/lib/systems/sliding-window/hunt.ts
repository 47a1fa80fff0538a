import { ms, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { WindowSettings } from './settings';

const { on, between } = faultsWithin({ longest: ms(1500) });
const any = anyOf<WindowSettings>();

/** Everything that a channel may do to a design whose numbers are many enough for its window. */
export const hunt: HuntSpec<WindowSettings> = {
  settings: { messages: 40, bits: 6 },
  until: '20s',
  vary: {
    window: [2, 10],
    ...any('resend', 'timer'),
    ack: ['each', 'cumulative', 'both'],
    lossPercent: [0, 20],
    duplicatePercent: [0, 20],
    reorderMs: [0, 40],
    rtoMs: [60, 300],
    oneWayMs: [20, 80],
    packetMs: [0, 4],
  },
  shrinks: ['messages'],
  faults: () => [
    ...on('sender', { crash: {} }),
    ...on('receiver', { crash: {} }),
    ...on('channel', { crash: {} }),
    ...on('*', { pause: {}, slow: {}, partition: {} }),
    ...between('*', '*', { cut: {} }),
    ...between('*', 'channel', { lose: {} }),
    ...between('channel', '*', { duplicate: {}, corrupt: {} }),
    ...between('*', 'channel', { delay: { most: ms(60) } }),
    ...between('channel', '*', { reorder: { most: ms(60) } }),
  ],
};
