import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { getHeapStatistics } from 'node:v8';
import {
  checkLinearizable,
  models,
  readHistory,
  readValue,
  type Entry,
  type Linearizability,
  type ModelId,
  type Witness,
} from '../lib/checkers/linearizability';
import { InputError } from '../lib/sim';
import { FLAG, mustBe, readArguments, TEXT } from './arguments';
import { limitOf, ProgressLine, reached, type Limit } from './limits';
import { readable } from './table';
import type { Output, Verb } from './verb';

const USAGE = {
  usage: `check-history FILE --model ${Object.keys(models).join('|')} [--initial VALUE] [--limit 30s,2GB] [--json]`,
  words: 1,
  options: { model: TEXT, initial: TEXT, limit: TEXT, json: FLAG },
} as const;

/** More of an order than this is left out of a document; its end, which the explanation is about, is kept. */
const MOST_PLACED = 10_000;
const KEPT = 200;

/** Reads a file, or what is piped in for `-`. */
async function contentOf(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError(
      'FILE',
      `"${file.slice(0, 200)}" cannot be read (${code ?? 'unknown'})`,
      'a file, or - for standard input',
    );
  }
}

function modelOf(name: string | undefined): ModelId {
  if (name !== undefined && Object.hasOwn(models, name)) return name as ModelId;
  return mustBe('--model', Object.keys(models).join(' or '), name);
}

function initialOf(raw: string | undefined, model: ModelId): unknown {
  if (raw === undefined) return undefined;
  const value = readValue(raw);
  if (model === 'kv') return typeof value === 'string' ? value : raw;
  if (value === undefined) mustBe('--initial', 'a JSON value, such as 0, null or \'"a"\'', raw);
  return value;
}

/** Judges within a limit, and says on stderr how far it has come when that takes a while. */
function judge(
  entries: readonly Entry[],
  model: ModelId,
  { initial, limit, out }: { initial: unknown; limit: Limit; out: Output },
): Linearizability & { wallMs: number } {
  const began = performance.now();
  const progress = new ProgressLine(out);
  let stopped: string | null = null;
  const verdict = checkLinearizable(entries, model, {
    initial,
    tick: ({ key, judged, keys, line, tried }) => {
      const ms = performance.now() - began;
      const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
      stopped ??= reached(limit, ms, process.memoryUsage.rss(), used / most);
      progress.at(
        () =>
          `${readable(Math.round(ms / 1000))} s: ${judged} of ${keys} keys decided; key ${JSON.stringify(key)} explained up to line ${readable(line)}, ${readable(tried)} choices tried`,
      );
      return stopped === null;
    },
  });
  const wallMs = Math.round(performance.now() - began);
  if (verdict.operations === 0 && verdict.linearizable) {
    const why =
      'the history has no operation that took effect or may have, so there is nothing to judge';
    return { linearizable: null, operations: 0, wallMs, why };
  }
  if (verdict.linearizable !== null) return { ...verdict, wallMs };
  return {
    ...verdict,
    wallMs,
    why: `${stopped} was reached; ${verdict.why}. --limit sets another`,
  };
}

/** States grow with an order, so that a long one would not fit into a document. */
function shortened(witness: Witness): Witness & { leftOut?: number } {
  const { order } = witness;
  if (order.length <= MOST_PLACED) return witness;
  return { ...witness, order: order.slice(-KEPT), leftOut: order.length - KEPT };
}

const VERDICTS = { true: 'linearizable', false: 'not linearizable', null: 'undecided' };

export const checkHistory: Verb = {
  usage: USAGE.usage,
  help: 'checks whether a history recorded elsewhere (JSON Lines, a JSON array, Jepsen’s EDN) is linearizable; with - for FILE it reads standard input; exit 1 when it is not, 4 when undecided within --limit',
  async run(args, out) {
    const { values, positionals } = readArguments('check-history', USAGE, args, out);
    const [file] = positionals;
    if (file === undefined)
      throw new InputError('check-history', 'a file must be named', USAGE.usage);
    const model = modelOf(values.model);
    const initial = initialOf(values.initial, model);
    const limit = limitOf(values.limit);
    const entries = readHistory(await contentOf(file), out.say);
    const { linearizable, operations, wallMs, witness, why } = judge(entries, model, {
      initial,
      limit,
      out,
    });
    if (values.json) {
      const short = witness && shortened(witness);
      out.print(JSON.stringify({ linearizable, operations, wallMs, witness: short, why }));
    } else {
      out.print(
        `${VERDICTS[`${linearizable}`]}: ${readable(operations)} operations in ${readable(wallMs)} ms`,
      );
      if (witness) out.print(witness.why);
      if (why) out.print(why);
    }
    return linearizable === null ? 4 : linearizable ? 0 : 1;
  },
};
