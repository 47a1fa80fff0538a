import type { Challenge, SettingField, Settings, SettingValue, System } from '$lib/sim';

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

/** What a challenge holds fixed, for people: "attacker’s share 10 %". That nothing is planted goes without saying. */
export function fixedBy({
  settings,
  challenge,
}: {
  settings: System['settings'];
  challenge: { locked: Settings };
}): string[] {
  return Object.entries(challenge.locked)
    .filter(([name, value]) => !(name === 'bug' && value === 'none'))
    .map(([name, value]) => `${settings[name].title} ${valueText(settings[name], value)}`);
}

function valueText(field: SettingField, value: SettingValue): string {
  if (field.type === 'boolean') return value === true ? 'on' : 'off';
  if (field.type === 'choice')
    return field.options.find((option) => option.value === value)?.title ?? String(value);
  const gap = field.unit.startsWith('/') ? '' : '\u00a0';
  const number = Number(value).toLocaleString('en');
  return field.unit ? `${number}${gap}${field.unit}` : number;
}
