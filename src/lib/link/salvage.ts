import { makeRecipe, InputError, type Recipe, type System } from '../sim';
import type { RecipeDraft } from './draft';

/** The recipe of a draft. Throws an `InputError` that names the first field that is not valid. */
export function recipeOf(system: System, { system: id, ...draft }: RecipeDraft): Recipe {
  if (id !== system.id)
    throw new InputError('link', `is for "${id.slice(0, 40)}"`, `${system.id} on this page`);
  return makeRecipe(system, { until: 'done', ...draft });
}

/** As much of a draft as is valid; `null` where nothing of it is. */
export function salvage(system: System, draft: RecipeDraft): Recipe | null {
  if (draft.system !== system.id) return null;
  const valid = (parts: Partial<RecipeDraft>): Recipe | null => {
    try {
      return recipeOf(system, { system: system.id, settings: {}, interventions: [], ...parts });
    } catch (error) {
      if (error instanceof InputError) return null;
      throw error;
    }
  };
  const count = Object.keys(draft.settings).length + draft.interventions.length;
  if (count === 0 && draft.seed === undefined && draft.until === undefined) return null;
  const all = valid(draft);
  if (all) return all;
  const settings = Object.fromEntries(
    Object.entries(draft.settings).filter(([name, value]) =>
      valid({ settings: { [name]: value } }),
    ),
  );
  const seed = valid({ seed: draft.seed }) ? draft.seed : undefined;
  const until = valid({ until: draft.until }) ? draft.until : undefined;
  const interventions = draft.interventions.filter((line) =>
    valid({ settings, interventions: [line] }),
  );
  const kept = Object.keys(settings).length + interventions.length;
  if (kept === 0 && seed === undefined && until === undefined) return null;
  return valid({ settings, seed, until, interventions });
}
