/**
 * Where a verb writes: `print` for what was asked for (stdout), `say` for messages about it (stderr), `progress` for
 * how far something long has come (stderr), where somebody is there to read it.
 */
export interface Output {
  print(text: string): void;
  say(text: string): void;
  progress?(text: string): void;
}

/**
 * 0 fine, 1 a property failed or a figure is off, 4 undecided, 130 interrupted. A mistake in the call is thrown, and
 * ends as 2.
 */
export type Verdict = 0 | 1 | 4 | 130;

export interface Verb {
  readonly usage: string;
  readonly help: string;
  run(args: string[], out: Output): Promise<Verdict>;
}
