import type { NodeRef, TimerId } from '../../../sim';

/** A batch in somebody's hands. */
export interface Lease {
  readonly batch: number;
  /** Who has it; `null` for a worker that restarted and has forgotten it. */
  readonly worker: NodeRef | null;
  /** Ends it; `null` where leases do not run out. */
  readonly timer: TimerId | null;
}

/** Who has what in hand. Lost in a crash of the coordinator, which then waits until the workers speak. */
export interface Leases {
  leases: Map<number, Lease>;
  /** Leases that have run out, and whose result may still come. */
  expired: Set<number>;
  /** The next batch that was never handed out, and those to be handed out again. */
  next: number;
  again: number[];
  idle: NodeRef[];
  /** By worker: when it is suspected unless it says something. */
  silence: Map<NodeRef, TimerId>;
  /** Batches that are not in the total. */
  left: number;
}

/** By batch, how often it is in the total. */
type Counts = readonly number[];

export const openLeases = (counts: Counts): Leases => ({
  leases: new Map(),
  expired: new Set(),
  next: 0,
  again: [],
  idle: [],
  silence: new Map(),
  left: counts.filter((n) => n === 0).length,
});

/** The leases that a worker holds, in the order in which it got them. */
export const leasesOf = ({ leases }: Leases, worker: NodeRef): number[] =>
  [...leases].filter(([, l]) => l.worker === worker).map(([lease]) => lease);

/** How many workers have this batch in hand. */
export function inHand({ leases }: Leases, batch: number): number {
  let n = 0;
  for (const lease of leases.values()) if (lease.batch === batch) n++;
  return n;
}

/** The next batch to hand out, those that were lost first; `null` when there is none. */
export function nextBatch(v: Leases, counts: Counts): number | null {
  while (v.again.length > 0) {
    const batch = v.again.shift()!;
    if (counts[batch] === 0) return batch;
  }
  while (v.next < counts.length) {
    const batch = v.next++;
    if (counts[batch] === 0) return batch;
  }
  return null;
}

/** What another worker has had in hand for longest, and of which there is no second copy. */
export function straggler(v: Leases, counts: Counts, worker: NodeRef): number | null {
  for (const { batch, worker: other } of v.leases.values())
    if (other !== worker && counts[batch] === 0 && inHand(v, batch) === 1) return batch;
  return null;
}
