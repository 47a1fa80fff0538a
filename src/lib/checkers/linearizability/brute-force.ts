import type { Model } from './models';
import type { Operation } from './operations';

/**
 * Tries every order of every subset that holds all known operations: the definition itself, for a handful of
 * operations. The judge that the search is compared with.
 */
export function hasOrder(operations: readonly Operation[], model: Model): boolean {
  const n = operations.length;
  const known = operations.reduce(
    (bits, o, i) => (o.answered === null ? bits : bits | (1 << i)),
    0,
  );
  /** Answered before the other was invoked. */
  const isBefore = (a: Operation, b: Operation) => a.answered !== null && a.answered < b.invoked;
  const extend = (done: number, state: string): boolean => {
    if ((done & known) === known) return true;
    for (let i = 0; i < n; i++) {
      if (done & (1 << i)) continue;
      const o = operations[i];
      if (operations.some((p, j) => !(done & (1 << j)) && isBefore(p, o))) continue;
      // A look of unknown outcome may see anything.
      const after = o.answered === null && model.looks(o.f) ? state : model.step(state, o);
      if (after !== null && extend(done | (1 << i), after)) return true;
    }
    return false;
  };
  return extend(0, model.initial);
}
