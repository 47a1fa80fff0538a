import type { RecipeParts } from '../../../sim';

interface Model {
  readonly id: string;
  readonly title: string;
  readonly settings: NonNullable<RecipeParts['settings']>;
  readonly interventions: readonly string[];
}

/** What is known of the time that messages take. */
export const TIMINGS: readonly Model[] = [
  {
    id: 'synchronous',
    title: 'synchronous',
    settings: { scheduler: 'drawn' },
    interventions: [],
  },
  {
    id: 'partially-synchronous',
    title: 'partially synchronous',
    settings: { scheduler: 'adversary' },
    interventions: ['10s operate scheduler draw'],
  },
  {
    id: 'asynchronous',
    title: 'asynchronous',
    settings: { scheduler: 'adversary' },
    interventions: [],
  },
];

/** What one node may do wrong. */
export const FAULTS: readonly Model[] = [
  { id: 'none', title: 'no fault', settings: {}, interventions: [] },
  { id: 'crash', title: 'crash', settings: {}, interventions: ['50ms crash node-5'] },
  {
    id: 'omission',
    title: 'omission',
    settings: {},
    interventions: ['0ms lose node-5->scheduler 60%'],
  },
  { id: 'byzantine', title: 'Byzantine', settings: { liars: 1 }, interventions: [] },
];

export const QUORUMS = [1, 3, 4];

export type Outcome = 'decided' | 'undecided' | 'conflict';

export interface Cell {
  readonly outcome: Outcome;
  /** The highest round, and suspicions of live nodes. */
  readonly rounds: number;
  readonly mistakes: number;
}

export const keyOf = (timing: Model, fault: Model): string => `${timing.id} ${fault.id}`;

const VOTES = 10;

/** What is run for a cell: ten votes of five nodes, in at most 30 s. */
export function cellRun(timing: Model, fault: Model, quorum: number, seed: number): RecipeParts {
  return {
    settings: {
      nodes: 5,
      quorum,
      decisions: VOTES,
      gapMs: 100,
      ...timing.settings,
      ...fault.settings,
    },
    interventions: [...timing.interventions, ...fault.interventions],
    until: '30s',
    seed,
  };
}

export function outcomeOf(metrics: Readonly<Record<string, number>>): Cell {
  const { conflictingDecisions, decisions, mostRounds, falseSuspicions } = metrics;
  const outcome =
    conflictingDecisions > 0 ? 'conflict' : decisions === VOTES ? 'decided' : 'undecided';
  return { outcome, rounds: mostRounds, mistakes: falseSuspicions };
}
