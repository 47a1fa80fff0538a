import type { Clause } from '../sim';

/** A clause that holds when a count is zero. */
export const none = (id: string, text: string, metric: string): Clause => ({
  id,
  text,
  unit: '',
  value: (m) => m[metric],
  holds: (v) => v === 0,
});
