import type { Settings, SomeOf } from './settings';

/** A numeric clause of a challenge, read off a run. */
export interface Clause {
  readonly id: string;
  /** For example "p99 at most 100 ms". */
  readonly text: string;
  value(metrics: Record<string, number>): number;
  holds(value: number): boolean;
  readonly unit: string;
}

export interface Challenge<S = Settings> {
  readonly title: string;
  readonly goal: string;
  /** What is fixed: load, faults, objective. */
  readonly locked: SomeOf<S>;
  readonly interventions: readonly string[];
  readonly until: string | null;
  /** What the reader may change, and where it stands at first. */
  readonly start: SomeOf<S>;
  readonly clauses: readonly Clause[];
  readonly seeds: { readonly published: readonly number[]; readonly hidden: readonly number[] };
  readonly references: readonly {
    readonly id: string;
    readonly settings: SomeOf<S>;
  }[];
  readonly traps: readonly {
    readonly id: string;
    readonly why: string;
    readonly settings: SomeOf<S>;
    /** The clause that it fails. */
    readonly fails: string;
  }[];
}
