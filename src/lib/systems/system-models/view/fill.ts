import { writeLink } from '../../../link/write';
import { makeRecipe, simulate, type SettingValue, type System } from '../../../sim';
import { cellRun, FAULTS, keyOf, outcomeOf, TIMINGS, type Cell } from './matrix';
import { TIMEOUTS, type Point } from './curve';

/** Runs every cell of the matrix; each comes with a link that opens its run. */
export function* fillCells(
  system: System,
  quorum: number,
  seed: number,
): Generator<[key: string, cell: Cell & { href: string }]> {
  for (const timing of TIMINGS)
    for (const fault of FAULTS) {
      const recipe = makeRecipe(system, cellRun(timing, fault, quorum, seed));
      const cell = outcomeOf(simulate(system, recipe).metrics);
      yield [keyOf(timing, fault), { ...cell, href: writeLink(system, recipe) }];
    }
}

/** Runs the detector of a design with one time-out after another, and crashes a node in each. */
export function* fillCurve(
  system: System,
  settings: Readonly<Record<string, SettingValue>>,
  seed: number,
): Generator<Point> {
  for (const timeout of TIMEOUTS) {
    const recipe = makeRecipe(system, {
      settings: { ...settings, scheduler: 'none', decisions: 0, liars: 0, timeoutMs: timeout },
      interventions: ['60s crash node-1'],
      until: '70s',
      seed,
    });
    const { falsePerHour, detectionMs } = simulate(system, recipe).metrics;
    yield { timeout, mistakes: falsePerHour, detection: detectionMs };
  }
}
