/** What was, and what was undone: the two stacks behind Ctrl+Z. */
export class Undo<T> {
  #past: T[] = [];
  #future: T[] = [];
  /** More steps back than anyone takes. */
  readonly #most = 200;

  get canUndo(): boolean {
    return this.#past.length > 0;
  }
  get canRedo(): boolean {
    return this.#future.length > 0;
  }

  /** Something new was done; what it replaced can be had back. */
  push(replaced: T): void {
    this.#past.push(replaced);
    if (this.#past.length > this.#most) this.#past.shift();
    this.#future = [];
  }

  undo(present: T): T | undefined {
    const back = this.#past.pop();
    if (back !== undefined) this.#future.push(present);
    return back;
  }

  redo(present: T): T | undefined {
    const again = this.#future.pop();
    if (again !== undefined) this.#past.push(present);
    return again;
  }

  clear(): void {
    this.#past = [];
    this.#future = [];
  }
}
