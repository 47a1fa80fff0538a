import {
  formatDuration,
  InputError,
  Run,
  type Recipe,
  type RunResult,
  type System,
  type TraceLevel,
} from '../lib/sim';
import { ProgressLine } from './limits';
import { readable } from './table';
import type { Output } from './verb';

/** A full trace of more events than this is refused: it would not fit into memory. */
const MOST_TRACED = 10_000_000;
/** Events between two looks at the clock and at Ctrl-C. */
const SLICE = 10_000;

export interface Played {
  readonly result: RunResult;
  readonly wallMs: number;
  /** Ctrl-C came before the end: the result is what there was by then. */
  readonly isInterrupted: boolean;
}

/** Lets signals and output be handled. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

function wayOf(run: Run, { until }: Recipe): string {
  const end = until === null ? '' : ` of ${readable(until / 1e6)} s`;
  return `${readable(run.now / 1e6)} s${end} simulated, ${readable(run.events)} events`;
}

/** Nothing at all happened: to call that a success would mislead. */
function refuseNothing(run: Run, { until }: Recipe): void {
  if (run.events > 0 || run.recipe.interventions.some((i) => i.at <= run.now)) return;
  if (until === null)
    throw new InputError(
      '--until',
      `is needed: ${run.system.id} has no work that ends, so nothing would run without it`,
      'a duration such as 60s, or a --scenario',
    );
  throw new InputError(
    '--until',
    `must be longer: nothing happens within ${formatDuration(until)}`,
  );
}

/**
 * Runs a recipe to its end, or until Ctrl-C; a second one ends the process. Tells `out` how far it is when it takes
 * more than two seconds.
 */
export async function play(
  system: System,
  recipe: Recipe,
  level: TraceLevel,
  out: Output,
): Promise<Played> {
  const began = performance.now();
  const progress = new ProgressLine(out);
  const run = new Run(system, recipe, { trace: level });
  let isInterrupted = false;
  const interrupt = () => void (isInterrupted = true);
  process.once('SIGINT', interrupt);
  try {
    while (!run.advance(SLICE)) {
      if (level === 'full' && run.events > MOST_TRACED)
        throw new InputError(
          '--trace',
          `full is limited to ${readable(MOST_TRACED)} events`,
          'a shorter --until, or metrics',
        );
      progress.at(() => wayOf(run, recipe));
      await pause();
      if (isInterrupted) break;
    }
  } finally {
    process.off('SIGINT', interrupt);
  }
  if (isInterrupted) out.say(`run: interrupted; the results go up to ${wayOf(run, recipe)}`);
  else refuseNothing(run, recipe);
  const result = run.result({ trace: level === 'full' });
  return { result, wallMs: Math.round(performance.now() - began), isInterrupted };
}
