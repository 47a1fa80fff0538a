import { Events } from './events';
import type { Model } from './models';
import type { Operation } from './operations';
import { Placed, States } from './placed';
import { Prospects } from './prospects';

/** So many events ahead are looked at for wishes that cannot come true any more. */
const HORIZON = 128;

interface Step {
  readonly operation: number;
  readonly before: number;
  readonly top: number;
  readonly phase: number;
}

/** What is tried first: looks, then changes that happened, then those that nobody knows of. */
const LOOK = 0;
const CHANGE = 1;
const UNKNOWN = 2;

/** A search under way: which operations have been placed, and the choices that can be taken back. */
class Search {
  readonly #events: Events;
  readonly #states: States;
  readonly #placed: Placed;
  readonly #prospects: Prospects;
  readonly #phaseOf: Uint8Array;
  readonly #seen = new Set<string>();
  readonly steps: Step[] = [];
  /** Operations of known outcome without a place. */
  #left: number;
  #state: number;
  #top = -1;
  #event: number;
  #phase = LOOK;

  constructor(operations: readonly Operation[], model: Model) {
    this.#phaseOf = Uint8Array.from(operations, (o) =>
      model.looks(o.f) ? LOOK : o.answered === null ? UNKNOWN : CHANGE,
    );
    const unknown = this.#phaseOf.indexOf(UNKNOWN);
    this.#left = unknown < 0 ? operations.length : unknown;
    this.#events = new Events(operations);
    this.#states = new States(operations, model);
    this.#placed = new Placed(this.#left, operations.length);
    this.#prospects = new Prospects(operations, model);
    this.#state = this.#states.idOf(model.initial);
    this.#event = this.#events.next[0];
  }

  /** True when there is an order: `steps` holds it. */
  run(): boolean {
    const events = this.#events;
    while (this.#left > 0) {
      const operation = events.operation[this.#event];
      if (!events.isAnswer[this.#event]) {
        const isDue = this.#phaseOf[operation] === this.#phase;
        if (!isDue || !this.#attempt(operation)) this.#event = events.next[this.#event];
      } else if (this.#phase < UNKNOWN) {
        // Nothing behind an answer may come before what it answers.
        this.#phase++;
        this.#event = events.next[0];
      } else if (!this.#back()) return false;
    }
    return true;
  }

  /** Tries an operation as the next one. */
  #attempt(operation: number): boolean {
    const placed = this.#placed;
    const after = this.#states.step(this.#state, operation);
    if (after < 0) return false;
    placed.add(operation);
    if (this.#phase !== LOOK) {
      const isTop = this.#phase === CHANGE && operation > this.#top;
      const text = placed.text(after, isTop ? operation : this.#top);
      if (this.#seen.has(text) || (after !== this.#state && !this.#isHopeful(after))) {
        placed.remove(operation);
        return false;
      }
      this.#seen.add(text);
    }
    this.#put(operation, after);
    return true;
  }

  #put(operation: number, after: number): void {
    this.steps.push({ operation, before: this.#state, top: this.#top, phase: this.#phase });
    this.#events.lift(operation);
    this.#state = after;
    if (this.#phase !== UNKNOWN) {
      this.#left--;
      if (operation > this.#top) this.#top = operation;
    }
    this.#event = this.#events.next[0];
    this.#phase = LOOK;
  }

  /** Goes back to the latest choice; false when there is none. A look was none: nothing else need be tried in its place. */
  #back(): boolean {
    for (;;) {
      const step = this.steps.pop();
      if (!step) return false;
      this.#placed.remove(step.operation);
      this.#events.unlift(step.operation);
      if (step.phase !== UNKNOWN) this.#left++;
      this.#state = step.before;
      this.#top = step.top;
      this.#phase = step.phase;
      this.#event = this.#events.next[this.#events.call[step.operation]];
      if (step.phase !== LOOK) return true;
    }
  }

  /** With this state, is something of unknown outcome worth a place, and can everybody that is near still see what they saw? */
  #isHopeful(after: number): boolean {
    const { next, end, operation, isAnswer } = this.#events;
    const text = this.#states.texts[after];
    if (this.#phase === UNKNOWN && !this.#prospects.isOfUse(text, this.#placed)) return false;
    let at = next[0];
    for (let n = 0; n < HORIZON && at < end; n++) {
      const i = operation[at];
      const asks = !isAnswer[at] && !this.#placed.has(i);
      if (asks && !this.#prospects.isOpen(i, text, this.#placed)) return false;
      at = next[at];
    }
    return true;
  }
}

/**
 * Looks for a linear order of operations on one object: depth first over the operations that may come next (Wing and
 * Gong, 1993), never twice from the same set of placed operations and state (Lowe, 2017). A look that fits the state
 * is placed at once: it changes nothing, so no order is lost by it. `operations` has those of known outcome first, in
 * order of invocation. Returns their indexes in such an order, some of unknown outcome among them, or `null`.
 */
export function search(operations: readonly Operation[], model: Model): number[] | null {
  const search = new Search(operations, model);
  return search.run() ? search.steps.map((s) => s.operation) : null;
}
