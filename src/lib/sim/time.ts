/** Simulated time: an integer number of microseconds since the start of a run. */
export type Micros = number;

export const MILLISECOND: Micros = 1_000;
export const SECOND: Micros = 1_000_000;

/** Milliseconds and seconds as whole microseconds. */
export const ms = (x: number): Micros => Math.round(x * MILLISECOND);
export const seconds = (x: number): Micros => Math.round(x * SECOND);

const UNITS: Record<string, number> = {
  us: 1,
  µs: 1,
  ms: MILLISECOND,
  s: SECOND,
  min: 60 * SECOND,
  m: 60 * SECOND,
  h: 3600 * SECOND,
};

/** The longest time a recipe may name: 10,000 hours, far below 2^53 µs. */
export const LONGEST: Micros = 10_000 * 3600 * SECOND;

/** Reads "3s", "12.5s", "500ms", "250us", "2min" or "1h". `null` where it is none of these. */
export function parseDuration(text: string): Micros | null {
  const match = /^(\d{1,14}(?:\.\d{1,9})?)\s*(us|µs|ms|s|min|m|h)$/.exec(text.trim());
  if (!match) return null;
  const micros = Math.round(Number(match[1]) * UNITS[match[2]]);
  return micros <= LONGEST ? micros : null;
}

/** Writes a time so that `parseDuration` reads back the same number: "12.5s", "40ms", "7us". */
export function formatDuration(micros: Micros): string {
  if (micros === 0) return '0s';
  if (micros % 100 === 0 && micros >= SECOND / 10) return `${micros / SECOND}s`;
  if (micros % 10 === 0 && micros >= MILLISECOND / 10) return `${micros / MILLISECOND}ms`;
  return `${micros}us`;
}
