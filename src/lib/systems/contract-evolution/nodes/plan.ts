import type { Stage } from './schema';

/** One step of a change: who gets which release, or the time that old messages need to die. */
export type Step =
  'readers-both' | 'writers-both' | 'wait' | 'writers-new' | 'readers-new' | 'all-new';

export interface Move {
  readonly group: 'writers' | 'readers';
  readonly stage: Stage;
}

/** What a step moves; a wait moves nothing. */
export const movesOf = (step: Step): readonly Move[] => MOVES[step];

const MOVES: Readonly<Record<Step, readonly Move[]>> = {
  'readers-both': [{ group: 'readers', stage: 'both' }],
  'writers-both': [{ group: 'writers', stage: 'both' }],
  wait: [],
  'writers-new': [{ group: 'writers', stage: 'new' }],
  'readers-new': [{ group: 'readers', stage: 'new' }],
  'all-new': [
    { group: 'readers', stage: 'new' },
    { group: 'writers', stage: 'new' },
  ],
};

export type Order = 'producer-first' | 'consumer-first';

/** Old today, new tomorrow. */
export const oneStep = (order: Order): readonly Step[] =>
  order === 'producer-first' ? ['writers-new', 'readers-new'] : ['readers-new', 'writers-new'];

/** Expand, migrate, contract: at no time is a message under way that its reader does not understand. */
export const expandContract = (order: Order): readonly Step[] => [
  ...(order === 'producer-first'
    ? (['writers-both', 'readers-both'] as const)
    : (['readers-both', 'writers-both'] as const)),
  'wait',
  'writers-new',
  'readers-new',
];
