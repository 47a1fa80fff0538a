import type { Micros } from '../../sim';
import type { Finding, ProgramId } from './nodes/consumer/programs';
import type { ChangeId, Version } from './nodes/users-api/changes';

/** What a change has done to one consumer: results from answers with the change in them, and the wrong ones. */
export interface Effect {
  answers: number;
  wrong: number;
  /** Wrong results that the program itself did not notice. */
  silent: number;
  /** The most users, members or accounts that one result had wrong. */
  most: number;
  firstAt: Micros | null;
  lastAt: Micros | null;
}

/** A change that has just broken a program. */
export interface Break {
  readonly change: ChangeId;
  readonly program: ProgramId;
  readonly finding: Finding;
}

/** What the observer notes, who knows every version and every hidden dependency. No node reads it. */
export interface Observed {
  readonly effects: Readonly<Record<ProgramId, Readonly<Record<ChangeId, Effect>>>>;
  readonly versions: Map<number, Version>;
  first: Break | null;
  /** Tickets of other teams that reached the pipeline. */
  tickets: number;
}
