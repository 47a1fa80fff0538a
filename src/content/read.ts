import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseQuestion } from './schema';

export interface QuestionSummary {
  no: number;
  slug: string;
  title: string;
  system: string;
  /** The one that its page begins with; the system's first where it names none. */
  scenario?: string;
  /** How many cards it has. */
  cards: number;
}

/** The questions as the terminal lists them, read from disk, by number. Throws as `parseQuestion` does. */
export function readQuestions(
  folder = fileURLToPath(new URL('./questions', import.meta.url)),
): QuestionSummary[] {
  return readdirSync(folder)
    .map((name) => join(folder, name, 'question.md'))
    .map((path) => parseQuestion(path, readFileSync(path, 'utf8')))
    .map(({ no, slug, title, system, scenario, cards }) => ({
      no,
      slug,
      title,
      system,
      scenario,
      cards: cards.length,
    }))
    .sort((a, b) => a.no - b.no);
}
