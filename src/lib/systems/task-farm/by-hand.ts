/** Steps that are picked by hand, one after the other: the scheduler obeys. */

/** A step on shared memory in slow motion, µs. */
export const SLOW_STEP = 1000;
/** Picked before the scheduler would pick itself, and after the thread has had its last answer, µs. */
const EVERY = 900;

/** Letters are threads: "abb" lets thread 1 take a step and then thread 2 two. */
export function picks(order: string): string[] {
  return [...order].map((letter, i) => {
    const thread = letter.charCodeAt(0) - 'a'.charCodeAt(0) + 1;
    return `${EVERY * (i + 1)}us operate memory step worker-${thread}`;
  });
}

/**
 * Two threads that each add one three times, and the total is two. Thread 1 loads 0 and sleeps through two updates of
 * thread 2; its store makes the total 1. Thread 2 loads that 1 and sleeps through all the rest of thread 1.
 */
export const TOTAL_OF_TWO = `a${'bbb'.repeat(2)}aab${'aaa'.repeat(2)}bb`;
