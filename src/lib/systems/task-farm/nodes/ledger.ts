import type { Micros } from '../../../sim';
import { batchesOf, type Plan, type Result } from './messages';

/** By what a coordinator recognises a result that it has counted before. */
export type Dedupe = 'none' | 'batch' | 'lease';

/** How a result was taken. */
export const Judged = { Counted: 0, Ignored: 1, Again: 2 } as const;
export type JudgedAs = (typeof Judged)[keyof typeof Judged];

/** The job's books, written with every result: what a coordinator that is started again goes on from. */
export interface Ledger {
  readonly plan: Plan;
  begun: boolean;
  /** How often each batch has been added to the total. */
  counts: number[];
  /** Tasks in the total. Right when it equals the plan's, and no batch is in it twice. */
  total: number;
  /** Results that came, known ones too. */
  arrived: number;
  /** How often each batch was handed out. */
  granted: number[];
  /** The last lease given. */
  leases: number;
  /** The leases whose results were counted, where that is what repetitions are known by. */
  seen: number[];
  ended: 'no' | 'finished' | 'aborted';
  endedAt: Micros;
  /** Counts for the measures. */
  grants: number;
  /** Grants of a batch that had been granted before. */
  again: number;
  backups: number;
  expired: number;
  /** Results that came after their lease had run out: their workers were not dead. */
  late: number;
  /** Results, and tasks in them, that were recognised as known. */
  ignored: number;
}

export const openLedger = (plan: Plan): Ledger => ({
  plan,
  begun: false,
  counts: new Array<number>(batchesOf(plan)).fill(0),
  total: 0,
  arrived: 0,
  granted: new Array<number>(batchesOf(plan)).fill(0),
  leases: 0,
  seen: [],
  ended: 'no',
  endedAt: 0,
  grants: 0,
  again: 0,
  backups: 0,
  expired: 0,
  late: 0,
  ignored: 0,
});

/** Adds a result to the total, unless it is known. */
export function judge(ledger: Ledger, dedupe: Dedupe, result: Result): JudgedAs {
  const { counts, seen } = ledger;
  const { batch, lease, size } = result;
  ledger.arrived++;
  const isFirst = counts[batch] === 0;
  const isKnown = dedupe === 'batch' ? !isFirst : dedupe === 'lease' && seen.includes(lease);
  if (isKnown) {
    ledger.ignored++;
    return Judged.Ignored;
  }
  if (dedupe === 'lease') seen.push(lease);
  counts[batch]++;
  ledger.total += size;
  return isFirst ? Judged.Counted : Judged.Again;
}

/** Tasks that are in the total at least once, and how many more times than once. */
export function audit({ plan, counts, total }: Ledger): { counted: number; twice: number } {
  let counted = 0;
  counts.forEach((n, i) => {
    if (n > 0) counted += Math.min(plan.batch, plan.tasks - i * plan.batch);
  });
  return { counted, twice: total - counted };
}
