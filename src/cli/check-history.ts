import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import {
  checkLinearizable,
  models,
  readHistory,
  type ModelId,
} from '../lib/checkers/linearizability';
import { Mistake } from '../lib/sim';
import { readArguments } from './arguments';
import type { Verb } from './verb';

const USAGE = {
  usage: `check-history FILE --model ${Object.keys(models).join('|')} [--json]`,
  words: 1,
  options: { model: { type: 'string' }, json: { type: 'boolean' } },
} as const;

/** Reads a file, or what is piped in for `-`. */
async function contentOf(file: string): Promise<string> {
  try {
    return file === '-' ? await text(process.stdin) : await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Mistake(
      'FILE',
      `"${file.slice(0, 200)}" cannot be read (${code ?? 'unknown'})`,
      'a file, or - for standard input',
    );
  }
}

function modelOf(name: string | undefined): ModelId {
  if (name !== undefined && Object.hasOwn(models, name)) return name as ModelId;
  const problem = name === undefined ? 'is missing' : `no "${name.slice(0, 40)}"`;
  throw new Mistake('--model', problem, Object.keys(models).join(', '));
}

export const checkHistory: Verb = {
  usage: USAGE.usage,
  help: 'whether a history made elsewhere (JSON Lines) is linearizable; FILE - reads standard input; exit 1 when not',
  async run(args, out) {
    const { values, positionals } = readArguments('check-history', USAGE, args);
    const [file] = positionals;
    if (file === undefined) throw new Mistake('check-history', 'which file?', USAGE.usage);
    const model = modelOf(values.model);
    const entries = readHistory(await contentOf(file));
    const began = performance.now();
    const { linearizable, operations, witness } = checkLinearizable(entries, model);
    const wallMs = Math.round(performance.now() - began);
    if (values.json) out.print(JSON.stringify({ linearizable, operations, wallMs, witness }));
    else {
      out.print(
        `${linearizable ? 'linearizable' : 'not linearizable'}: ${operations} operations in ${wallMs} ms`,
      );
      if (witness) out.print(witness.why);
    }
    return linearizable ? 0 : 1;
  },
};
