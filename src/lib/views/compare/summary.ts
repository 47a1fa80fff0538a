import type { RunResult, System } from '../../sim';
import { withUnit } from '../format';
import { numberRows, recipeRows, verdictRows, type NumberRow, type VerdictRow } from './diff';

/** More measures than this are a table, not a sentence. */
const MOST = 3;
/** Settings and faults that are named; the rest is counted. */
const MOST_CAUSES = 3;

/** What differs between two runs, in two or three sentences: how they were set up, then the properties and measures that differ most. */
export function summaryOf(system: System, a: RunResult, b: RunResult): string {
  const causes = recipeRows(system, a.recipe, b.recipe).map(({ label, a: x, b: y }) => {
    if (label !== 'done') return `${label} ${y || 'unset'} instead of ${x || 'unset'}`;
    return y ? `“${y}” added` : `“${x}” left out`;
  });
  const set =
    causes.length === 0
      ? 'Both runs were set up the same.'
      : `B differs from A in: ${some(causes, MOST_CAUSES)}.`;
  const verdicts = verdictRows(a, b)
    .filter((row) => !row.same && row.a && row.b)
    .map((row) => `“${row.title.replace(/\.$/, '')}” ${outcome(row)}`);
  const measures = farthest(numberRows(a.metrics, b.metrics)).map(
    (row) => `${row.label} ${value(row.b, row)} instead of ${value(row.a, row)}`,
  );
  if (verdicts.length + measures.length === 0) return `${set} They came out the same.`;
  const came = [
    ...(verdicts.length ? [`In B, not in A: ${some(verdicts, MOST_CAUSES)}.`] : []),
    ...(measures.length ? [`Most different: ${measures.join('; ')}.`] : []),
  ];
  return [set, ...came].join(' ');
}

/** Of the numbers that differ, those that differ most as ratios go. */
export function farthest(rows: readonly NumberRow[]): NumberRow[] {
  const away = ({ a, b }: NumberRow): number =>
    Number.isFinite(b - a) ? Math.abs(b - a) / Math.max(Math.abs(a), Math.abs(b)) : 0;
  return rows
    .filter((row) => !row.same && away(row) > 0)
    .sort((x, y) => away(y) - away(x))
    .slice(0, MOST);
}

function some(list: readonly string[], most: number): string {
  const more = list.length - most;
  return [...list.slice(0, most), ...(more > 0 ? [`${more} more`] : [])].join('; ');
}

/** How a property came out in B. */
function outcome({ kind, b }: VerdictRow): string {
  if (kind === 'sometimes') return b!.holds ? 'is seen' : 'is not seen';
  return b!.holds ? 'holds' : 'is violated';
}

const value = (n: number, { unit }: NumberRow): string => withUnit(n, unit);
