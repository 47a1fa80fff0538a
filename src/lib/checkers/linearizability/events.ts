import type { Operation } from './operations';

/** Invocations and answers in the order of their lines, linked so that a placed operation can be lifted out and put back. */
export class Events {
  /** The operation of each event, and whether the event is its answer. Event 0 is the head. */
  readonly operation: Int32Array;
  readonly isAnswer: Uint8Array;
  readonly next: Int32Array;
  /** Comes after the last one. */
  readonly end: number;
  readonly #previous: Int32Array;
  readonly call: Int32Array;
  readonly #answer: Int32Array;

  constructor(operations: readonly Operation[]) {
    const events = operations.flatMap(({ invoked, answered }, operation) => [
      { line: invoked, operation, isAnswer: 0 },
      ...(answered === null ? [] : [{ line: answered, operation, isAnswer: 1 }]),
    ]);
    events.sort((a, b) => a.line - b.line);
    const n = events.length + 2;
    this.end = n - 1;
    this.operation = new Int32Array(n);
    this.isAnswer = new Uint8Array(n);
    this.next = Int32Array.from({ length: n }, (_, i) => i + 1);
    this.#previous = Int32Array.from({ length: n }, (_, i) => i - 1);
    this.call = new Int32Array(operations.length);
    this.#answer = new Int32Array(operations.length).fill(-1);
    events.forEach((e, i) => {
      this.operation[i + 1] = e.operation;
      this.isAnswer[i + 1] = e.isAnswer;
      (e.isAnswer ? this.#answer : this.call)[e.operation] = i + 1;
    });
  }

  #unlink(event: number): void {
    this.next[this.#previous[event]] = this.next[event];
    this.#previous[this.next[event]] = this.#previous[event];
  }

  #relink(event: number): void {
    this.next[this.#previous[event]] = event;
    this.#previous[this.next[event]] = event;
  }

  lift(operation: number): void {
    this.#unlink(this.call[operation]);
    if (this.#answer[operation] >= 0) this.#unlink(this.#answer[operation]);
  }

  /** Undoes the latest `lift`. */
  unlift(operation: number): void {
    if (this.#answer[operation] >= 0) this.#relink(this.#answer[operation]);
    this.#relink(this.call[operation]);
  }
}
