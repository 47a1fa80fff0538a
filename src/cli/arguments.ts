import { parseArgs, type ParseArgsConfig } from 'node:util';
import { Mistake } from '../lib/sim';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a verb understands: its words after the name, and its options. */
export interface Usage<O extends Options> {
  readonly usage: string;
  /** Most words after the verb. */
  readonly words: number;
  readonly options: O;
}

/** Reads the words and options after a verb. Throws a `Mistake` that names the option and what is allowed. */
export function readArguments<O extends Options>(verb: string, usage: Usage<O>, args: string[]) {
  try {
    const read = parseArgs({ args, options: usage.options, allowPositionals: true, strict: true });
    if (read.positionals.length > usage.words) {
      throw new Mistake(
        verb,
        `"${read.positionals[usage.words].slice(0, 40)}" is too much`,
        usage.usage,
      );
    }
    return read;
  } catch (error) {
    if (error instanceof Mistake) throw error;
    const [first] = String((error as Error).message).split(/\.\s|\n/);
    throw new Mistake(verb, first.replace(/[.\s]+$/, ''), usage.usage);
  }
}

/** Reads the `key=value` pairs of `--set`. The last one of a name counts. */
export function readSets(pairs: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1) throw new Mistake('--set', `"${pair.slice(0, 40)}" is no setting`, 'key=value');
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
