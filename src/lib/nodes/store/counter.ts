/**
 * A counter that grows and shrinks at every replica at once (PN-counter; Shapiro, Preguiça, Baquero, Zawirski 2011).
 * Each replica adds to its own places only, so the larger of two entries is always the later one, and merging takes
 * it: order and repetition of the messages do not matter.
 */
export interface PnCounter {
  readonly plus: number[];
  readonly minus: number[];
  /** Updates made at each replica. */
  readonly updates: number[];
}

export function emptyCounter(replicas: number): PnCounter {
  const zeros = (): number[] => new Array<number>(replicas).fill(0);
  return { plus: zeros(), minus: zeros(), updates: zeros() };
}

/** Adds `amount`, which may be negative, at replica `at`. */
export function addAt(c: PnCounter, at: number, amount: number): void {
  if (amount >= 0) c.plus[at] += amount;
  else c.minus[at] -= amount;
  c.updates[at]++;
}

const sum = (xs: readonly number[]): number => {
  let n = 0;
  for (const x of xs) n += x;
  return n;
};

export const valueOf = (c: PnCounter): number => sum(c.plus) - sum(c.minus);
export const updatesIn = (c: PnCounter): number => sum(c.updates);

/** Takes over what `other` knows and this one does not. True when there was something. */
export function mergeCounter(c: PnCounter, other: PnCounter): boolean {
  let news = false;
  for (let i = 0; i < c.updates.length; i++) {
    if (other.updates[i] <= c.updates[i]) continue;
    c.plus[i] = Math.max(c.plus[i], other.plus[i]);
    c.minus[i] = Math.max(c.minus[i], other.minus[i]);
    c.updates[i] = other.updates[i];
    news = true;
  }
  return news;
}

export function copyOf(c: PnCounter): PnCounter {
  return { plus: c.plus.slice(), minus: c.minus.slice(), updates: c.updates.slice() };
}
