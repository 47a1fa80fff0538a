import { createEmptyCard, fsrs, Rating, type Card, type Grade as FsrsGrade } from 'ts-fsrs';
import type { CardState, Grade } from './cards';

/** When a card comes back (FSRS, without its random spread, so that the buttons can promise a date). */
const scheduler = fsrs({ enable_fuzz: false });

const RATINGS: Record<Grade, FsrsGrade> = {
  again: Rating.Again,
  hard: Rating.Hard,
  good: Rating.Good,
  easy: Rating.Easy,
};

/**
 * The card's state after an answer at `now` (ms since 1970); `state` is undefined for a card never seen. A clock that was
 * set back makes the last answer one of the future: it then counts as given just now.
 */
export function review(state: CardState | undefined, grade: Grade, now: number): CardState {
  const { card } = scheduler.next(thaw(state, now), new Date(now), RATINGS[grade]);
  return freeze(card);
}

/** In how many ms each answer would bring the card back. */
export function intervals(state: CardState | undefined, now: number): Record<Grade, number> {
  const after = (grade: Grade) => review(state, grade, now).due - now;
  return { again: after('again'), hard: after('hard'), good: after('good'), easy: after('easy') };
}

function thaw(state: CardState | undefined, now: number): Card {
  if (!state) return createEmptyCard(new Date(now));
  const { due, lastReview, ...rest } = state;
  return {
    ...createEmptyCard(new Date(now)),
    ...rest,
    due: new Date(due),
    last_review: new Date(Math.min(lastReview, now)),
  };
}

function freeze(card: Card): CardState {
  return {
    due: card.due.getTime(),
    lastReview: card.last_review?.getTime() ?? card.due.getTime(),
    stability: card.stability,
    difficulty: card.difficulty,
    scheduled_days: card.scheduled_days,
    learning_steps: card.learning_steps,
    reps: card.reps,
    lapses: card.lapses,
    state: card.state,
  };
}
