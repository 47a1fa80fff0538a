import { readQuestions } from '../content/read';
import { clean } from '../lib/link/clean';
import type { Linked } from '../lib/link/linked';
import { isLink, readLink, systemIn } from '../lib/link/read';
import {
  formatDuration,
  formatIntervention,
  makeRecipe,
  InputError,
  showSetting,
  type Recipe,
  type System,
} from '../lib/sim';
import { loadSystem, systemIds } from '../lib/systems';
import { FLAG, readArguments } from './arguments';
import { table } from './table';
import type { Output, Verb } from './verb';

const USAGE = {
  usage: 'open LINK [--json]',
  words: 1,
  options: { json: FLAG },
} as const;

const ALLOWED = 'a page’s whole address, or what follows its "#"';

interface Page {
  readonly system?: string;
  readonly scenario?: string;
  /** What was read in its address that is not there, in a sentence. */
  readonly mended?: string;
}

/** The page that an address leads to: its system, and the scenario that it begins with. Empty for a bare fragment. */
function pageOf(address: string): Page {
  const [path, query = ''] = address.split('#', 1)[0].split('?');
  const [, kind, name] = /(?:^|\/)(questions|embed)\/([\w-]+)\/?$/.exec(path) ?? [];
  if (kind === 'embed') {
    const scenario = new URLSearchParams(query).get('scenario') ?? undefined;
    return { system: name, scenario };
  }
  if (kind !== 'questions') return {};
  const questions = readQuestions();
  const question = questions.find((q) => q.slug === name);
  if (question) return question;
  // A system is called by its id everywhere else on the command line.
  const its = questions.find((q) => q.system === name);
  if (!its)
    throw new InputError(
      'link',
      `no question "${name.slice(0, 40)}"`,
      'questions/SLUG/, with a slug or system that `sim list` names',
    );
  return { ...its, mended: `Took "${name}", a system, for its page, questions/${its.slug}/.` };
}

async function read(link: string): Promise<{ system: System; linked: Linked; recipe: Recipe }> {
  const { address } = clean(link);
  if (!isLink(link)) throw new InputError('link', `"${link.slice(0, 40)}" holds no run`, ALLOWED);
  const page = pageOf(address);
  const id = page.system ?? (await systemIn(link));
  if (id === undefined)
    throw new InputError('link', 'does not say which system it is for', ALLOWED);
  if (!systemIds.includes(id))
    throw new InputError(
      'link',
      `is for "${id.slice(0, 40)}"`,
      'a link for one of the systems that `sim list` names',
    );
  const system = await loadSystem(id);
  const found = await readLink(system, link);
  const linked = page.mended ? { ...found, mended: [page.mended, ...found.mended] } : found;
  const scenario = page.scenario ?? system.scenarios[0].id;
  return { system, linked, recipe: linked.recipe ?? makeRecipe(system, { scenario }) };
}

function printSummary(system: System, recipe: Recipe, linked: Linked, out: Output): void {
  const changed = Object.entries(system.settings)
    .filter(([name, field]) => recipe.settings[name] !== field.default)
    .map(([name, field]) => [
      `  ${name}`,
      String(recipe.settings[name]),
      `${showSetting(field, recipe.settings[name])}, default ${showSetting(field, field.default)}`,
    ]);
  const { t, view = 'stage', story, mended } = linked;
  const { seed, until, interventions } = recipe;
  const rows = [
    ['system', `${system.id}: ${system.title}`],
    ['seed', String(seed)],
    ['until', until === null ? 'the work is done' : formatDuration(until)],
    ['moment', t === undefined ? 'where the page begins' : formatDuration(t)],
    ['view', view],
    ...(story ? [['story', story]] : []),
  ];
  out.print(table(rows));
  out.print(
    changed.length > 0 ? `\nsettings\n${table(changed)}` : '\nsettings: all at their default',
  );
  const faults = interventions.map((i) => `  ${formatIntervention(i)}`);
  out.print(faults.length > 0 ? `\nfaults\n${faults.join('\n')}` : '\nfaults: none');
  out.print(mended.length > 0 ? `\nmended\n  ${mended.join('\n  ')}` : '\nmended: nothing');
}

export const open: Verb = {
  usage: USAGE.usage,
  help: 'shows what the site makes of a share link: recipe, moment, view, and what was mended',
  async run(args, out) {
    const { values, positionals } = readArguments('open', USAGE, args, out);
    if (positionals.length === 0) throw new InputError('open', 'a link must be given', ALLOWED);
    const { system, linked, recipe } = await read(positionals[0]);
    const { t = null, view = null, story = null, mended } = linked;
    if (values.json) out.print(JSON.stringify({ recipe, t, view, story, mended }));
    else printSummary(system, recipe, linked, out);
    return 0;
  },
};
