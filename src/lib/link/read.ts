import { InputError, type Recipe, type System } from '../sim';
import { checksum } from './checksum';
import { clean } from './clean';
import { CHANGED, CUT_SHORT, damaged, DamagedLink } from './damage';
import { checkDraft } from './check-draft';
import type { RecipeDraft } from './draft';
import { readExtras, type Extras } from './extras';
import { oldParts, oldReadings, readOld, seemsCut } from './old';
import { unpack } from './packed';
import { decodeWord, readWords, splitWord } from './read-text';
import { recipeOf, salvage } from './salvage';
import { BETWEEN } from './text';
import { END, LINK_VERSION, SUM } from './write';
import type { Linked } from './linked';

/** No link of ours is as long as this. */
const LONGEST = 65_536;

type Notes = Pick<Linked, 'mended' | 'lost'>;

const SEALED = /^r(\d*)(?![\w=-])/;
const SUM_WORD = new RegExp(`^sum_[a-z\\d]{${SUM}}`);
const END_WORD = new RegExp(`^end_[a-z\\d]{${END}}`);

/** True when there is something in a hash for `readLink` to read. */
export function isLink(hash: string): boolean {
  const { text } = clean(hash.slice(0, LONGEST));
  return SEALED.test(text) || ['r', 't', 'view'].some((name) => oldParts(text).has(name));
}

/** The id of the system that a link is for, as far as it says; not checked. Throws an `InputError`. */
export async function systemIn(hash: string): Promise<string | undefined> {
  const { text } = clean(hash.slice(0, LONGEST));
  if (SEALED.test(text)) return text.split(BETWEEN)[1];
  const recipe = oldParts(text).get('r');
  return recipe && (await readOld(oldReadings(recipe)[0])).system;
}

/**
 * Reads a hash that anybody may have written, in either form, alone or at the end of an address. Throws an `InputError` that
 * names the field and what is allowed, a `DamagedLink` where some of it could be read; a recipe that it gives has passed
 * every check that a recipe made here passes. A bad moment or view never costs the recipe.
 */
export async function readLink(system: System, hash: string): Promise<Linked> {
  if (hash.length > LONGEST)
    throw new InputError('link', 'is too long', `at most ${LONGEST} characters`);
  const { text, mended } = clean(hash);
  const sealed = SEALED.exec(text);
  if (!sealed) return readOldLink(system, text, mended);
  if (sealed[1]) checkVersion(sealed[1], LINK_VERSION);
  return readSealed(system, text, mended);
}

function checkVersion(version: string, known: number): void {
  if (Number(version) === known) return;
  const made = Number(version) > known ? 'a later' : 'no known';
  throw new InputError(
    'link',
    `was made by ${made} version of Faultline (form ${version.slice(0, 6)})`,
    'forms 1 and 2; reload the page for the newest',
  );
}

async function readSealed(
  system: System,
  text: string,
  mended: readonly string[],
): Promise<Linked> {
  const words = text.replace(/\s/g, '').split(BETWEEN);
  const at = words.findIndex((word) => SUM_WORD.test(word));
  if (at < 0) {
    // A last word that nothing follows may be half of one.
    const draft = await readDraft(words.slice(1, -1)).catch(() => null);
    const recipe = draft && salvage(system, draft);
    throw new DamagedLink(CUT_SHORT, recipe && { recipe, mended, lost: [] });
  }
  const sum = `sum_${checksum(words.slice(0, at).join(BETWEEN), SUM)}`;
  const whole = words[at].startsWith(sum);
  const { extras, ...notes } = readEnd(system, words, at, mended);
  const draft = await readDraft(words.slice(1, at)).catch((error: unknown) => {
    throw whole ? error : new DamagedLink(CHANGED, null);
  });
  if (whole)
    return { ...extras, recipe: checked(system, draft, { ...extras, ...notes }), ...notes };
  const recipe = salvage(system, draft);
  throw new DamagedLink(CHANGED, recipe && { ...extras, recipe, ...notes });
}

