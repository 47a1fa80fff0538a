import type { Model } from './models';
import type { Operation } from './operations';
import type { Placed } from './placed';

/**
 * What each operation that wants a certain state (a look that saw it, a compare that matched) still depends on. Once
 * nothing left over can bring that state about, no order can follow, however long the search went on before it met
 * the answer: this is what keeps wrong turns short.
 */
export class Prospects {
  /** The state that an operation needs before it; `null` where any will do. */
  readonly wants: readonly (string | null)[];
  /** The same, with those of unknown outcome. */
  readonly #mayWant: readonly (string | null)[];
  /** By operation: those that can be the last step to its state, and those that can be the first one. */
  readonly #last: number[][];
  readonly #first: number[][];

  constructor(operations: readonly Operation[], model: Model) {
    this.#mayWant = operations.map((o) => model.wants(o));
    this.wants = operations.map((o, i) => (o.answered === null ? null : this.#mayWant[i]));
    const changes = operations.map((o) => model.change(o));
    this.#last = operations.map(() => []);
    this.#first = operations.map(() => []);
    this.wants.forEach((target, i) => {
      if (target === null) return;
      const end = operations[i].answered ?? 0;
      changes.forEach((change, j) => {
        if (change === null || j === i || operations[j].invoked > end) return;
        const { how, text } = change;
        if (how === 'set' ? text === target : target.endsWith(text)) this.#last[i].push(j);
        if (how === 'set' && target.startsWith(text)) this.#first[i].push(j);
      });
    });
  }

  /** Whether the operation can still get the state it wants. */
  isOpen(i: number, state: string, placed: Placed): boolean {
    const target = this.wants[i];
    if (target === null || target === state) return true;
    const hasLeft = (list: number[]) => list.findLastIndex((j) => !placed.has(j)) >= 0;
    if (!hasLeft(this.#last[i])) return false;
    return target.startsWith(state) || hasLeft(this.#first[i]);
  }

  /** Whether somebody may still see this state, or one that grows from it. If not, what made it may be left out. */
  isOfUse(state: string, placed: Placed): boolean {
    return this.#mayWant.some(
      (target, i) => target !== null && target.startsWith(state) && !placed.has(i),
    );
  }
}
