/** Identifies one change: the replica where it was made, and its number there. */
export type Dot = number;
const REPLICAS_MOST = 64;
export const dotOf = (replica: number, n: number): Dot => n * REPLICAS_MOST + replica;
const replicaOf = (dot: Dot): number => dot % REPLICAS_MOST;
const numberOf = (dot: Dot): number => Math.floor(dot / REPLICAS_MOST);

/** One change, as replicas tell it to one another. A removal names the additions that it has seen, and takes only those. */
export interface SetChange {
  readonly dot: Dot;
  readonly item: number;
  /** Additions taken back; `null`: this is an addition. */
  readonly removes: readonly Dot[] | null;
}

/**
 * An observed-remove set (Shapiro, Preguiça, Baquero, Zawirski 2011), kept up to date by changes instead of by whole
 * states: `seen[r]` is the number of the last change of replica r, and `recent[r]` holds those that some peer may
 * still lack. An addition that a removal has not seen survives it.
 */
export interface OrSet {
  readonly seen: number[];
  /** The additions that hold each item in the set. */
  readonly live: Map<number, Dot[]>;
  /** Removed before they arrived. */
  readonly early: Set<Dot>;
  readonly recent: SetChange[][];
}

export function emptySet(replicas: number): OrSet {
  return {
    seen: new Array<number>(replicas).fill(0),
    live: new Map(),
    early: new Set(),
    recent: Array.from({ length: replicas }, () => []),
  };
}

/** Adds an item, or takes one out, at replica `at`. */
export function changeAt(s: OrSet, at: number, item: number, remove: boolean): void {
  const dot = dotOf(at, s.seen[at] + 1);
  take(s, { dot, item, removes: remove ? (s.live.get(item) ?? []).slice() : null });
}

/** Takes over one change. One that is known, or comes before its forerunner, is left alone: false. */
export function take(s: OrSet, change: SetChange): boolean {
  const r = replicaOf(change.dot);
  if (numberOf(change.dot) !== s.seen[r] + 1) return false;
  s.seen[r]++;
  s.recent[r].push(change);
  if (change.removes === null) {
    if (!s.early.delete(change.dot)) {
      const dots = s.live.get(change.item);
      if (dots) dots.push(change.dot);
      else s.live.set(change.item, [change.dot]);
    }
  } else for (const dot of change.removes) removeDot(s, change.item, dot);
  return true;
}

function removeDot(s: OrSet, item: number, dot: Dot): void {
  if (numberOf(dot) > s.seen[replicaOf(dot)]) {
    s.early.add(dot);
    return;
  }
  const left = (s.live.get(item) ?? []).filter((d) => d !== dot);
  if (left.length > 0) s.live.set(item, left);
  else s.live.delete(item);
}

/** The changes that a replica lacks which has seen `theirs`, in an order in which it can take them. */
export function changesSince(s: OrSet, theirs: readonly number[]): SetChange[] {
  const news: SetChange[] = [];
  s.recent.forEach((changes, r) => {
    if (changes.length === 0 || s.seen[r] <= theirs[r]) return;
    const first = numberOf(changes[0].dot);
    news.push(...changes.slice(Math.max(0, theirs[r] + 1 - first)));
  });
  return news;
}

/** Forgets the changes that everybody has seen. */
export function forgetSeen(s: OrSet, everybody: readonly number[]): void {
  s.recent.forEach((changes, r) => {
    if (changes.length === 0) return;
    const count = everybody[r] + 1 - numberOf(changes[0].dot);
    if (count > 0) changes.splice(0, count);
  });
}

/** Whether this copy knows that the addition `dot` of an item was taken back. */
export function knowsRemoved(s: OrSet, item: number, dot: Dot): boolean {
  if (numberOf(dot) > s.seen[replicaOf(dot)]) return s.early.has(dot);
  return !(s.live.get(item)?.includes(dot) ?? false);
}

export function changesIn(s: OrSet): number {
  let n = 0;
  for (const x of s.seen) n += x;
  return n;
}
