import { damaged } from './damage';
import { checkDraft } from './check-draft';
import type { RecipeDraft } from './draft';
import { unpack } from './packed';
import { setOwn } from './read-text';

// Links of the first form: `r=1;load-balancer;seed=7;until=20s;f=3s+crash+server-5&t=12.5s&view=charts`, or
// `r=z1.PACKED&t=…`. They are no longer written, but those that were keep working.

/** What stood for what in an intervention's line. */
const SIGNS: readonly (readonly [text: string, sign: string])[] = [
  ['<->', '~~'],
  ['->', '~'],
  ['|', '!'],
  [' ', '+'],
];

/** The parts of such a link by name: `r` is the recipe. */
export function oldParts(text: string): Map<string, string> {
  const parts = text.split('&').filter((part) => part.includes('='));
  return new Map(
    parts.map((part) => [part.split('=', 1)[0], part.slice(part.indexOf('=') + 1)] as const),
  );
}

/** What a recipe may have been, the most likely first: with what may have been glued to its end, and without. */
export function oldReadings(recipe: string): string[] {
  const text = recipe.replace(/(?:[^\w%-]|(?<!\d)%)+$/, '');
  return [...new Set([text, text.replace(/[^A-Za-z\d%]+$/, '')])];
}

/** True for a recipe that names neither its seed nor its end, as none that was written by us does. */
export function seemsCut(recipe: string): boolean {
  return !recipe.startsWith('z') && !(/;seed=/.test(recipe) && /;until=/.test(recipe));
}

/** Reads a recipe of the first form. Throws an `InputError`. */
export async function readOld(recipe: string): Promise<RecipeDraft> {
  if (!recipe.startsWith('z')) return checkDraft(readText(recipe));
  try {
    return checkDraft(JSON.parse(await unpack(recipe.slice(recipe.indexOf('.') + 1))));
  } catch (error) {
    throw error instanceof SyntaxError ? damaged() : error;
  }
}

/** Words only: whether they mean anything is checked later. */
export function readText(text: string): RecipeDraft {
  if (/%[\da-f]{2}/i.test(text)) throw damaged();
  const [, system = '', ...words] = text.split(';');
  const settings: Record<string, string> = {};
  const interventions: string[] = [];
  const rest: { seed?: string; until?: string } = {};
  for (const word of words.filter(Boolean)) {
    const [name, value] = [word.split('=', 1)[0], word.slice(word.indexOf('=') + 1)];
    if (name === 'f')
      interventions.push(SIGNS.reduce((line, [sign, code]) => line.replaceAll(code, sign), value));
    else if (name === 'seed' || name === 'until') rest[name] = value;
    else setOwn(settings, name, value);
  }
  return { system, settings, interventions, ...rest };
}
