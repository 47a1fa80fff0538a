import { judge } from './judge';
import { canonical, models, startingAs, type Model, type ModelId } from './models';
import { operationsAnd, type Entry, type Operation } from './operations';
import type { Progress } from './search';
import { witnessOf, type Witness } from './witness';

export { models, type ModelId } from './models';
export { type Entry, type Operation } from './operations';
export { readHistory } from './read-history';
export { stepModels, type StepModelId } from './step-models';
export { checkStepwise, type Stepwise } from './stepwise';
export { readValue } from './read-value';
export { type PlacedOperation, type Witness } from './witness';

/** How far the judging of a history has come. */
export interface Judging extends Progress {
  /** The key that is being judged, and how many of all have been. */
  readonly key: string;
  readonly judged: number;
  readonly keys: number;
}

export interface CheckOptions {
  /** What every object holds before the first operation; by default `null` for a register, "" for a key. */
  readonly initial?: unknown;
  /**
   * Called every few milliseconds; returning false stops the search, undecided. This module never looks at a clock.
   */
  readonly tick?: (now: Judging) => boolean;
}

export interface Linearizability {
  /** `null`: `tick` ended the search before anything was decided. Never without a `tick`. */
  readonly linearizable: boolean | null;
  /** How many were judged: all but the failed ones. */
  readonly operations: number;
  /** Of the first key that has no order; left out when every key has one. */
  readonly witness?: Witness;
  /** How far an undecided search came. */
  readonly why?: string;
}

/** Operations on different keys do not touch one another: a history has an order when each key's part has one. */
function byKey(operations: readonly Operation[]): Map<string, Operation[]> {
  const keys = new Map<string, Operation[]>();
  for (const operation of operations) {
    const of = keys.get(operation.key);
    if (of) of.push(operation);
    else keys.set(operation.key, [operation]);
  }
  return keys;
}

function modelOf(id: ModelId, initial: unknown): Model {
  if (initial === undefined) return models[id];
  return startingAs(models[id], id === 'kv' ? String(initial) : canonical(initial));
}

const named = (key: string) => (key === '' ? 'the history' : `key ${JSON.stringify(key)}`);

/**
 * Judges whether a history could have come from one copy of the object, each operation taking effect at one moment
 * between its invocation and its answer (Herlihy and Wing, 1990). Order of the entries is real time. An `ok` happened,
 * a `fail` did not, an `info` or a missing answer may have taken effect at any later time or never.
 * Throws an error that names line and field on a malformed history.
 */
export function checkLinearizable(
  entries: readonly Entry[],
  id: ModelId,
  { initial, tick = () => true }: CheckOptions = {},
): Linearizability {
  const model = modelOf(id, initial);
  const { operations, failed } = operationsAnd(entries, model);
  // The short ones first: what a long one would use up must not keep them from being judged.
  const keys = [...byKey(operations)].sort(([, a], [, b]) => a.length - b.length);
  let first: Witness | undefined;
  let undecided: string | undefined;
  keys.forEach(([key, all], judged) => {
    const judgement = judge(all, model, (progress) =>
      tick({ ...progress, key, judged, keys: keys.length }),
    );
    if (judgement.kind === 'stopped')
      undecided ??= `${named(key)}: an order was found for everything answered before line ${judgement.line}, and not yet for more; ${judged} of ${keys.length} keys were decided before it`;
    if (judgement.kind !== 'break') return;
    if (first && first.line <= judgement.found.line) return;
    first = witnessOf({ key, operations: all, failed, model, found: judgement.found });
  });
  const linearizable = first ? false : undecided === undefined ? true : null;
  return {
    linearizable,
    operations: operations.length,
    ...(first && { witness: first }),
    ...(linearizable === null && { why: undecided }),
  };
}
