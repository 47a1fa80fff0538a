import type { Recipe, System } from '../sim';
import { checksum } from './checksum';
import { draftOf } from './draft';
import { writeExtras, type Extras } from './extras';
import { BETWEEN, encodeWord, writeWords } from './text';

/** The first word of a link, `r2`: a later form says so there. */
export const LINK_VERSION = 2;
/** Longer recipes than this travel compressed, once that is done. */
const LONGEST_READABLE = 400;
/** Characters of the recipe's checksum, and of the one at the very end. */
export const SUM = 6;
export const END = 4;

/** `r2 ~ recipe ~ sum_… ~ extras ~ end_…`: the first sum vouches for the recipe, the second for all that is before it. */
function seal(words: readonly string[], extras: Extras): string {
  const recipe = [`r${LINK_VERSION}`, ...words].join(BETWEEN);
  const also = writeExtras(extras).map(([name, text]) => `${name}_${encodeWord(text)}`);
  const whole = [recipe, `sum_${checksum(recipe, SUM)}`, ...also].join(BETWEEN);
  return `#${whole}${BETWEEN}end_${checksum(whole, END)}`;
}

/** The readable form of a link's hash. */
export function writeLink(system: System, recipe: Recipe, extras: Extras = {}): string {
  return seal(writeWords(draftOf(system, recipe)), extras);
}

/** The hash that is to be shared: readable when short, packed when long. */
export async function writeShortest(
  system: System,
  recipe: Recipe,
  extras: Extras = {},
): Promise<string> {
  const draft = draftOf(system, recipe);
  const words = writeWords(draft);
  if (words.join(BETWEEN).length <= LONGEST_READABLE) return seal(words, extras);
  const { pack } = await import('./packed');
  return seal([words[0], `z_${await pack(JSON.stringify(draft))}`], extras);
}
