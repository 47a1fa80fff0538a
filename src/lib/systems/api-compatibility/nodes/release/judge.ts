import { totalOf, type ConsumerReport, type Count, type Stats } from '../users-api/messages';
import { sum } from '../../../../sim';

/** What the canary is compared by. Each includes those before it. */
export type Comparison = 'errors' | 'latency' | 'consumers';

/** Fewer answers than this prove nothing. */
export const ENOUGH = 5;
/** How much worse a canary may be: its share of errors in points, its mean time as a factor. */
const MORE_ERRORS = 0.1;
const SLOWER = 2;

const shareOf = ({ n, errors }: Pick<Count, 'n' | 'errors'>): number => (n === 0 ? 0 : errors / n);
/** Time-outs are errors and do not count as times of answers. */
const meanOf = ({ n, errors, sum }: Count): number => (n === errors ? 0 : sum / (n - errors));

/** Both sides of the comparison: the canary, and the others, or what was before where there are too few of those. */
function sides(stats: Stats, canary: number): { canary: Count; others: Count } {
  const others = totalOf(stats.by.filter((_, place) => place !== canary));
  return { canary: stats.by[canary], others: others.n >= ENOUGH ? others : stats.before };
}

/** Why the counts of the router speak against the canary; `null` when they do not. */
export function againstCanary(stats: Stats, place: number, by: Comparison): string | null {
  const { canary, others } = sides(stats, place);
  if (canary.n < ENOUGH || others.n < ENOUGH) return null;
  if (shareOf(canary) > shareOf(others) + MORE_ERRORS)
    return `${Math.round(100 * shareOf(canary))} % of its answers are errors`;
  if (by !== 'errors' && meanOf(canary) > SLOWER * meanOf(others))
    return `it takes ${(meanOf(canary) / meanOf(others)).toFixed(1)} times as long as the others`;
  return null;
}

/** Why the consumers' own counts speak against a version. */
export function againstVersion(reports: readonly ConsumerReport[], version: number): string | null {
  for (const { by } of reports) {
    const it = by.find((c) => c.version === version);
    if (!it || it.n < ENOUGH) continue;
    const rest = by.filter((c) => c.version !== version);
    const n = sum(rest.map((c) => c.n));
    const failed = sum(rest.map((c) => c.failed));
    const before = n === 0 ? 0 : failed / n;
    if (it.failed / it.n > before + MORE_ERRORS)
      return `a consumer could not use ${it.failed} of ${it.n} of its answers`;
  }
  return null;
}
