import {
  makeRecipe,
  range,
  simulate,
  type RunOptions,
  type RunResult,
  type SettingValue,
  type System,
} from '../sim';

export type Settings = Readonly<Record<string, SettingValue>>;

export const seedsTo = (n: number): number[] => range(n, 1);

/** The settings as options of the command line. */
export function asOptions(settings: Settings, interventions: readonly string[] = []): string {
  const sets = Object.entries(settings).map(([k, v]) => `--set ${k}=${v}`);
  return [...sets, ...interventions.map((i) => `--fault "${i}"`)].join(' ');
}

export const metric = (runs: readonly RunResult[], name: string): number[] =>
  runs.map((r) => r.metrics[name]);

interface Runs {
  /** The same for all, or by the seed. */
  readonly settings: Settings | ((seed: number) => Settings);
  readonly seeds: readonly number[];
  readonly interventions?: readonly string[];
  /** A duration such as "20s"; `null`, or left out, until the work is done. */
  readonly until?: string | null;
  readonly series?: RunOptions['series'];
}

/** Runs a system once a seed, without a trace. */
export async function runsOf(
  system: System,
  { settings, seeds, interventions = [], until = null, series }: Runs,
): Promise<RunResult[]> {
  return seeds.map((seed) => {
    const own = typeof settings === 'function' ? settings(seed) : settings;
    const recipe = makeRecipe(system, { settings: own, seed, interventions, until });
    return simulate(system, recipe, { series });
  });
}
