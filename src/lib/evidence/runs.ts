import { makeRecipe, simulate, type RunResult, type SettingValue } from '../sim';
import { loadSystem } from '../systems';

export type Settings = Readonly<Record<string, SettingValue>>;

export const seedsTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** A queue as the books have it: no way to go, no end to the queue, nobody gives up, nobody checks. */
export const PURE: Settings = {
  hopMs: 0,
  serviceMs: 1,
  queueCap: 10_000_000,
  checkIntervalMs: 0,
  timeoutMs: 86_400_000,
};

/** Runs the load balancer once a seed, in metrics mode. */
export async function runsOf(
  settings: Settings,
  seeds: readonly number[],
  interventions: readonly string[] = [],
): Promise<RunResult[]> {
  const system = await loadSystem('load-balancer');
  return seeds.map((seed) =>
    simulate(system, makeRecipe(system, { settings, seed, interventions, until: null })),
  );
}

/** The settings as options of the command line. */
export function asOptions(settings: Settings, interventions: readonly string[] = []): string {
  const sets = Object.entries(settings).map(([k, v]) => `--set ${k}=${v}`);
  return [...sets, ...interventions.map((i) => `--fault "${i}"`)].join(' ');
}

export const metric = (runs: readonly RunResult[], name: string): number[] =>
  runs.map((r) => r.metrics[name]);
