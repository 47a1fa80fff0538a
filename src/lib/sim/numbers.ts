export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** NaN of nothing. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;

/** 0 … 100; 0 of nothing. */
export const percent = (part: number, whole: number): number =>
  whole === 0 ? 0 : (100 * part) / whole;

/** `from`, `from` + 1, … : `n` of them. */
export const range = (n: number, from = 0): number[] =>
  Array.from({ length: n }, (_, i) => from + i);
