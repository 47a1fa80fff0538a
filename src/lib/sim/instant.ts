import type { Instant, NodeRef } from './kind';
import type { Micros } from './time';

/** For the kernel alone, which makes instants of its time. */
export const timeOf = (instant: Instant): Micros => instant as unknown as Micros;

/** Keeps an instant in a column of times, where millions of objects would be too many. */
export function storeInstant(column: Float64Array, i: number, instant: Instant): void {
  column[i] = timeOf(instant);
}

export function loadInstant(column: Float64Array, i: number): Instant {
  return column[i] as unknown as Instant;
}

/** A node whose number was packed with others: only what a reference was put in for. */
export const asRef = (packed: number): NodeRef => packed as NodeRef;
