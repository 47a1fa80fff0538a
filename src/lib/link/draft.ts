import { formatDuration, formatIntervention, type Recipe, type System } from '../sim';

/** A recipe as a link has it, not yet checked against its system. */
export interface RecipeDraft {
  readonly system: string;
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly seed?: string | number;
  readonly until?: string;
  readonly interventions: readonly string[];
}

/** What a recipe is made of, without the settings that stand at their default. */
export function draftOf(system: System, recipe: Recipe): RecipeDraft {
  const settings = Object.entries(recipe.settings).filter(
    ([name, value]) => system.settings[name]?.default !== value,
  );
  return {
    system: recipe.system,
    settings: Object.fromEntries(settings),
    seed: recipe.seed,
    until: recipe.until === null ? 'done' : formatDuration(recipe.until),
    interventions: recipe.interventions.map(formatIntervention),
  };
}
