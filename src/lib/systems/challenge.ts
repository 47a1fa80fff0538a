import {
  makeRecipe,
  simulate,
  type Challenge,
  type Clause,
  type Recipe,
  type Settings,
  type System,
} from '../sim';

/** How one clause came out on one seed. */
export interface ClauseVerdict {
  readonly clause: Clause;
  readonly value: number;
  readonly holds: boolean;
}

export interface SeedVerdict {
  readonly seed: number;
  readonly passed: boolean;
  readonly clauses: readonly ClauseVerdict[];
}

export interface Judgement {
  /** Every clause holds on every seed. */
  readonly passed: boolean;
  readonly seeds: readonly SeedVerdict[];
}

/** What is judged: the reader's settings over the start, and what is locked over both. */
export function challengeRecipe(system: System, settings: Settings, seed: number): Recipe {
  const { start, locked, interventions, until } = system.challenge;
  return makeRecipe(system, {
    settings: { ...start, ...settings, ...locked },
    seed,
    interventions,
    until,
  });
}

/** The seeds that a solution has to pass: those that are published and those that are not. */
export function challengeSeeds({ seeds }: Challenge): number[] {
  return [...seeds.published, ...seeds.hidden];
}

/** Judges runs that were made elsewhere, in a worker for example. */
export function judgeRuns(
  challenge: Challenge,
  runs: readonly { readonly seed: number; readonly metrics: Readonly<Record<string, number>> }[],
): Judgement {
  const seeds = runs.map(({ seed, metrics }): SeedVerdict => {
    const clauses = challenge.clauses.map((clause) => {
      const value = clause.value(metrics);
      return { clause, value, holds: clause.holds(value) };
    });
    return { seed, clauses, passed: clauses.every((c) => c.holds) };
  });
  return { seeds, passed: seeds.length > 0 && seeds.every((s) => s.passed) };
}

/** Runs and judges at once. Throws an `InputError` where the settings are not valid. */
export function judge(system: System, settings: Settings, seeds: readonly number[]): Judgement {
  const runs = seeds.map((seed) => {
    const { metrics } = simulate(system, challengeRecipe(system, settings, seed), {
      series: false,
    });
    return { seed, metrics };
  });
  return judgeRuns(system.challenge, runs);
}
