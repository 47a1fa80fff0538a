import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { allRows, reproduce, rowsFor, type Result } from '../lib/systems/figures';
import { FLAG, readArguments, TEXT } from './arguments';
import { readable, table } from './table';
import type { Verb } from './verb';

const USAGE = {
  usage: 'evidence [--only ID] [--json] [--write FOLDER]',
  words: 0,
  options: { only: TEXT, json: FLAG, write: TEXT },
} as const;

/** A line a figure: published, ours, and the range that counts as the same. */
function linesOf(result: Result): string[][] {
  return result.figures.map((f, i) => [
    f.holds ? 'holds' : 'OFF',
    i === 0 ? result.id : '',
    f.label,
    readable(f.published),
    readable(f.ours),
    `${readable(f.from)} … ${readable(f.to)}`,
    result.unit,
  ]);
}

/** A file for each system whose rows were all run. */
async function keep(folder: string, results: readonly Result[]): Promise<void> {
  const byId = new Map(results.map((result) => [result.id, result]));
  for (const [system, rows] of await allRows()) {
    const kept = rows.map((row) => byId.get(row.id));
    if (kept.includes(undefined)) continue;
    const text = `${JSON.stringify({ rows: kept }, null, 2)}\n`;
    writeFileSync(join(folder, system, 'evidence.json'), text);
  }
}

export const evidence: Verb = {
  usage: USAGE.usage,
  help: 'reproduces published figures and sets ours beside them; exit 1 when one is out of range; --write src/lib/systems saves the rows for the site',
  async run(args, out) {
    const { values } = readArguments('evidence', USAGE, args, out);
    const results: Result[] = [];
    const lines: string[][] = [];
    for (const row of await rowsFor(values.only)) {
      const result = await reproduce(row);
      results.push(result);
      lines.push(...linesOf(result));
      if (process.stderr.isTTY) out.say(`${result.id}: ${result.holds ? 'holds' : 'OFF'}`);
    }
    if (values.write) await keep(values.write, results);
    if (values.json) out.print(JSON.stringify({ rows: results }));
    else out.print(table([['', 'id', 'figure', 'published', 'ours', 'range', 'unit'], ...lines]));
    return results.every((r) => r.holds) ? 0 : 1;
  },
};
