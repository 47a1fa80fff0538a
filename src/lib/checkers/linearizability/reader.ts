/** Values nested deeper than this are refused: nothing that a register holds is, and it would exhaust the stack. */
const MOST_NESTED = 500;

/** What is wrong with a text, and at which character of it. */
export class Unreadable extends Error {
  constructor(
    message: string,
    readonly at: number,
  ) {
    super(message);
  }
}

/** The place behind a string that begins at `at`; −1 where it has no end. */
export function stringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    if (text[i] === '"') return i + 1;
    if (text[i] === '\\') i++;
  }
  return -1;
}

/** Reads a text of values within values from a place on. Throws `Unreadable`. */
export abstract class Reader {
  protected readonly text: string;
  at: number;

  constructor(text: string, at = 0) {
    this.text = text;
    this.at = at;
  }

  /** The next character that says something, without taking it; "" at the end. */
  abstract peek(): string;

  /** A value that begins with this character, at so many values' depth. */
  protected abstract read(next: string, depth: number): unknown;

  take(character: string): boolean {
    if (this.peek() !== character) return false;
    this.at++;
    return true;
  }

  value(depth = 0): unknown {
    if (depth > MOST_NESTED)
      throw new Unreadable(`is nested more than ${MOST_NESTED} deep`, this.at);
    return this.read(this.peek(), depth);
  }
}
