/**
 * Every question, read and checked while the site is built: a page that is wrong stops the build. For `+page.server.ts`
 * and tests; a browser never loads this (`offered.ts` is for components).
 */
import { CATALOGUE } from './catalogue';
import { checkQuestions, type KnownSystem } from './check';
import { parseQuestion, splitFrontMatter, type Question } from './schema';

const files = import.meta.glob<string>('./questions/*/question.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** By number. */
export const QUESTIONS: readonly Question[] = Object.entries(files)
  .map(([path, markdown]) => parseQuestion(`src/content/${path.slice(2)}`, markdown))
  .sort((a, b) => a.no - b.no);

/** The words of each question below its front matter, by slug. */
export const BODIES: ReadonlyMap<string, string> = new Map(
  Object.entries(files).map(([path, markdown]) => [
    path.split('/')[2].slice(3),
    splitFrontMatter(path, markdown).body,
  ]),
);

/** Throws when a question contradicts the catalogue, names an unknown system or scenario, or links nowhere. */
export function assertContent(systems: readonly KnownSystem[]): void {
  const wrong = checkQuestions(QUESTIONS, BODIES, CATALOGUE, systems);
  if (wrong.length > 0) throw new Error(`The questions are not valid:\n${wrong.join('\n')}`);
}
