import type { RunResult, System } from '../../sim';
import { lengthText, withUnit } from '../format';
import { inLabels } from '../labels';
import {
  nodeRows,
  numberRows,
  recipeRows,
  verdictRows,
  type NumberRow,
  type RecipeRow,
  type VerdictRow,
} from './diff';

/** More measures than this are a table, not a sentence. */
const MOST = 3;
/** Settings and faults that are named; the rest is counted. */
const MOST_CAUSES = 3;
/** From so many ms on, a time is read in seconds. */
const LONG_MS = 10_000;
/** What was done to a run is named in so many characters. */
const LONGEST_ACT = 80;

/** What a run came to. */
type Came = Pick<RunResult, 'metrics' | 'verdicts' | 'nodes'>;

/** What differs between two runs, in two or three sentences: how they were set up, then the properties and measures that differ most. */
export function summaryOf(system: System, a: RunResult, b: RunResult): string {
  const causes = recipeRows(system, a.recipe, b.recipe).map((row) => causeText(row, system, a, b));
  const set =
    causes.length === 0 ? 'Both runs were set up the same.' : `In B, ${some(causes, MOST_CAUSES)}.`;
  const verdicts = verdictRows(a, b)
    .filter((row) => !row.same && row.a && row.b)
    .map((row) => `“${row.title.replace(/\.$/, '')}” ${outcome(row)}`);
  const measures = measuresText(a, b);
  if (verdicts.length + measures.length === 0) return `${set} ${sameText(a, b)}`;
  const came = [
    ...(verdicts.length ? [`${some(verdicts, MOST_CAUSES)}.`] : []),
    ...(measures.length ? [`Most different: ${measures.join('; ')}.`] : []),
  ];
  return [set, ...came].join(' ');
}

/** The measures that differ most, each as "p99 latency 20 ms instead of 12 ms". */
export function measuresText(a: Came, b: Came): string[] {
  const told = new Set<string>();
  return farthest(numberRows(a.metrics, b.metrics), Infinity)
    .flatMap((row) => {
      const figures = `${value(row.b, row)} instead of ${value(row.a, row)}`;
      const label = /^(mean|max|p\d+)$/.test(row.label) ? `${row.label} latency` : row.label;
      // One measure as a count and as a share, or of all and of a part that is all, is said once.
      const stem = label.replace(/s$/, '');
      const isNew = !told.has(stem) && !told.has(figures);
      told.add(stem).add(figures);
      return isNew ? [`${label} ${figures}`] : [];
    })
    .slice(0, MOST);
}

/** Whether two runs came to the same in all that is judged and measured. */
export const cameToSame = (a: Came, b: Came): boolean =>
  [...verdictRows(a, b), ...numberRows(a.metrics, b.metrics)].every((row) => row.same) &&
  nodeRows(a, b).every(({ rows }) => rows.every((row) => row.same));

const sameText = (a: RunResult, b: RunResult): string =>
  cameToSame(a, b)
    ? 'They came out the same.'
    : 'Properties and main measures came out the same; only smaller figures differ.';

/** How B was set up otherwise than A. */
function causeText({ label, a, b }: RecipeRow, system: System, ...runs: RunResult[]): string {
  if (label === 'seed') return `the seed is ${b} instead of ${a}`;
  if (label === 'until') return `the end is ${b} instead of ${a}`;
  if (label !== 'done') {
    const isChoice = Object.values(system.settings).some(
      ({ title, type }) => title === label && type === 'choice',
    );
    const [x, y] = [a, b].map((text) => (text ? (isChoice ? `“${text}”` : text) : 'unset'));
    return `“${label}” is ${y} instead of ${x}`;
  }
  const { nodes } = system.topology(runs[b ? 1 : 0].recipe.settings as never);
  const text = inLabels(b || a, nodes);
  const short =
    text.length > LONGEST_ACT ? `${text.slice(0, LONGEST_ACT).replace(/[\s,|]+\S*$/, '')} …` : text;
  return `“${short}” is ${b ? 'added' : 'left out'}`;
}

/** Of the numbers that differ, and are seen to, those that differ most as ratios go. */
export function farthest(rows: readonly NumberRow[], most = MOST): NumberRow[] {
  const away = ({ a, b }: NumberRow): number =>
    Number.isFinite(b - a) ? Math.abs(b - a) / Math.max(Math.abs(a), Math.abs(b)) : 0;
  return rows
    .filter((row) => !row.same && away(row) > 0 && value(row.a, row) !== value(row.b, row))
    .sort((x, y) => away(y) - away(x))
    .slice(0, most);
}

function some(list: readonly string[], most: number): string {
  const more = list.length - most;
  return [...list.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/** In which of the two a property is violated, or what it waits for is seen. */
function outcome({ kind, b }: VerdictRow): string {
  if (kind === 'sometimes') return `is seen in ${b!.holds ? 'B' : 'A'} only`;
  return `is violated in ${b!.holds ? 'A' : 'B'} only`;
}

const value = (n: number, { unit }: NumberRow): string =>
  unit === 'ms' && Math.abs(n) >= LONG_MS ? lengthText(n * 1000) : withUnit(n, unit);
