import type { Caption } from '../sim';

/** What a story says when it has come to a point: see `Caption`. */
export const caption = <W>(text: string, at: Omit<Caption<W>, 'text'>): Caption<W> => ({
  text,
  ...at,
});
