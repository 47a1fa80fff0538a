import type { Stage } from './schema';

/** Steps of a change, in words: who gets which release, or the time until the queue has forgotten old messages. */
export const STEPS = {
  'readers-both': 'readers accept both',
  'writers-both': 'writers write both',
  wait: 'wait out the retention',
  'writers-new': 'writers stop the old',
  'readers-new': 'readers drop and reserve the old',
  'all-new': 'all at once: writers stop, readers drop',
} as const;
export type Step = keyof typeof STEPS;

export interface Move {
  readonly group: 'writers' | 'readers';
  readonly stage: Stage;
}

/** What a step moves; a wait moves nothing. */
export const MOVES: Readonly<Record<Step, readonly Move[]>> = {
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

type Order = 'producer-first' | 'consumer-first';

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