/** The recipe in a link's words, readable or packed. Throws an `InputError`. */
async function readDraft(words: readonly string[]): Promise<RecipeDraft> {
  const packed = words.at(1)?.startsWith('z_') ? words[1].slice(2) : null;
  if (packed === null) return checkDraft(readWords(words));
  try {
    return checkDraft(JSON.parse(await unpack(packed)));
  } catch (error) {
    throw error instanceof SyntaxError ? damaged() : error;
  }
}

/** What follows the recipe's sum, the word `at`: extras up to the sum of it all, and what was glued to that. */
function readEnd(
  system: System,
  words: readonly string[],
  at: number,
  before: readonly string[],
): Notes & { extras: Extras } {
  const rest = words.slice(at + 1);
  const end = rest.findIndex((word) => END_WORD.test(word));
  // Without an end, the last word may be half of one.
  const given = rest.slice(0, end < 0 ? -1 : end);
  const sum = words[at].slice(0, 'sum_'.length + SUM);
  const covered = [...words.slice(0, at), sum, ...given].join(BETWEEN);
  const sealed = end >= 0 && rest[end].startsWith(`end_${checksum(covered, END)}`);
  const [mended, lost]: string[][] = [[...before], []];
  const glued =
    end < 0
      ? ''
      : rest
          .slice(end)
          .join(BETWEEN)
          .slice('end_'.length + END);
  if (glued) mended.push(`Removed "${glued.slice(0, 20)}" after the link’s end.`);
  if (end < 0) lost.push('The link’s end is missing, so its moment or view may be missing too.');
  else if (!sealed)
    lost.push('The link was changed after its recipe, so its moment or view may be wrong.');
  const pairs: [string, string][] = [];
  for (const word of given) {
    try {
      const [name, text] = splitWord(word);
      pairs.push([name, decodeWord(text)]);
    } catch {
      lost.push(`Ignored "${word.slice(0, 20)}", which cannot be read.`);
    }
  }
  const read = readExtras(system, pairs);
  lost.push(...read.lost);
  return { extras: read.extras, mended: [...mended, ...read.mended, ...lost], lost };
}

/** The recipe of a draft; where it is not valid, the error has what of it is. */
function checked(system: System, draft: RecipeDraft, also: Extras & Notes): Recipe {
  try {
    return recipeOf(system, draft);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const recipe = salvage(system, draft);
    throw new DamagedLink(error.problem, recipe && { ...also, recipe }, error);
  }
}

/** A link of the first form. It has no checksum: one that was cut where a word ends looks like a whole one. */
async function readOldLink(
  system: System,
  text: string,
  before: readonly string[],
): Promise<Linked> {
  const { r: given, ...others } = Object.fromEntries(oldParts(text));
  const { extras, ...read } = readExtras(system, Object.entries(others));
  const lost = [...read.lost];
  const mended = [...before, ...read.mended];
  if (given === undefined) return { ...extras, mended: [...mended, ...lost], lost };
  const version = /^(?:z(\d{1,6})\.|(\d{1,6})(?=;))/.exec(given);
  if (!version) throw new DamagedLink(CUT_SHORT, null);
  checkVersion(version[1] ?? version[2], 1);
  if (seemsCut(given) || Object.keys(others).length === 0) lost.push(NO_SUM);
  const readings = oldReadings(given);
  const errors: unknown[] = [];
  for (const reading of readings) {
    const glued = given.slice(reading.length);
    if (glued) mended.push(`Removed "${glued.slice(0, 20)}" after the recipe.`);
    const notes = { mended: [...mended, ...lost], lost };
    try {
      const recipe = checked(system, await readOld(reading), { ...extras, ...notes });
      return { ...extras, recipe, ...notes };
    } catch (error) {
      errors.push(error);
    }
  }
  throw errors[0];
}

const NO_SUM =
  'The link is in an old form, without a checksum: if it was cut off, this is not the run that was shared.';
