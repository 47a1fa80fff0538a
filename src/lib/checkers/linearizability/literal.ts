/**
 * A value that JavaScript has no exact counterpart for: a number with more digits than a double keeps, an EDN keyword.
 * Equal when the texts are.
 */
export class Literal {
  constructor(readonly text: string) {}

  /** JSON has no better way to say it than as a string. */
  toJSON(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}
