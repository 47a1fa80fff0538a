import { folderOf, type CatalogueEntry } from './catalogue';
import { links } from './inline';
import type { Question } from './schema';

/** What the check needs to know of a system. */
export interface KnownSystem {
  readonly id: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly scenarios: readonly { readonly id: string }[];
}

const PAGES = ['/', '/study/', '/evidence/', '/glossary/', '/about/'];

/** What contradicts something else: one line each, beginning with the file. Empty when all is well. */
export function checkQuestions(
  questions: readonly Question[],
  bodies: ReadonlyMap<string, string>,
  catalogue: readonly CatalogueEntry[],
  systems: readonly KnownSystem[],
): string[] {
  const pages = new Set([...PAGES, ...questions.map((q) => `/questions/${q.slug}/`)]);
  return questions.flatMap((question) => {
    const file = `src/content/questions/${folderOf(question)}/question.md`;
    return [
      ...againstCatalogue(question, catalogue),
      ...againstSystem(question, systems),
      ...againstItself(question),
      ...deadLinks(question, bodies.get(question.slug) ?? '', pages),
    ].map((wrong) => `${file}: ${wrong}`);
  });
}

function againstCatalogue(question: Question, catalogue: readonly CatalogueEntry[]): string[] {
  const entry = catalogue.find((e) => e.no === question.no);
  if (!entry) return [`no: ${question.no} is not in catalogue.ts`];
  return (['slug', 'system', 'title', 'verdict'] as const)
    .filter((field) => entry[field] !== question[field])
    .map((field) => `${field}: "${question[field]}", but catalogue.ts has "${entry[field]}"`);
}

function againstSystem(question: Question, systems: readonly KnownSystem[]): string[] {
  const system = systems.find((s) => s.id === question.system);
  if (!system)
    return [`system: no "${question.system}"; there are ${systems.map((s) => s.id).join(', ')}`];
  const scenarios = system.scenarios.map((s) => s.id);
  const setups = [
    { at: 'scenario', scenario: question.scenario, settings: {} },
    { at: 'predict.run', ...question.predict.run },
    ...question.experiments.flatMap((e) =>
      e.runs.map((run) => ({ at: `experiments.${e.id} "${run.label}"`, ...run })),
    ),
  ];
  return setups.flatMap(({ at, scenario, settings }) => [
    ...(scenario !== undefined && !scenarios.includes(scenario)
      ? [`${at}: no scenario "${scenario}"; there are ${scenarios.join(', ')}`]
      : []),
    ...Object.keys(settings)
      .filter((name) => !(name in system.settings))
      .map(
        (name) =>
          `${at}: no setting "${name}"; there are ${Object.keys(system.settings).join(', ')}`,
      ),
  ]);
}

function againstItself(question: Question): string[] {
  const wrong: string[] = [];
  const sources = question.sources.map((s) => s.id);
  for (const { sources: named, claim } of question.corrections)
    for (const id of named.filter((n) => !sources.includes(n)))
      wrong.push(`corrections "${claim.slice(0, 30)}…": no source "${id}"`);
  for (const { source, says } of question.facts ?? [])
    if (source !== 'calc' && !sources.includes(source))
      wrong.push(
        `facts "${says}": no source "${source}"; "calc" where it follows from other numbers`,
      );
  for (const [field, ids] of [
    ['cards', question.cards.map((c) => c.id)],
    ['experiments', question.experiments.map((e) => e.id)],
    ['sources', sources],
  ] as const) {
    const twice = ids.find((id, i) => ids.indexOf(id) !== i);
    if (twice) wrong.push(`${field}: "${twice}" stands twice`);
  }
  for (const card of question.cards)
    if (card.choices && !card.choices.includes(card.back))
      wrong.push(`cards.${card.id}: the answer "${card.back}" is not among its choices`);
  if (question.verdict !== 'RIGHT' && question.corrections.length === 0)
    wrong.push('corrections: at least one, with its source, unless the verdict is RIGHT');
  const said = question.sourceSays.toLowerCase();
  for (const token of question.mustMention)
    if (![token].flat().some((word) => said.includes(word.toLowerCase())))
      wrong.push(`sourceSays: must mention ${[token].flat().join(' or ')}`);
  if (question.sourceSays.split(/\s+/).length > 60) wrong.push('sourceSays: at most 60 words');
  return wrong;
}

function deadLinks(question: Question, body: string, pages: ReadonlySet<string>): string[] {
  return texts(question)
    .concat(body)
    .flatMap(links)
    .filter((href) => !/^https:\/\//.test(href) && !pages.has(href.replace(/#.*$/, '')))
    .map((href) => `link to "${href}" goes nowhere`);
}

/** Every text of a question, for checks over all its words. */
export function texts(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (value && typeof value === 'object') return Object.values(value).flatMap(texts);
  return [];
}
