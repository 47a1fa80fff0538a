import { operationsAnd, type Entry, type Operation } from './operations';
import { stepModels, type StepModel, type StepModelId } from './step-models';
import type { PlacedOperation, Witness } from './witness';

/** Choices that are tried before the search gives up undecided. */
const MOST_TRIED = 300_000;

export interface Stepwise {
  /** `null`: given up after too many choices. */
  readonly linearizable: boolean | null;
  readonly operations: number;
  readonly witness?: Witness;
}

/** An answer or an invocation, in the order of the history. */
interface Event {
  readonly operation: number;
  readonly isAnswer: boolean;
  readonly line: number;
}

/** A place of the search to come back to: what was placed last, and what could have been in its stead. */
interface Step {
  readonly placed: number;
  readonly state: string;
  readonly at: number;
  readonly others: number[];
}

function eventsOf(operations: readonly Operation[]): Event[] {
  return operations
    .flatMap((o, operation) => [
      { operation, isAnswer: false, line: o.invoked },
      ...(o.answered === null ? [] : [{ operation, isAnswer: true, line: o.answered }]),
    ])
    .sort((a, b) => a.line - b.line);
}

/**
 * Looks for an order of a history of one object, one operation after the other (Wing and Gong, 1993), never twice from
 * the same place (Lowe, 2017). For objects whose answers say much about the state: then few operations fit at a time.
 */
class Search {
  readonly #operations: readonly Operation[];
  readonly #events: readonly Event[];
  readonly #isPlaced: boolean[];
  readonly #seen = new Set<string>();
  /** Invoked before `#at` and not placed. */
  readonly #open = new Set<number>();
  readonly #steps: Step[] = [];
  #state: string;
  #at = 0;
  /** The answer that no order has got past yet, with the longest order up to it. */
  furthest: { at: number; order: number[] } = { at: -1, order: [] };
  tried = 0;

  constructor(
    operations: readonly Operation[],
    private readonly model: StepModel,
  ) {
    this.#operations = operations;
    this.#events = eventsOf(operations);
    this.#isPlaced = operations.map(() => false);
    this.#state = model.initial;
  }

  get stuckAt(): Event {
    return this.#events[this.furthest.at];
  }

  /** True, false, or `null` when too much was tried. */
  run(): boolean | null {
    for (;;) {
      this.#pass();
      if (this.#at === this.#events.length) return true;
      if (this.#at > this.furthest.at)
        this.furthest = { at: this.#at, order: this.#steps.map(({ placed }) => placed) };
      let next = this.#fresh() ? this.#choices() : [];
      while (next.length === 0) {
        const back = this.#steps.pop();
        if (!back) return false;
        this.#undo(back);
        next = back.others;
      }
      if (++this.tried > MOST_TRIED) return null;
      this.#place(next);
    }
  }

  /** Goes on to the next answer of an operation that has no place yet. */
  #pass(): void {
    for (; this.#at < this.#events.length; this.#at++) {
      const { operation, isAnswer } = this.#events[this.#at];
      if (!isAnswer) this.#open.add(operation);
      else if (!this.#isPlaced[operation]) return;
      else this.#open.delete(operation);
    }
  }

  /** Whether nobody has been here, with the same operations placed and the same state. */
  #fresh(): boolean {
    const ahead = [...this.#open].filter((o) => this.#isPlaced[o]).sort((a, b) => a - b);
    const key = `${this.#at}|${ahead.join()}|${this.#state}`;
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return true;
  }

  /** Open operations that fit the state, those answered first tried first; of equal unknown ones only the oldest. */
  #choices(): number[] {
    const unknown = new Set<string>();
    const fitting = [...this.#open].filter((o) => {
      const operation = this.#operations[o];
      if (this.#isPlaced[o]) return false;
      if (operation.answered === null) {
        const kind = `${operation.f} ${JSON.stringify(operation.input)}`;
        if (unknown.has(kind)) return false;
        unknown.add(kind);
      }
      return this.model.step(this.#state, operation) !== null;
    });
    const end = (o: number) => this.#operations[o].answered ?? Infinity;
    return fitting.sort((a, b) => end(a) - end(b));
  }

  #place([placed, ...others]: number[]): void {
    this.#steps.push({ placed, others, state: this.#state, at: this.#at });
    this.#isPlaced[placed] = true;
    this.#state = this.model.step(this.#state, this.#operations[placed])!;
  }

  #undo({ placed, state, at }: Step): void {
    this.#isPlaced[placed] = false;
    this.#state = state;
    // What was passed since is ahead again.
    while (this.#at > at) {
      const { operation, isAnswer } = this.#events[--this.#at];
      if (isAnswer) this.#open.add(operation);
      else this.#open.delete(operation);
    }
  }
}

function witnessOf(search: Search, operations: readonly Operation[], model: StepModel): Witness {
  const { line, operation } = search.stuckAt;
  let state = model.initial;
  const order = search.furthest.order.map((o): PlacedOperation => {
    state = model.step(state, operations[o])!;
    return { ...operations[o], state };
  });
  const stuck = operations[operation];
  return {
    key: stuck.key,
    line,
    order,
    unplaced: [stuck],
    why: `After everything that was answered before, ${model.show(state)}, and no order of what was open explains ${model.tell(stuck)}.`,
  };
}

/**
 * As `checkLinearizable`, for counters, accounts and sets: all operations of one object.
 * Throws an error that names line and field on a malformed history.
 */
export function checkStepwise(entries: readonly Entry[], id: StepModelId): Stepwise {
  const model = stepModels[id];
  const { operations } = operationsAnd(entries, model);
  const search = new Search(operations, model);
  const linearizable = search.run();
  return {
    linearizable,
    operations: operations.length,
    ...(linearizable === false && { witness: witnessOf(search, operations, model) }),
  };
}
