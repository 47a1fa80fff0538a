import { formatDuration, formatIntervention, type Recipe, type System } from '../../sim';

/** The first word of every recipe in a link: a later format says so there. */
export const LINK_VERSION = 1;
/** Longer recipes than this travel compressed, once that is done. */
export const LONGEST_READABLE = 400;

/** Words of a link's own. A setting of such a name would have to travel packed. */
export const RESERVED = ['seed', 'until', 'f'];

/** A recipe as it was given, not yet checked against its system. */
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

// An intervention's line has spaces, arrows and bars, which an address would show as %20, %3E and %7C. None of the signs
// that stand for them here occurs in a line.
const SIGNS: [string, string][] = [
  ['<->', '~~'],
  ['->', '~'],
  ['|', '!'],
  [' ', '+'],
];

const swap = (text: string, from: 0 | 1): string =>
  SIGNS.reduce((t, pair) => t.replaceAll(pair[from], pair[1 - from]), text);

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/%(2C|3A|2B|7E|21|2F)/gi, (escaped) =>
    decodeURIComponent(escaped),
  );

/** "1;load-balancer;policy=hash;seed=7;until=20s;f=3s+crash+server-5": to be read, and edited, by people. */
export function writeText(draft: RecipeDraft): string {
  const settings = Object.entries(draft.settings).map(([name, value]) => `${name}=${value}`);
  const faults = draft.interventions.map((line) => `f=${swap(line, 0)}`);
  const words = [draft.system, ...settings, `seed=${draft.seed}`, `until=${draft.until}`];
  return [String(LINK_VERSION), ...[...words, ...faults].map(encode)]
    .join(';')
    .replaceAll('%3D', '=')
    .replaceAll('%2A', '*');
}

/** Reads what `writeText` wrote, words only: whether they mean anything is checked later. Throws a URIError. */
export function readText(text: string): RecipeDraft {
  const [, system = '', ...words] = text.split(';').map((word) => decodeURIComponent(word));
  const settings: Record<string, string> = {};
  const interventions: string[] = [];
  const rest: { seed?: string; until?: string } = {};
  for (const word of words.filter(Boolean)) {
    const [name, value] = [word.split('=', 1)[0], word.slice(word.indexOf('=') + 1)];
    if (name === 'f') interventions.push(swap(value, 1));
    else if (name === 'seed' || name === 'until') rest[name] = value;
    else Object.defineProperty(settings, name, { value, enumerable: true, configurable: true });
  }
  return { system, settings, interventions, ...rest };
}
