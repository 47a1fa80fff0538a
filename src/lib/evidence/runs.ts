import {
  makeRecipe,
  range,
  simulate,
  type RunResult,
  type SettingValue,
  type System,
} from '../sim';

export type Settings = Readonly<Record<string, SettingValue>>;

interface Runs {
  /** The same for all, or made for each seed. */
  readonly settings?: Settings | ((seed: number) => Settings);
  readonly seeds?: readonly number[];
  readonly interventions?: readonly string[];
  /** When each stops, such as "20s"; `null`, or left out, when its work is done. */
  readonly until?: string | null;
  /** Measures over time are kept too. */
  readonly series?: boolean;
}

/** Runs a system once a seed, in metrics mode. */
export async function runsOf(
  system: System,
  { settings = {}, seeds = [1], interventions = [], until = null, series = false }: Runs,
): Promise<RunResult[]> {
  return seeds.map((seed) => {
    const own = typeof settings === 'function' ? settings(seed) : settings;
    const recipe = makeRecipe(system, { settings: own, seed, interventions, until });
    return simulate(system, recipe, series ? {} : { series });
  });
}

export const seedsTo = (n: number): number[] => range(n, 1);

/** The settings as options of the command line. */
export function asOptions(settings: Settings, interventions: readonly string[] = []): string {
  const sets = Object.entries(settings).map(([k, v]) => `--set ${k}=${v}`);
  return [...sets, ...interventions.map((i) => `--fault "${i}"`)].join(' ');
}

export const metric = (runs: readonly RunResult[], name: string): number[] =>
  runs.map((r) => r.metrics[name]);
