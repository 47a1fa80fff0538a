import {
  checkLinearizable,
  checkStepwise,
  models,
  stepModels,
  type Entry,
  type Stepwise,
} from '../checkers/linearizability';
import { firstPlace, type Micros, type TimedHistoryEntry } from '../sim';

/** An entry of what the clients of a run saw, with its time. */
export type Line = TimedHistoryEntry & Entry;
/** Judges the first entries of a history. */
export type Judge = (part: readonly Line[]) => Stepwise;

/** What was said by `t`: as much of a history as its clients could tell then. */
export const saidBy = (history: readonly Line[], t: Micros): readonly Line[] =>
  history.slice(
    0,
    firstPlace(0, history.length, (i) => history[i].time <= t),
  );

/** The judge of the kind of object whose operations these are; `null` where there is none. */
export function judgeOf(history: readonly Line[]): Judge | null {
  const isOf = ({ operations }: { operations: readonly string[] }) =>
    history.every(({ f }) => operations.includes(f));
  const model = Object.values(models).find(isOf);
  if (model) return (part) => checkLinearizable(part, model.id);
  const other = Object.values(stepModels).find(isOf);
  return other ? (part) => checkStepwise(part, other.id) : null;
}

/** A verdict that can be given at any moment of the run: once a history has no order, no later answer gives it one. */
export interface Verdict {
  /** Of the whole history; `null`: undecided. */
  readonly linearizable: boolean | null;
  /** How many entries the shortest part without an order has; Infinity where the whole has one. */
  readonly breaksAt: number;
  /** Of that part: it names nothing that comes later. */
  readonly witness: Stepwise['witness'] | null;
}

/** Judges a whole history, and finds the answer with which it loses its last order. */
export function verdictOf(history: readonly Line[], judge: Judge): Verdict {
  const whole = judge(history);
  const { linearizable } = whole;
  if (!whole.witness) return { linearizable, breaksAt: Infinity, witness: null };
  const first = (length: number) => judge(history.slice(0, length));
  // Judging all, a search knows answers that were still to come: the part up to its line may yet have an order.
  const breaksAt =
    firstPlace(
      whole.witness.line - 1,
      history.length - 1,
      (i) => first(i + 1).linearizable !== false,
    ) + 1;
  return { linearizable, breaksAt, witness: first(breaksAt).witness ?? whole.witness };
}
