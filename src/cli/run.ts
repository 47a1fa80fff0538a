import { readQuestions } from '../content/read';
import {
  formatDuration,
  formatIntervention,
  makeRecipe,
  InputError,
  parseIntervention,
  scenarioOf,
  type Recipe,
  type RunResult,
  type System,
  type TraceLevel,
} from '../lib/sim';
import { loadSystem } from '../lib/systems';
import { formatRecord } from '../lib/views/log/text';
import { writeShortest } from '../lib/link/write';
import { FLAG, mustBe, readArguments, readSets, systemNamed, TEXT, TEXTS } from './arguments';
import { play } from './play';
import { readable, recordTable, table } from './table';
import type { Output, Verb } from './verb';

const USAGE = {
  usage:
    'run SYSTEM [--scenario ID] [--seed N] [--set key=value]… [--fault "3s crash server-2"]… [--until 60s] [--trace full|metrics] [--text] [--json]',
  words: 1,
  options: {
    scenario: TEXT,
    seed: TEXT,
    set: TEXTS,
    fault: TEXTS,
    until: TEXT,
    trace: TEXT,
    text: FLAG,
    json: FLAG,
  },
} as const;

type Values = ReturnType<typeof readArguments<typeof USAGE.options>>['values'];

function recipeFor(system: System, values: Values, out: Output): Recipe {
  const scenario = values.scenario === undefined ? null : scenarioOf(system, values.scenario);
  return makeRecipe(system, {
    scenario: values.scenario,
    settings: readSets(values.set, out),
    seed: values.seed,
    interventions: [...(scenario?.interventions ?? []), ...(values.fault ?? [])],
    until: values.until,
  });
}

function traceLevel({ trace, text }: Values): TraceLevel {
  if (trace !== undefined && trace !== 'full' && trace !== 'metrics')
    return mustBe('--trace', 'full or metrics', trace);
  return trace ?? (text ? 'full' : 'metrics');
}

/** Faults that the run ended before; those of a scenario too, where `--until` made it shorter. */
function warnOfLate(values: Values, { recipe, virtualMs }: RunResult, out: Output): void {
  const end = virtualMs * 1000;
  const given = (values.fault ?? []).map(parseIntervention);
  const late = (values.until ? recipe.interventions : given).filter((i) => i.at > end);
  if (late.length === 0) return;
  const more = late.length > 1 ? ` and ${late.length - 1} more` : '';
  out.say(
    `--fault: "${formatIntervention(late[0])}"${more} came after the end of the run (${formatDuration(end)}) and did nothing`,
  );
}

/** What must hold: all but a `sometimes`, and that too where an unchanged scenario promises to show it. */
function failures(system: System, values: Values, { verdicts }: RunResult, isInterrupted: boolean) {
  const changed = values.set || values.fault || values.until || isInterrupted;
  const promised =
    values.scenario && !changed ? (scenarioOf(system, values.scenario).shows ?? []) : [];
  return verdicts.filter(
    (v) => !v.holds && (v.kind !== 'sometimes' || promised.includes(v.property)),
  );
}

/** Where to see the same run: relative to wherever the site is. */
export async function linkOf(system: System, recipe: Recipe, story?: string): Promise<string> {
  const question = readQuestions().find((q) => q.system === system.id);
  const page = question ? `questions/${question.slug}/` : `embed/${system.id}/`;
  return page + (await writeShortest(system, recipe, { story }));
}

function toJson(result: RunResult, wallMs: number, link: string, isInterrupted: boolean): string {
  const { recipe, digest, virtualMs, events, metrics, nodes } = result;
  const verdicts = result.verdicts.map(({ property, kind, holds, why, at }) => ({
    property,
    kind,
    holds,
    why,
    at,
  }));
  const { system, settings, seed } = recipe;
  return JSON.stringify({
    system,
    settings,
    seed,
    digest,
    virtualMs,
    events,
    wallMs,
    metrics,
    nodes,
    verdicts,
    link,
    ...(isInterrupted && { interrupted: true }),
  });
}

function printText(result: RunResult, system: System, out: Output): void {
  // By their ids, which is what one types.
  const nodes = system.topology(result.recipe.settings as never).nodes.map(({ id }) => ({ id }));
  const width = Math.max(...nodes.map((n) => n.id.length));
  const trace = result.trace!;
  let lines: string[] = [];
  for (let i = 0; i < trace.at.length; i++) {
    lines.push(formatRecord(trace, i, nodes, width));
    if (lines.length < 10_000) continue;
    out.print(lines.join('\n'));
    lines = [];
  }
  if (lines.length > 0) out.print(lines.join('\n'));
}

/** What is left of a run without a trace: every so many-th message, a line each. */
function printSample(result: RunResult, system: System, out: Output): void {
  const { nodes } = system.topology(result.recipe.settings as never);
  const fates = ['in flight', 'delivered', 'lost'];
  const rows = (result.sample ?? []).map(({ envelope, from, to, type, sent, ended, fate }) => [
    `#${envelope}`,
    formatDuration(sent),
    `${nodes[from].id} → ${nodes[to].id}`,
    type,
    fates[fate] + (fate === 0 ? '' : ` after ${formatDuration(ended - sent)}`),
  ]);
  out.print(table([['message', 'sent', 'link', 'type', 'outcome'], ...rows]));
}

const MARK = {
  always: ['violated', 'holds'],
  eventually: ['violated', 'holds'],
  sometimes: ['not seen', 'seen'],
};

function printSummary(result: RunResult, wallMs: number, link: string, out: Output): void {
  const { recipe, digest, virtualMs, events, metrics, nodes, verdicts } = result;
  out.print(
    `${recipe.system}, seed ${recipe.seed}: ${readable(virtualMs / 1000)} s simulated, ${readable(events)} events in ${readable(wallMs)} ms, digest ${digest}\n`,
  );
  out.print(`${table(Object.entries(metrics))}\n`);
  out.print(`${recordTable(nodes)}\n`);
  out.print(
    table(
      verdicts.map((v) => [
        MARK[v.kind][Number(v.holds)],
        v.property,
        v.why ? `${v.why} (at ${(v.at ?? 0) / 1e6} s)` : v.title,
      ]),
    ),
  );
  out.print(`\n${link}`);
}

export const run: Verb = {
  usage: USAGE.usage,
  help: 'runs a recipe to its end, or until Ctrl-C (exit 130, with the results so far); exit 1 when a property fails',
  async run(args, out) {
    const { values, positionals } = readArguments('run', USAGE, args, out);
    const id = systemNamed('run', positionals[0]);
    if (values.text && values.json)
      throw new InputError('--text', 'cannot be combined with --json');
    const system = await loadSystem(id);
    const level = traceLevel(values);
    const recipe = recipeFor(system, values, out);
    const { result, wallMs, isInterrupted } = await play(system, recipe, level, out);
    if (!isInterrupted) warnOfLate(values, result, out);
    const link = await linkOf(system, recipe, values.scenario);
    const failed = failures(system, values, result, isInterrupted);
    if (values.json) out.print(toJson(result, wallMs, link, isInterrupted));
    else if (values.text && result.trace) printText(result, system, out);
    else if (values.text) printSample(result, system, out);
    else printSummary(result, wallMs, link, out);
    for (const v of failed)
      out.say(`${v.property}: ${v.why ?? 'should have been seen, and was not'}`);
    if (isInterrupted) return 130;
    return failed.length > 0 ? 1 : 0;
  },
};
