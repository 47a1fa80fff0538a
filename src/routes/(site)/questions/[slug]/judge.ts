import { showSetting, type Challenge, type Settings, type System } from '$lib/sim';

export interface SeedResult {
  seed: number;
  metrics: Record<string, number>;
}

export interface ClauseVerdict {
  id: string;
  text: string;
  unit: string;
  holds: boolean;
  /** The value furthest from holding, and the seed that gave it. */
  worst: number;
  seed: number;
}

/** How each clause of a challenge fared over the runs so far: it holds when it does on every seed. */
export function judge(
  challenge: Pick<Challenge, 'clauses'>,
  results: readonly SeedResult[],
): ClauseVerdict[] {
  return challenge.clauses.map((clause) => {
    const values = results.map(({ seed, metrics }) => ({ seed, value: clause.value(metrics) }));
    const broken = values.find(({ value }) => !clause.holds(value));
    const shown = broken ?? values[0];
    return {
      id: clause.id,
      text: clause.text,
      unit: clause.unit,
      holds: values.length > 0 && broken === undefined,
      worst: shown?.value ?? NaN,
      seed: shown?.seed ?? NaN,
    };
  });
}

/** What a challenge has fixed, in words. That no bug is planted goes without saying. */
export function lockedIn({ settings, challenge }: System): string[] {
  return Object.entries(challenge.locked as Settings)
    .filter(([name]) => name !== 'bug')
    .map(([name, value]) => `${settings[name].title} ${showSetting(settings[name], value)}`);
}
