import * as v from 'valibot';
import {
  makeRecipe,
  Mistake,
  parseDuration,
  scenarioOf,
  type Recipe,
  type System,
} from '../../sim';
import { nearestSpeed } from '../../player/speed';
import { damaged, unpack } from './packed';
import { LINK_VERSION, readText, type RecipeDraft } from './text';
import { VIEWS, type Extras, type ViewId } from './write';

/** No link of ours is as long as this. */
const LONGEST = 65_536;

const word = v.pipe(v.string(), v.maxLength(60));

const Draft = v.strictObject({
  system: word,
  settings: v.record(word, v.union([v.string(), v.number(), v.boolean()])),
  seed: v.optional(v.union([v.string(), v.number()])),
  until: v.optional(v.string()),
  interventions: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2000))), v.maxLength(500)),
});

export interface Linked extends Extras {
  /** Missing where a link names but a moment or a view. */
  readonly recipe?: Recipe;
}

/** Which parts a hash has. WordPress appends `#?secret=…` to every address that it embeds. */
function partsOf(hash: string): Map<string, string> {
  const own = hash.replace(/#?\?secret=\w*$/, '').replace(/^#/, '');
  const parts = own.split('&').filter((part) => part.includes('='));
  return new Map(
    parts.map((part) => [part.split('=', 1)[0], part.slice(part.indexOf('=') + 1)] as const),
  );
}

/** True when there is something in a hash for `readLink` to read. */
export function isLink(hash: string): boolean {
  const parts = partsOf(hash);
  return parts.has('r') || parts.has('t') || parts.has('view');
}

function checkVersion(version: string): void {
  if (!/^\d{1,6}$/.test(version)) throw damaged();
  if (Number(version) !== LINK_VERSION) {
    throw new Mistake(
      'link version',
      `${version} was made by ${Number(version) > LINK_VERSION ? 'a later' : 'no known'} version of Faultline`,
      `version ${LINK_VERSION}; reload the page for the newest`,
    );
  }
}

async function readDraft(text: string): Promise<RecipeDraft> {
  let raw: unknown;
  try {
    if (text.startsWith('z')) {
      const dot = text.indexOf('.');
      checkVersion(text.slice(1, dot));
      raw = JSON.parse(await unpack(text.slice(dot + 1)));
    } else {
      checkVersion(text.split(';', 1)[0]);
      raw = readText(text);
    }
  } catch (error) {
    throw error instanceof Mistake ? error : damaged();
  }
  const checked = v.safeParse(Draft, raw);
  if (checked.success) return checked.output;
  const issue = checked.issues[0];
  throw new Mistake(
    `link ${v.getDotPath(issue)?.slice(0, 60) ?? ''}`.trim(),
    'is not as a link has it',
    issue.expected ?? 'a whole link, as it was shared',
  );
}

function readExtras(system: System, parts: Map<string, string>): Extras {
  const [time, view, story] = ['t', 'view', 'story'].map((name) => parts.get(name));
  const t = time === undefined ? undefined : (parseDuration(time) ?? NaN);
  if (Number.isNaN(t))
    throw new Mistake('t', `"${time!.slice(0, 20)}" is no time`, 'a duration such as "12.5s"');
  if (view !== undefined && !VIEWS.includes(view as ViewId))
    throw new Mistake('view', `no "${view.slice(0, 20)}"`, VIEWS.join(', '));
  if (story !== undefined) scenarioOf(system, story);
  return { t, view: view as ViewId | undefined, story, speed: speedOf(parts.get('v')) };
}

/** The fixed speed that a link asks for; what is none leaves the run to its story. */
function speedOf(text: string | undefined): number | undefined {
  const speed = Number(text);
  return speed > 0 && speed < Infinity ? nearestSpeed(speed) : undefined;
}

/**
 * Reads a hash that anybody may have written. Throws a `Mistake` that names the field and what is allowed; the recipe
 * that it gives has passed every check that a recipe made here passes.
 */
export async function readLink(system: System, hash: string): Promise<Linked> {
  if (hash.length > LONGEST)
    throw new Mistake('link', 'is too long', `at most ${LONGEST} characters`);
  const parts = partsOf(hash);
  const extras = readExtras(system, parts);
  const text = parts.get('r');
  if (text === undefined) return extras;
  const { system: id, ...draft } = await readDraft(text);
  if (id !== system.id)
    throw new Mistake('link', `is for "${id.slice(0, 40)}"`, `${system.id} on this page`);
  return { ...extras, recipe: makeRecipe(system, { until: 'done', ...draft }) };
}
