import type { Recipe } from '../sim';

/** What `load` takes: a scenario, and anything over it. `requests` is short for that setting. */
export interface Setup {
  readonly scenario?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly seed?: number;
  readonly interventions?: readonly string[];
  readonly until?: string;
  readonly requests?: number;
}

/** A way out of an error, behind a button of that name. */
export interface Offer {
  readonly label: string;
  take(): void;
}

/** What undo goes back to. */
export interface Draft {
  readonly recipe: Recipe;
  readonly story?: string;
}
