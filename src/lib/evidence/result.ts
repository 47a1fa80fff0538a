import type { Figure, Row } from './row';

/** A number, or one for each label where a row has several. */
export type Numbers = number | Record<string, number>;

/** What a row came to, as `evidence --json` and the evidence page have it. */
export interface Result extends Omit<Row, 'cheap' | 'measure'> {
  readonly published: Numbers;
  readonly ours: Numbers;
  readonly holds: boolean;
  readonly figures: readonly Figure[];
}

function numbers(figures: readonly Figure[], key: 'published' | 'ours'): Numbers {
  if (figures.length === 1) return figures[0][key];
  return Object.fromEntries(figures.map((f) => [f.label, f[key]]));
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
