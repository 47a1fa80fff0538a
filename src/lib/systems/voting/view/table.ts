import type { SettingValue } from '../../../sim';

/** How a cell's run came out: all answers right, some wrong, or some missing and none wrong. */
export type Result = 'right' | 'wrong' | 'silent';

/** How many votes decide: those of the run, or one more than there are liars. */
export type Rule = 'as-set' | 'b-plus-1';

export interface Group {
  readonly liars: number;
  readonly dead: number;
}

export const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Up to three liars and two crashed servers, in the order of what they take. */
export const GROUPS: readonly Group[] = [0, 1, 2, 3]
  .flatMap((liars) => [0, 1, 2].map((dead) => ({ liars, dead })))
  .sort((a, b) => 2 * a.liars + a.dead - (2 * b.liars + b.dead) || a.liars - b.liars);

export const keyOf = (n: number, { liars, dead }: Group): string => `${n} ${liars} ${dead}`;

export interface CellRun {
  readonly settings: Readonly<Record<string, SettingValue>>;
  readonly interventions: readonly string[];
}

const QUESTIONS = 20;

/** What is run for a cell; `null` where there are more faulty servers than servers. */
export function cellRun(
  n: number,
  { liars, dead }: Group,
  rule: Rule,
  run: Readonly<Record<string, SettingValue>>,
): CellRun | null {
  if (liars + dead > n) return null;
  const { deadlineMs, meanMs, hopMs, judge, needed } = run;
  return {
    settings: {
      deadlineMs,
      meanMs,
      hopMs,
      judge,
      servers: n,
      liars,
      collude: true,
      needed: rule === 'as-set' ? needed : liars + 1,
      questions: QUESTIONS,
    },
    interventions: Array.from({ length: dead }, (_, i) => `0ms crash server-${i + 1}`),
  };
}

export function resultOf({ wrong, right }: Readonly<Record<string, number>>): Result {
  if (wrong > 0) return 'wrong';
  return right === QUESTIONS ? 'right' : 'silent';
}
