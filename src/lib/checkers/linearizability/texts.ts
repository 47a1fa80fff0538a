/**
 * Numbers for the states of one object. A state that was set whole is known by its text; one that grew by appending
 * is known by the state before it and what was added, so that a long one is never copied or compared as a whole.
 */
export class Texts {
  /** What was set, or added last. */
  readonly #text: string[] = [];
  /** The state before the last addition; −1 where the text is the whole. */
  readonly #parent: number[] = [];
  readonly #length: number[] = [];
  readonly #start: number[] = [];
  readonly #wholes = new Map<string, number>();
  readonly #grown = new Map<string, number>();
  /** By state: whether it begins the whole text of another one, as far as that was asked. */
  readonly #begins: (Map<number, boolean> | undefined)[] = [];

  #make(text: string, parent: number, length: number): number {
    this.#parent.push(parent);
    this.#length.push(length);
    this.#start.push(parent < 0 ? this.#start.length : this.#start[parent]);
    return this.#text.push(text) - 1;
  }

  /** The state with this whole text. All of these are to be named before the first `grow`. */
  whole(text: string): number {
    const known = this.#wholes.get(text);
    if (known !== undefined) return known;
    const id = this.#make(text, -1, text.length);
    this.#wholes.set(text, id);
    return id;
  }

  /** The state after adding a text at the end. */
  grow(state: number, text: string): number {
    if (text === '') return state;
    const key = `${state}+${text}`;
    const known = this.#grown.get(key);
    if (known !== undefined) return known;
    const length = this.#length[state] + text.length;
    const id = this.#make(text, state, length);
    this.#grown.set(key, id);
    return id;
  }

  /** Whether a state has the text of a whole one. */
  equals(state: number, whole: number): boolean {
    if (state === whole) return true;
    const isGrown = this.#parent[state] >= 0;
    return isGrown && this.#length[state] === this.#length[whole] && this.begins(state, whole);
  }

  /** Whether a state begins the text of a whole one; a state begins itself. */
  begins(state: number, whole: number): boolean {
    const all = this.#text[whole];
    const path: number[] = [];
    let at = state;
    let holds: boolean | undefined;
    while (holds === undefined) {
      holds = this.#begins[at]?.get(whole);
      if (holds !== undefined) break;
      if (this.#length[at] > all.length) holds = false;
      else if (this.#parent[at] < 0) holds = all.startsWith(this.#text[at]);
      else {
        path.push(at);
        at = this.#parent[at];
      }
    }
    while (path.length > 0) {
      at = path.pop()!;
      holds &&= all.startsWith(this.#text[at], this.#length[this.#parent[at]]);
      (this.#begins[at] ??= new Map<number, boolean>()).set(whole, holds);
    }
    return holds;
  }

  /** Whether this text comes next in a whole state, of which the first one is the beginning. */
  goesOnWith(state: number, text: string, whole: number): boolean {
    return this.#text[whole].startsWith(text, this.#length[state]);
  }

  /** The whole states of the given lengths that a whole state begins with, itself among them. */
  beginningsOf(whole: number, lengths: Iterable<number>): number[] {
    const text = this.#text[whole];
    const found: number[] = [];
    for (const length of lengths) {
      const state = length <= text.length ? this.#wholes.get(text.slice(0, length)) : undefined;
      if (state !== undefined) found.push(state);
    }
    return found;
  }

  /** The whole state that one has grown from, or itself. */
  start(state: number): number {
    return this.#start[state];
  }

  slice(whole: number, from: number, length: number): string {
    return this.#text[whole].slice(from, from + length);
  }

  length(state: number): number {
    return this.#length[state];
  }
}
