/** One entry of a write-ahead log: what to do, and the term of the leader that wrote it. */
export interface LogEntry<T> {
  readonly term: number;
  readonly op: T;
}

/**
 * A write-ahead log whose beginning may have been folded into a snapshot. Indexes count from 1 over the whole life
 * of the log; `base` is the last index that is no longer kept, `baseTerm` its term.
 */
export interface WriteAheadLog<T> {
  base: number;
  baseTerm: number;
  entries: LogEntry<T>[];
}

export function emptyLog<T>(base = 0, baseTerm = 0): WriteAheadLog<T> {
  return { base, baseTerm, entries: [] };
}

export function lastIndex<T>(log: WriteAheadLog<T>): number {
  return log.base + log.entries.length;
}

export function lastTerm<T>(log: WriteAheadLog<T>): number {
  const n = log.entries.length;
  return n === 0 ? log.baseTerm : log.entries[n - 1].term;
}

/** The term of the entry at `index`; −1 where there is none, or none any more. */
export function termAt<T>(log: WriteAheadLog<T>, index: number): number {
  if (index === log.base) return log.baseTerm;
  return log.entries[index - log.base - 1]?.term ?? -1;
}

/** The entry at `index`, which has to be kept. */
export function entryAt<T>(log: WriteAheadLog<T>, index: number): LogEntry<T> {
  return log.entries[index - log.base - 1];
}

/** Appends and returns the new entry's index. */
export function append<T>(log: WriteAheadLog<T>, entry: LogEntry<T>): number {
  return log.base + log.entries.push(entry);
}

/** A copy of the entries from `index` on. */
export function from<T>(log: WriteAheadLog<T>, index: number): LogEntry<T>[] {
  return log.entries.slice(index - log.base - 1);
}

/** Forgets the entries after `index`: a leader has overruled them. */
export function cutAfter<T>(log: WriteAheadLog<T>, index: number): void {
  log.entries.length = Math.max(0, index - log.base);
}

/** Forgets the entries up to `index`, whose effect a snapshot holds. */
export function foldUpTo<T>(log: WriteAheadLog<T>, index: number): void {
  if (index <= log.base) return;
  log.baseTerm = termAt(log, index);
  log.entries.splice(0, index - log.base);
  log.base = index;
}
