import type { Clause, Settings } from '../sim';

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

/** The seeds of a challenge, unless it needs its own. */
export const seeds = { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] } as const;

/** Settings that look like a solution: `fails` says at which clause they do not hold, and why. */
export const trap = <const S extends Settings>(id: string, settings: S) => ({
  fails: (clause: string, why: string) => ({ id, why, settings, fails: clause }),
});
