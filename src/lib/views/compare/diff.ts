import {
  formatIntervention,
  parseDuration,
  parseIntervention,
  showSetting,
  type Intervention,
  type Micros,
  type Recipe,
  type RunResult,
  type Series,
  type SettingField,
  type SettingValue,
  type System,
  type Trace,
} from '../../sim';
import { seconds } from '../format';
import { labelOf } from '../measure-label';

/** The first record in which two runs differ. */
export interface Divergence {
  /** Its number, the same in both. */
  readonly record: number;
  readonly at: Micros;
  /** False where that run has no such record: it was over before. */
  readonly inA: boolean;
  readonly inB: boolean;
}

type Ids = readonly string[];

/**
 * Where two runs part: the first record that differs in time, kind, nodes or name; `null` where they are the same to
 * their ends. Nodes are told apart by id and names by their text, since numbers may differ between systems of two settings.
 */
export function firstDivergence(a: Trace, b: Trace, idsA: Ids, idsB: Ids): Divergence | null {
  const names = mapping(b.names, a.names);
  const nodes = mapping(idsB, idsA);
  const node = (i: number): number => (i < 0 ? i : nodes[i]);
  const common = Math.min(a.kind.length, b.kind.length);
  let i = 0;
  while (
    i < common &&
    a.at[i] === b.at[i] &&
    a.kind[i] === b.kind[i] &&
    a.name[i] === names[b.name[i]] &&
    a.node[i] === node(b.node[i]) &&
    a.peer[i] === node(b.peer[i])
  )
    i++;
  const [inA, inB] = [i < a.kind.length, i < b.kind.length];
  if (!inA && !inB) return null;
  const at = Math.min(inA ? a.at[i] : Infinity, inB ? b.at[i] : Infinity);
  return { record: i, at, inA, inB };
}

/** The place in `to` of each text of `from`; −2 for one that is not there. */
function mapping(from: Ids, to: Ids): Int32Array {
  const places = new Map(to.map((text, i) => [text, i]));
  return Int32Array.from(from, (text) => places.get(text) ?? -2);
}

/** One number of two runs. NaN where a run has no such number. */
export interface NumberRow {
  /** As the run names it: two names can have one label. */
  readonly name: string;
  readonly label: string;
  readonly unit: string;
  readonly a: number;
  readonly b: number;
  /** b − a */
  readonly difference: number;
  readonly same: boolean;
}

/** The numbers of both, in the order of the first. */
export function numberRows(
  a: Readonly<Record<string, number>>,
  b: Readonly<Record<string, number>>,
): NumberRow[] {
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return names.map((name) => {
    const [x, y] = [a[name] ?? NaN, b[name] ?? NaN];
    return {
      name,
      ...labelOf(name),
      a: x,
      b: y,
      difference: y - x,
      same: Object.is(x, y) || x === y,
    };
  });
}

/** Each node's own counters, of nodes that are in either run. */
export function nodeRows(
  a: Pick<RunResult, 'nodes'>,
  b: Pick<RunResult, 'nodes'>,
): { id: string; rows: NumberRow[] }[] {
  const ids = [...new Set([...Object.keys(a.nodes), ...Object.keys(b.nodes)])];
  return ids.map((id) => ({ id, rows: numberRows(a.nodes[id] ?? {}, b.nodes[id] ?? {}) }));
}

/** How one property came out in both; `undefined` where a run does not have it. */
export interface VerdictRow {
  readonly title: string;
  readonly kind: string;
  readonly a: RunResult['verdicts'][number] | undefined;
  readonly b: RunResult['verdicts'][number] | undefined;
  readonly same: boolean;
}

export function verdictRows(
  a: Pick<RunResult, 'verdicts'>,
  b: Pick<RunResult, 'verdicts'>,
): VerdictRow[] {
  const ids = [...new Set([...a.verdicts, ...b.verdicts].map((v) => v.property))];
  return ids.map((id) => {
    const [x, y] = [a, b].map((run) => run.verdicts.find((v) => v.property === id));
    const { title, kind } = (x ?? y)!;
    return { title, kind, a: x, b: y, same: x?.holds === y?.holds };
  });
}

/** Something in which two recipes differ; "" where one lacks it. */
export interface RecipeRow {
  readonly label: string;
  readonly a: string;
  readonly b: string;
}

/** All in which two recipes of a system differ: settings, seed, what was done, and when to stop. */
export function recipeRows(system: System, a: Recipe, b: Recipe): RecipeRow[] {
  const rows: RecipeRow[] = [];
  for (const name of new Set([...Object.keys(a.settings), ...Object.keys(b.settings)])) {
    if (a.settings[name] === b.settings[name]) continue;
    const label = system.settings[name]?.title ?? name;
    const [x, y] = [a, b].map((recipe) => settingText(system, name, recipe.settings[name]));
    rows.push({ label, a: x, b: y });
  }
  if (a.seed !== b.seed) rows.push({ label: 'seed', a: String(a.seed), b: String(b.seed) });
  const lines = (acts: readonly Intervention[]) => acts.map(formatIntervention);
  const [doneA, doneB] = [lines(a.interventions), lines(b.interventions)];
  const [onlyA, onlyB] = [without(doneA, doneB), without(doneB, doneA)];
  for (const text of onlyA) rows.push({ label: 'done', a: doneText(text, system), b: '' });
  for (const text of onlyB) rows.push({ label: 'done', a: '', b: doneText(text, system) });
  if (a.until !== b.until) {
    const end = (until: Micros | null) => (until === null ? 'when done' : seconds(until));
    rows.push({ label: 'until', a: end(a.until), b: end(b.until) });
  }
  return rows;
}

/** An intervention's line with its time for people: "20629195us crash a" is "20.629 s: crash a". */
function doneText(line: string, { settings }: System): string {
  const space = line.indexOf(' ');
  const time = seconds(parseDuration(line.slice(0, space)) ?? 0);
  const act = parseIntervention(line);
  const field = act.do === 'set' && Object.hasOwn(settings, act.setting) && settings[act.setting];
  if (!field) return `${time}: ${line.slice(space + 1)}`;
  return `${time}: set ${field.title} to ${showSetting(field, fromText(field, act.value))}`;
}

const fromText = (field: SettingField, value: string): SettingValue =>
  field.type === 'boolean' ? value === 'true' : value;

function settingText(system: System, name: string, value: SettingValue | undefined): string {
  if (value === undefined) return '';
  return Object.hasOwn(system.settings, name)
    ? showSetting(system.settings[name], value)
    : String(value);
}

/** What is in the first list and not in the second; twice where it is there twice more. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const left = [...other];
  return list.filter((text) => {
    const i = left.indexOf(text);
    if (i >= 0) left.splice(i, 1);
    return i < 0;
  });
}

/** Series of more lines than this make no picture when they are doubled. */
const MOST_LINES = 3;

/** A measure of both runs as one series, each line twice; `null` where their samples do not lie at the same times. */
export function overlay(a: Series, b: Series, labelA: string, labelB: string): Series | null {
  if (a.lines.length > MOST_LINES || b.lines.length > MOST_LINES) return null;
  const [longer, shorter] = a.at.length >= b.at.length ? [a, b] : [b, a];
  if (shorter.at.some((at, i) => at !== longer.at[i])) return null;
  const padded = (values: readonly number[]) => longer.at.map((_, i) => values[i] ?? NaN);
  return {
    ...longer,
    lines: [...a.lines.map((l) => `${l} ${labelA}`), ...b.lines.map((l) => `${l} ${labelB}`)],
    values: [...a.values.map(padded), ...b.values.map(padded)],
  };
}
