import { ms, type HuntFault, type HuntSpec } from '../../sim';
import { anyOf, faultsWithin } from '../hunts';
import type { VotingSettings } from './settings';

const { on, between } = faultsWithin({ longest: ms(1500) });
const any = anyOf<VotingSettings>();

const around = (judge: string): readonly HuntFault[] => [
  ...on('server-*', { crash: {}, pause: {}, slow: { atOnce: 2, most: 20 } }),
  ...on(judge, { crash: {}, pause: {} }),
  ...on('*', { partition: {} }),
  ...between('server-*', judge, { lose: {}, duplicate: {} }),
  ...between(judge, 'server-*', { duplicate: {} }),
  ...between('server-*', judge, {
    corrupt: {},
    delay: { most: ms(500) },
    reorder: { most: ms(500) },
  }),
];

/** One liar, and everything else that servers and links may do while two matching votes decide. */
export const hunt: HuntSpec<VotingSettings> = {
  settings: { questions: 100, liars: 1, deadlineMs: 400 },
  until: '10s',
  vary: {
    servers: [3, 9],
    ...any('judge', 'collude', 'versions'),
    clients: [1, 3],
    gapMs: [85, 150],
    meanMs: [1, 20],
    hopMs: [0, 20],
  },
  faults: ({ judge }) => around(judge === 'voter' ? 'voter' : 'client-*'),
  shrinks: ['questions'],
};
