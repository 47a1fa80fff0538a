import type { Instant } from '../../../sim';
import type { Result } from './messages';
import { batchesOf, sizeOf, type Plan } from './plan';

/** How a coordinator recognises a result that it has counted before. */
export type Dedupe = 'none' | 'batch' | 'lease';

/** How a result was taken: added to the total, recognised as a duplicate, or added although its batch was in already. */
export type Verdict = 'counted' | 'known' | 'again';

/** The job on disk, written with every result: what a restarted coordinator goes on from. */
export interface Ledger {
  readonly plan: Plan;
  begunAt: Instant | null;
  /** How often each batch has been added to the total. */
  counts: number[];
  /** Tasks in the total. Right when it equals the plan's, and no batch is in it twice. */
  total: number;
  /** Results that came, duplicates too. */
  arrived: number;
  /** How often each batch was handed out. */
  granted: number[];
  /** When each batch was handed out first. */
  firstAt: (Instant | null)[];
  /** The last lease given. */
  leases: number;
  /** The leases whose results were counted, where duplicates are recognised by lease. */
  seen: number[];
  ended: 'no' | 'finished' | 'aborted';
  /** Counts for the measures. */
  grants: number;
  /** Grants of a batch that had been granted before. */
  again: number;
  backups: number;
  expired: number;
  /** Results that came after their lease had run out: their workers were not dead. */
  late: number;
  /** Results that were recognised as duplicates. */
  ignored: number;
}

export const openLedger = (plan: Plan): Ledger => ({
  plan,
  begunAt: null,
  counts: new Array<number>(batchesOf(plan)).fill(0),
  total: 0,
  arrived: 0,
  granted: new Array<number>(batchesOf(plan)).fill(0),
  firstAt: new Array<null>(batchesOf(plan)).fill(null),
  leases: 0,
  seen: [],
  ended: 'no',
  grants: 0,
  again: 0,
  backups: 0,
  expired: 0,
  late: 0,
  ignored: 0,
});

/** Adds a result to the total, unless it is recognised as a duplicate. */
export function judge(ledger: Ledger, dedupe: Dedupe, result: Result): Verdict {
  const { counts, seen } = ledger;
  const { batch, lease, size } = result;
  ledger.arrived++;
  const isFirst = counts[batch] === 0;
  const isKnown = dedupe === 'batch' ? !isFirst : dedupe === 'lease' && seen.includes(lease);
  if (isKnown) {
    ledger.ignored++;
    return 'known';
  }
  if (dedupe === 'lease') seen.push(lease);
  counts[batch]++;
  ledger.total += size;
  return isFirst ? 'counted' : 'again';
}

/** Tasks that are in the total at least once, and how many more times than once. */
export function audit({ plan, counts, total }: Ledger): { counted: number; twice: number } {
  let counted = 0;
  counts.forEach((n, i) => {
    if (n > 0) counted += sizeOf(plan, i);
  });
  return { counted, twice: total - counted };
}
