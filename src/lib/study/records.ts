import type { CardState } from './cards';

/** How far the reader is on a page. */
export interface PageProgress {
  /** Ids of the parts done: `predict`, `experiment:ID`, `challenge`, `cards`. */
  done: string[];
  /** How many parts the page has. */
  parts: number;
}

export interface Everything {
  pages: Record<string, PageProgress>;
  cards: Record<string, CardState>;
}

const PAGE = 'page:';
const CARD = 'card:';

export const pageKey = (slug: string) => PAGE + slug;
export const cardKey = (key: string) => CARD + key;

/** Records of the store by what they are of. Earlier versions kept all pages, and all cards, in one record each. */
export function sort(records: Readonly<Record<string, unknown>>): Everything {
  const { pages = {}, cards = {} } = records as unknown as Partial<Everything>;
  const all: Everything = { pages: { ...pages }, cards: { ...cards } };
  for (const [key, value] of Object.entries(records)) {
    if (key.startsWith(PAGE)) {
      const slug = key.slice(PAGE.length);
      all.pages[slug] = mergePages(all.pages[slug], value as PageProgress);
    } else if (key.startsWith(CARD)) {
      const card = key.slice(CARD.length);
      all.cards[card] = mergeCards(all.cards[card], value as CardState);
    }
  }
  return all;
}

/** All that was done on either. */
export function mergePages(a: PageProgress | undefined, b: PageProgress): PageProgress {
  if (!a) return b;
  return { done: [...new Set([...a.done, ...b.done])], parts: Math.max(a.parts, b.parts) };
}

/** The one answered last. */
export function mergeCards(a: CardState | undefined, b: CardState): CardState {
  if (!a) return b;
  return b.lastReview > a.lastReview || (b.lastReview === a.lastReview && b.reps > a.reps) ? b : a;
}

/** Either, whatever the key is of. */
export function mergeRecords(key: string, a: unknown, b: unknown): unknown {
  if (a === undefined || b === undefined) return a ?? b;
  if (key.startsWith(PAGE)) return mergePages(a as PageProgress, b as PageProgress);
  return mergeCards(a as CardState, b as CardState);
}
