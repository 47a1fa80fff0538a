import { Mistake } from '../sim';
import type { Figure, Row, Source } from './row';
import { balancing } from '../systems/load-balancer/evidence/balancing';
import { little } from '../systems/load-balancer/evidence/little';
import { queues } from '../systems/load-balancer/evidence/queues';
import { question1 } from '../systems/ledger/evidence';
import { question2 } from '../systems/service-boundaries/evidence';
import { question3 } from '../systems/contract-evolution/evidence';
import { question4 } from '../systems/transports/evidence';
import { question5 } from '../systems/task-farm/evidence';
import { question6 } from '../systems/atomic-commit/evidence';
import { question7 } from '../systems/outbox/evidence';
import { question8 } from '../systems/load-balancer/evidence';
import { question9 } from '../systems/partition/evidence';
import { question10 } from '../systems/api-compatibility/evidence';
import { question12 } from '../systems/replication/evidence';

/** The rows by group, in the order in which they are shown. The results of a group are kept in results/GROUP.json. */
export const groups: Readonly<Record<string, readonly Row[]>> = {
  queues: [little, ...queues],
  balancing,
  question1,
  question2,
  question3,
  question4,
  question5,
  question6,
  question7,
  question8,
  question9,
  question10,
  question12,
};

export const rows: readonly Row[] = Object.values(groups).flat();

/** A number, or one for each label where a row has several. */
export type Numbers = number | Record<string, number>;

/** What a row came to, as `evidence --json` and the evidence page have it. */
export interface Result {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  readonly source: Source;
  readonly published: Numbers;
  readonly ours: Numbers;
  /** In words; each figure's own range is in `figures`. */
  readonly tolerance: string;
  readonly holds: boolean;
  /** What follows `run load-balancer` on the command line. */
  readonly settings: string;
  readonly seeds: readonly number[];
  readonly figures: readonly Figure[];
}

function numbers(figures: readonly Figure[], key: 'published' | 'ours'): Numbers {
  if (figures.length === 1) return figures[0][key];
  return Object.fromEntries(figures.map((f) => [f.label, f[key]]));
}

/** The rows with that id or of that group (all without one). Throws a `Mistake` on an unknown id. */
export function rowsFor(only?: string): readonly Row[] {
  if (only !== undefined && Object.hasOwn(groups, only)) return groups[only];
  const found = only === undefined ? rows : rows.filter((r) => r.id === only);
  if (found.length === 0)
    throw new Mistake('--only', `no "${only!.slice(0, 40)}"`, rows.map((r) => r.id).join(', '));
  return found;
}

/** Runs a row. */
export async function reproduce(row: Row): Promise<Result> {
  const { id, title, unit, source, tolerance, settings, seeds } = row;
  const figures = await row.measure();
  return {
    id,
    title,
    unit,
    source,
    published: numbers(figures, 'published'),
    ours: numbers(figures, 'ours'),
    tolerance,
    holds: figures.every((f) => f.holds),
    settings,
    seeds,
    figures,
  };
}
