import type { Model } from './models';
import type { Operation } from './operations';

/** Numbers for states, and what each operation does to each, worked out once. */
export class States {
  readonly texts: string[] = [];
  readonly #ids = new Map<string, number>();
  readonly #steps = new Map<number, number>();
  constructor(
    private readonly operations: readonly Operation[],
    private readonly model: Model,
  ) {}

  idOf(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) this.#ids.set(text, (id = this.texts.push(text) - 1));
    return id;
  }

  /** The state after the operation; −1 where its answer does not fit. */
  step(state: number, operation: number): number {
    const at = state * this.operations.length + operation;
    let next = this.#steps.get(at);
    if (next === undefined) {
      const text = this.model.step(this.texts[state], this.operations[operation]);
      this.#steps.set(at, (next = text === null ? -1 : this.idOf(text)));
    }
    return next;
  }
}

/**
 * Which operations have been placed, as bits. The text of it is short: everything before a window is placed and
 * nothing behind it, for the known outcomes; those of unknown outcome are named one by one.
 */
export class Placed {
  readonly #words: Uint32Array;
  #low = 0;
  readonly #unknown = new Set<number>();

  /** `known` operations come first, in order of invocation; the others are of unknown outcome. */
  constructor(
    private readonly known: number,
    all: number,
  ) {
    this.#words = new Uint32Array(Math.ceil(all / 32) + 1);
  }

  has(i: number): boolean {
    return i >= this.known ? this.#unknown.has(i) : (this.#words[i >>> 5] & (1 << (i & 31))) !== 0;
  }

  add(i: number): void {
    if (i >= this.known) this.#unknown.add(i);
    else this.#words[i >>> 5] |= 1 << (i & 31);
  }

  remove(i: number): void {
    if (i >= this.known) {
      this.#unknown.delete(i);
      return;
    }
    this.#words[i >>> 5] &= ~(1 << (i & 31));
    if (i >>> 5 < this.#low) this.#low = i >>> 5;
  }

  /** `top`: no known operation behind this one has been placed. */
  text(state: number, top: number): string {
    const words = this.#words;
    while (words[this.#low] === 0xffffffff) this.#low++;
    let text = `${state}:${this.#low}`;
    for (let w = this.#low; w <= top >> 5; w++) text += `,${words[w]}`;
    if (this.#unknown.size > 0) text += `?${[...this.#unknown].sort((a, b) => a - b).join()}`;
    return text;
  }
}
