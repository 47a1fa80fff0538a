import { describe, expect, test } from 'vitest';
import { linesFor, plainRun, touched, type Plain } from '../../../../tests/fixtures/by-hand';
import type { Part } from '../../player/story';
import { parseIntervention, type RunResult } from '../../sim';
import { loadSystem, systemIds } from '../../systems';

/** What no sentence may have in it: figures out of order, ids, times as the kernel has them. */
const ODD = /NaN|undefined|null|\[object|\d us\b|\d{7}|\b0\.000\b|->/;

const brokenIn = ({ verdicts }: RunResult): string[] =>
  verdicts.flatMap((v) => (v.kind !== 'sometimes' && !v.holds ? [v.property] : []));

/** Labels of the nodes of which a sentence says that they noticed something. */
const noticing = (parts: readonly Part[]): Part[] =>
  parts.filter((p) => p.kind === 'mode' && p.byHand);

async function problemsOf(plain: Plain, line: string): Promise<string[]> {
  const { run, story } = await touched(plain, line);
  const parts = story.moments.flatMap((m) => m.parts).filter((p) => p.byHand);
  const { at, ...act } = parseIntervention(line);
  const problems: string[] = [];
  const deeds = parts.filter((p) => p.kind === 'act' && p.at === at);
  if (deeds.length !== 1) problems.push(`${deeds.length} moments say what was done`);
  for (const { text } of parts)
    if (!/^[A-Z“\d].*[.!?]$/.test(text) || ODD.test(text)) problems.push(`odd: ${text}`);
  const { nodes } = plain.system.topology(plain.recipe.settings as never);
  for (const { text, at: noticed, about } of noticing(parts)) {
    if (noticed <= at) problems.push(`noticed before it was done: ${text}`);
    if (!about.some((id) => !('node' in act && act.node === id) && nodes.some((n) => n.id === id)))
      problems.push(`noticed by nobody else: ${text}`);
    if (!/, [\d.]+ (µs|ms|s|min|h|days) after the /.test(text)) problems.push(`no time: ${text}`);
  }
  // What the untouched run keeps is broken by this; what it does not keep is not.
  const before = new Set(brokenIn(plain.run));
  const broken = run.verdicts.filter(
    (v) => brokenIn(run).includes(v.property) && v.at !== undefined,
  );
  const blaming = parts.filter((p) => / it would not have happened\.$/.test(p.text));
  const newly = broken.filter((v) => !before.has(v.property) && v.at! >= at);
  if (newly.length !== blaming.length)
    problems.push(
      `${newly.map((v) => v.property).join()} newly broken, but told: ${blaming.map((p) => p.text).join()}`,
    );
  // Nothing is said to differ in a run that came out the same, nor the other way round.
  const isSame = parts.some((p) => /the run comes out the same/.test(p.text));
  const differs = JSON.stringify(run.metrics) !== JSON.stringify(plain.run.metrics);
  if (isSame && (differs || newly.length > 0)) problems.push('said to be the same, and is not');
  if (parts.some((p) => /^Compared with [^,:]+: /.test(p.text)) && !differs)
    problems.push('said to differ, and does not');
  return problems.map((problem) => `${line}: ${problem}`);
}

describe('whatever is done by hand is told truthfully', () => {
  test.each(systemIds)('in %s', { timeout: 240_000 }, async (id) => {
    const plain = plainRun(await loadSystem(id));
    const problems: string[] = [];
    for (const line of linesFor(plain)) problems.push(...(await problemsOf(plain, line)));
    expect(problems).toEqual([]);
  });
});
