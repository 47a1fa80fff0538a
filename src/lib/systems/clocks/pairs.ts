import { compare, type Ordering } from './nodes/stamps';
import type { Written } from './written';

/** The four kinds of stamps that every write carries, whichever of them the replicas go by. */
export const KINDS = ['wall', 'lamport', 'vector', 'hybrid'] as const;

/** How well stamps put pairs of writes on one key in order, against what really happened before what. */
export interface Pairs {
  /** A write and the last one on its key that it may depend on. */
  causal: number;
  /** Of these, pairs whose later write has no later stamp. */
  readonly inverted: Record<(typeof KINDS)[number], number>;
  /** The same by the ordering that replicas go by. */
  wrong: number;
  /** Pairs of which neither write knew of the other; those that the ordering shows to be so. */
  concurrent: number;
  found: number;
}

export const noPairs = (): Pairs => ({
  causal: 0,
  inverted: { wall: 0, lamport: 0, vector: 0, hybrid: 0 },
  wrong: 0,
  concurrent: 0,
  found: 0,
});

const isBefore = (order: Ordering, a: Written, b: Written): boolean => {
  const c = compare(order, a, b);
  return c !== null && c < 0;
};

/** Compares a new write with the earlier ones on its key, `writes` being in the order of true time. */
export function judgePairs(
  pairs: Pairs,
  order: Ordering,
  written: Written,
  writes: Iterable<Written>,
): void {
  let parent: Written | null = null;
  for (const before of writes) {
    if (before.key !== written.key) continue;
    if (written.knows[before.by] >= before.seq) parent = before;
    else {
      pairs.concurrent++;
      if (compare(order, before, written) === null) pairs.found++;
    }
  }
  if (parent === null) return;
  pairs.causal++;
  for (const kind of KINDS) if (!isBefore(kind, parent, written)) pairs.inverted[kind]++;
  if (!isBefore(order, parent, written)) pairs.wrong++;
}
