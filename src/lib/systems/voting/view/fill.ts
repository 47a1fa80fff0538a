import { makeRecipe, simulate, type SettingValue, type System } from '../../../sim';
import { cellRun, GROUPS, keyOf, resultOf, SIZES, type Result, type Rule } from './table';

/** Runs every cell of the table, one after the other; a cell takes a few milliseconds. */
export function* fillCells(
  system: System,
  settings: Readonly<Record<string, SettingValue>>,
  rule: Rule,
  seed: number,
): Generator<[key: string, result: Result]> {
  for (const group of GROUPS)
    for (const n of SIZES) {
      const run = cellRun(n, group, rule, settings);
      if (!run) continue;
      const { metrics } = simulate(system, makeRecipe(system, { ...run, seed }));
      yield [keyOf(n, group), resultOf(metrics)];
    }
}
