import { ms, type HuntFault, type HuntSpec } from '../../sim';
import type { VotingSettings } from './settings';

const longest = ms(1500);

const around = (judge: string): readonly HuntFault[] => [
  { fault: 'crash', nodes: 'server-*', longest },
  { fault: 'pause', nodes: 'server-*', longest },
  { fault: 'slow', nodes: 'server-*', atOnce: 2, longest, most: 20 },
  { fault: 'crash', nodes: judge, longest },
  { fault: 'pause', nodes: judge, longest },
  { fault: 'partition', nodes: '*', longest },
  { fault: 'lose', nodes: 'server-*', to: judge, longest },
  { fault: 'duplicate', nodes: 'server-*', to: judge, longest },
  { fault: 'duplicate', nodes: judge, to: 'server-*', longest },
  { fault: 'corrupt', nodes: 'server-*', to: judge, longest },
  { fault: 'delay', nodes: 'server-*', to: judge, longest, most: ms(500) },
  { fault: 'reorder', nodes: 'server-*', to: judge, longest, most: ms(500) },
];

/** One liar, and everything else that servers and links may do while two matching votes decide. */
export const hunt: HuntSpec<VotingSettings> = {
  settings: { questions: 100, liars: 1, deadlineMs: 400 },
  until: '10s',
  vary: {
    servers: [3, 9],
    judge: 'any',
    collude: 'any',
    versions: 'any',
    clients: [1, 3],
    gapMs: [85, 150],
    meanMs: [1, 20],
    hopMs: [0, 20],
  },
  faults: ({ judge }) => around(judge === 'voter' ? 'voter' : 'client-*'),
  shrinks: ['questions'],
};
