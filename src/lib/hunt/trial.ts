import { Run, type Micros, type Recipe, type System } from '../sim';

/** A property that did not hold on a run. `always` and `eventually` count; a `sometimes` only shows what a story teaches. */
export interface Failure {
  readonly property: string;
  readonly kind: 'always' | 'eventually';
  readonly why: string;
  readonly at: Micros;
}

/** Events handled between two looks at whether to go on: a millisecond or so of work. */
const SLICE = 1_000;

/** Runs a recipe up to its first violation, or to its end. Yields now and then, so that others may work or stop it. */
export function* trial(system: System, recipe: Recipe): Generator<undefined, Failure | null> {
  const run = new Run(system, recipe, { stopOnViolation: true, series: false });
  while (!run.advance(SLICE)) yield undefined;
  const failed = run.verdicts.filter((v) => !v.holds);
  const always = failed.filter((v) => v.kind === 'always').sort((a, b) => a.at! - b.at!);
  // A run that was stopped has not come to the end that an `eventually` waits for.
  const first = always[0] ?? failed.find((v) => v.kind === 'eventually');
  if (!first) return null;
  const { property, kind, why = '', at = 0 } = first;
  return { property, kind: kind as Failure['kind'], why, at };
}
