import { CATALOGUE, folderOf, type CatalogueEntry } from './catalogue';

/** The words of each page, compiled; loaded only when the page is. Their paths alone say which questions exist. */
const bodies = import.meta.glob<{ default: import('svelte').Component }>(
  './questions/*/question.md',
);

type Named = Pick<CatalogueEntry, 'no' | 'slug'>;
const pathOf = (entry: Named) => `./questions/${folderOf(entry)}/question.md`;

/** Whether a question has its page yet. What does not exist is listed, and not offered. */
export function isOffered(entry: Named): boolean {
  return pathOf(entry) in bodies;
}

/** The questions that have a page, in order. */
export const OFFERED: readonly CatalogueEntry[] = CATALOGUE.filter(isOffered);

/** The compiled text of a page, below its front matter. */
export async function loadBody(entry: Named): Promise<import('svelte').Component> {
  return (await bodies[pathOf(entry)]()).default;
}
