import { models, type ModelId } from './models';
import { operationsOf, thatMatter, type Entry, type Operation } from './operations';
import { search } from './search';
import { witnessOf, type Witness } from './witness';

export { models, type ModelId } from './models';
export { type Entry, type Operation } from './operations';
export { readHistory } from './read-history';
export { type PlacedOperation, type Witness } from './witness';

export interface Linearizability {
  readonly linearizable: boolean;
  /** How many were judged: all but the failed ones. */
  readonly operations: number;
  /** Of the first key that has no order; left out when every key has one. */
  readonly witness?: Witness;
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

/**
 * Judges whether a history could have come from one copy of the object, each operation taking effect at one moment
 * between its invocation and its answer (Herlihy and Wing, 1990). Order of the entries is real time. An `ok` happened,
 * a `fail` did not, an `info` or a missing answer may have taken effect at any later time or never.
 * Throws a `Mistake` that names line and field on a malformed history.
 */
export function checkLinearizable(entries: readonly Entry[], id: ModelId): Linearizability {
  const model = models[id];
  const operations = operationsOf(entries, model);
  let first: Witness | undefined;
  for (const [key, all] of byKey(operations)) {
    if (search(thatMatter(all, model), model)) continue;
    const witness = witnessOf(all, model, key);
    if (!first || witness.line < first.line) first = witness;
  }
  return { linearizable: !first, operations: operations.length, ...(first && { witness: first }) };
}
