/** Cards of all questions, and which of them are due. */
export type Grade = 'again' | 'hard' | 'good' | 'easy';

export const GRADES: readonly Grade[] = ['again', 'hard', 'good', 'easy'];

/** What the scheduler remembers of a card; times in ms since 1970. */
export interface CardState {
  due: number;
  lastReview: number;
  stability: number;
  difficulty: number;
  scheduled_days: number;
  learning_steps: number;
  reps: number;
  lapses: number;
  state: number;
}

export interface StudyCard {
  /** `slug/id`: the same for ever, so that a card keeps its history when its words change. */
  key: string;
  slug: string;
  question: string;
  front: string;
  back: string;
  choices?: string[];
}

/** The cards of a page, with their keys. */
export function cardsOf(question: {
  slug: string;
  title: string;
  cards: { id: string; front: string; back: string; choices?: string[] }[];
}): StudyCard[] {
  return question.cards.map(({ id, ...words }) => ({
    key: `${question.slug}/${id}`,
    slug: question.slug,
    question: question.title,
    ...words,
  }));
}

/** Cards to be asked now: those due, longest overdue first, then at most `fresh` that were never seen. */
export function dueCards(
  cards: readonly StudyCard[],
  states: Readonly<Record<string, CardState>>,
  now: number,
  fresh = 10,
): StudyCard[] {
  const seen = cards.filter((card) => states[card.key] && states[card.key].due <= now);
  seen.sort((a, b) => states[a.key].due - states[b.key].due);
  return [...seen, ...cards.filter((card) => !states[card.key]).slice(0, fresh)];
}

/** When the next card comes, in ms since 1970; undefined when none is waiting. */
export function nextDue(
  cards: readonly StudyCard[],
  states: Readonly<Record<string, CardState>>,
  now: number,
): number | undefined {
  const later = cards.map((card) => states[card.key]?.due).filter((due) => due > now);
  return later.length > 0 ? Math.min(...later) : undefined;
}

/** A span of time as the answer buttons show it: the largest fitting unit, rounded. */
export function spanText(ms: number): string {
  const units: [string, number][] = [
    ['month', 30 * 86_400_000],
    ['day', 86_400_000],
    ['hour', 3_600_000],
    ['min', 60_000],
  ];
  for (const [name, size] of units) {
    const count = Math.round(ms / size);
    if (ms >= size * 0.95) return `${count} ${name}${count === 1 || name === 'min' ? '' : 's'}`;
  }
  return 'under 1 min';
}
