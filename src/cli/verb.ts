/** Where a verb writes: `print` for what was asked for (stdout), `say` for messages about it (stderr). */
export interface Output {
  print(text: string): void;
  say(text: string): void;
}

/** 0 fine, 1 a property failed or a figure is off. A mistake in the call is thrown, and ends as 2. */
export type Verdict = 0 | 1;

export interface Verb {
  readonly usage: string;
  readonly help: string;
  run(args: string[], out: Output): Promise<Verdict>;
}
