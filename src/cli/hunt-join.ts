import { readFile } from 'node:fs/promises';
import { InputError } from '../lib/sim';
import { FLAG, readArguments } from './arguments';
import { readable } from './table';
import type { Verb } from './verb';

const MOST_FILES = 100_000;
const USAGE = {
  usage: 'hunt-join FILE… [--json]',
  words: MOST_FILES,
  options: { json: FLAG },
} as const;

/** What `hunt --json` prints. */
interface Part {
  readonly tried: number;
  readonly failed: number;
  readonly wallMs: number;
  readonly counterexample: {
    readonly property: string;
    readonly why: string;
    readonly foundBySeed: number;
    readonly link: string;
    readonly interventions: string[];
  } | null;
}

function partFrom(line: string, where: string): Part {
  let part: Partial<Part> | null;
  try {
    part = JSON.parse(line) as Partial<Part> | null;
  } catch {
    part = null;
  }
  const isCount = (n: unknown) => typeof n === 'number' && n >= 0;
  if (
    !isCount(part?.tried) ||
    !isCount(part?.failed) ||
    !isCount(part?.wallMs) ||
    part?.counterexample === undefined
  )
    throw new InputError(
      where,
      `"${line.slice(0, 40)}" is not a result of a hunt`,
      'lines that hunt --json printed',
    );
  return part as Part;
}

async function partsIn(file: string): Promise<Part[]> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new InputError(
      'FILE',
      `"${file.slice(0, 200)}" cannot be read (${error.code ?? 'unknown'})`,
      'files of what hunt --json printed',
    );
  });
  const lines = text.split('\n').map((line, i) => ({ line, where: `${file}, line ${i + 1}` }));
  const parts = lines
    .filter(({ line }) => line.trim())
    .map(({ line, where }) => partFrom(line, where));
  if (parts.length > 0) return parts;
  throw new InputError(
    file.slice(0, 200),
    'holds no result: a shard may be missing; run it again with hunt --json',
  );
}

/** Joins the results of a campaign's shards: one JSON document a line, in one file or in many. */
export const huntJoin: Verb = {
  usage: USAGE.usage,
  help: 'joins what the shards of a hunt printed with --json; exit 1 when one found a failure',
  async run(args, out) {
    const { values, positionals } = readArguments('hunt-join', USAGE, args, out);
    if (positionals.length === 0)
      throw new InputError('hunt-join', 'at least one file must be named', USAGE.usage);
    const parts = (await Promise.all(positionals.map(partsIn))).flat();
    const sum = (of: (p: Part) => number) => parts.reduce((n, p) => n + of(p), 0);
    const [tried, failed, wallMs] = [
      sum((p) => p.tried),
      sum((p) => p.failed),
      sum((p) => p.wallMs),
    ];
    if (tried === 0)
      throw new InputError('hunt-join', 'no part tried a seed; run the hunt with more --seeds');
    const found = parts.flatMap((p) => p.counterexample ?? []);
    const counterexample = found.sort((a, b) => a.foundBySeed - b.foundBySeed)[0] ?? null;
    if (values.json)
      out.print(JSON.stringify({ parts: parts.length, tried, failed, wallMs, counterexample }));
    else {
      out.print(
        `${readable(parts.length)} parts, ${readable(tried)} seeds tried, ${readable(failed)} failed, in ${readable(wallMs)} ms of work`,
      );
      if (counterexample) {
        const { property, why, foundBySeed, interventions, link } = counterexample;
        out.print(
          [`${property}, found by seed ${foundBySeed}: ${why}`, ...interventions, link].join('\n'),
        );
      }
    }
    return counterexample ? 1 : 0;
  },
};
