import { parseArgs, type ParseArgsConfig } from 'node:util';
import { InputError } from '../lib/sim';
import { systemIds } from '../lib/systems';
import type { Output } from './verb';

type Options = NonNullable<ParseArgsConfig['options']>;

/** What a verb understands: its words after the name, and its options. */
export interface Usage<O extends Options> {
  readonly usage: string;
  /** Most words after the verb. */
  readonly words: number;
  readonly options: O;
}

/** Kinds of options: one that is followed by a text, one that may be given several times, one that is there or not. */
export const TEXT = { type: 'string' } as const;
export const TEXTS = { type: 'string', multiple: true } as const;
export const FLAG = { type: 'boolean' } as const;

/** Throws an error that says what a field must be, and what was given instead. */
export function mustBe(field: string, allowed: string, raw: string | undefined): never {
  const got = raw === undefined ? 'got nothing' : `got \`${raw.slice(0, 40)}\``;
  throw new InputError(field, `must be ${allowed}; ${got}`);
}

/** `--seed -1` as `--seed=-1`: a value may begin with a minus and a digit, so that its own check can refuse it. */
function withNegatives(args: readonly string[], options: Options): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const next = args[i + 1] ?? '';
    const takesValue = options[args[i].replace(/^--/, '')]?.type === 'string';
    if (args[i].startsWith('--') && takesValue && /^-[.\d]/.test(next)) {
      joined.push(`${args[i]}=${next}`);
      i++;
    } else joined.push(args[i]);
  }
  return joined;
}

/** What Node's own reader complains about, in our words; as it is where there are none. */
function complaint(error: Error): string {
  const [first] = error.message.split(/\.\s|\n/);
  const option = /--[\w-]+/.exec(first)?.[0];
  if (option && /argument (?:missing|is ambiguous)/.test(first))
    return `${option} must be followed by a value`;
  if (option && /does not take an argument/.test(first)) return `${option} takes no value`;
  return first.replace(/[.\s]+$/, '');
}

type Token = { kind: string; name?: string; value?: string | boolean };

/** Says on stderr which options were given more than once: only the last one counts. */
function warnOfRepeats(verb: string, options: Options, tokens: readonly Token[], out: Output) {
  for (const [name, { multiple }] of Object.entries(options)) {
    const given = tokens.filter((t) => t.kind === 'option' && t.name === name);
    if (multiple || given.length < 2) continue;
    const last = given.at(-1)?.value;
    const counts = typeof last === 'string' ? `, \`${last.slice(0, 40)}\`,` : '';
    out.say(
      `${verb}: --${name} was given ${given.length} times; only the last one${counts} counts`,
    );
  }
}

/**
 * Reads the words and options after a verb. Throws an error that names the option and what is allowed; warns through
 * `out` of an option that was given twice.
 */
export function readArguments<O extends Options>(
  verb: string,
  usage: Usage<O>,
  args: string[],
  out: Output,
) {
  try {
    const read = parseArgs({
      args: withNegatives(args, usage.options),
      options: usage.options,
      allowPositionals: true,
      strict: true,
      tokens: true,
    });
    if (read.positionals.length > usage.words) {
      const extra = read.positionals[usage.words].slice(0, 40);
      throw new InputError(verb, `\`${extra}\` is one word too many`, usage.usage);
    }
    warnOfRepeats(verb, usage.options, read.tokens as readonly Token[], out);
    return read;
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(verb, complaint(error as Error), usage.usage);
  }
}

/** The system that a call names. Throws an error that says which there are. */
export function systemNamed(
  verb: string,
  word: string | undefined,
  allowed: readonly string[] = systemIds,
): string {
  if (word === undefined) throw new InputError(verb, 'a system must be named', allowed.join(', '));
  return word;
}

/** Reads the `key=value` pairs of `--set`. The last one of a name counts; `out` is told of others. */
export function readSets(pairs: readonly string[] = [], out?: Output): Record<string, string> {
  const sets: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const pair of pairs) {
    const at = pair.indexOf('=');
    if (at < 1) mustBe('--set', 'key=value', pair);
    const name = pair.slice(0, at);
    if (name in sets)
      out?.say(`--set: ${name.slice(0, 40)} was given more than once; only the last value counts`);
    sets[name] = pair.slice(at + 1);
  }
  return { ...sets };
}
