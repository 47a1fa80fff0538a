import type { Clause } from '../sim';

type Read = string | ((metrics: Record<string, number>) => number);

/** A number that a run reports, by its name or computed from several. */
const read =
  (of: Read): Clause['value'] =>
  (metrics) =>
    typeof of === 'string' ? metrics[of] : of(metrics);

/** Clauses of a challenge: an id, what is asked in words, where the number is read, and its limit. */
export const atMost = (id: string, text: string, of: Read, limit: number, unit = ''): Clause => ({
  id,
  text,
  unit,
  value: read(of),
  holds: (v) => v <= limit,
});

export const atLeast = (id: string, text: string, of: Read, limit: number, unit = ''): Clause => ({
  id,
  text,
  unit,
  value: read(of),
  holds: (v) => v >= limit,
});

/** Holds when a count is zero. */
export const none = (id: string, text: string, of: Read): Clause => ({
  id,
  text,
  unit: '',
  value: read(of),
  holds: (v) => v === 0,
});
