import type { RunResult, SettingValue } from '../sim';

export type Settings = Readonly<Record<string, SettingValue>>;

export const seedsTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** The settings as options of the command line. */
export function asOptions(settings: Settings, interventions: readonly string[] = []): string {
  const sets = Object.entries(settings).map(([k, v]) => `--set ${k}=${v}`);
  return [...sets, ...interventions.map((i) => `--fault "${i}"`)].join(' ');
}

export const metric = (runs: readonly RunResult[], name: string): number[] =>
  runs.map((r) => r.metrics[name]);
