/**
 * A write-ahead log with the history of who wrote it. Each epoch has one writer, so two logs that have an epoch in
 * common hold the same entries of it as far as both go: where two logs part can be told from their spans alone.
 * (PostgreSQL keeps such a history of timelines; Raft, 5.3, calls the property log matching.) Kept in columns, since
 * logs grow by hundreds of entries a second and go into checkpoints whole.
 */
export interface Timeline {
  /** Entries are numbered from 1 to `length`. */
  length: number;
  /** What each entry holds: a row's number, or one of the marks below. */
  rows: Int32Array;
  spans: Span[];
  /** Where entries are that delete all rows, ascending. */
  deletes: number[];
}

/** Entries after `after`, up to the next span, were written in `epoch`. */
export interface Span {
  readonly epoch: number;
  readonly after: number;
}

/** What can be told of a log without its entries. */
interface History {
  readonly length: number;
  readonly spans: readonly Span[];
}

/** An entry that begins an epoch, and one that deletes every row. */
export const BEGIN = -1;
export const DELETE = -2;

export function emptyTimeline(): Timeline {
  return { length: 0, rows: new Int32Array(256), spans: [], deletes: [] };
}

/** Appends an entry and returns its number. Epochs must not go down. */
export function appendTo(log: Timeline, epoch: number, row: number): number {
  if (log.length === log.rows.length) {
    const wider = new Int32Array(2 * log.rows.length);
    wider.set(log.rows);
    log.rows = wider;
  }
  if (lastEpoch(log) !== epoch) log.spans.push({ epoch, after: log.length });
  log.rows[log.length++] = row;
  if (row === DELETE) log.deletes.push(log.length);
  return log.length;
}

export function lastEpoch({ spans }: Pick<History, 'spans'>): number {
  return spans.length === 0 ? 0 : spans[spans.length - 1].epoch;
}

/** The epoch of entry `index`; 0 where there is none. */
export function epochAt(log: Timeline, index: number): number {
  if (index < 1 || index > log.length) return 0;
  let i = log.spans.length - 1;
  while (log.spans[i].after >= index) i--;
  return log.spans[i].epoch;
}

/** The last entry that was written in `epoch`; 0 where none was. */
export function endOf(log: Timeline, epoch: number): number {
  const i = log.spans.findIndex((s) => s.epoch === epoch);
  if (i < 0) return 0;
  return i + 1 < log.spans.length ? log.spans[i + 1].after : log.length;
}

/** The last entry up to which two logs are the same. */
export function agreement(a: History, b: History): number {
  let i = 0;
  while (i < a.spans.length && i < b.spans.length && a.spans[i].epoch === b.spans[i].epoch) i++;
  const next = (spans: readonly Span[]): number => (i < spans.length ? spans[i].after : Infinity);
  return Math.min(a.length, b.length, next(a.spans), next(b.spans));
}

/** Forgets the entries after `index` and returns how many rows were among them. */
export function rewind(log: Timeline, index: number): number {
  let rows = 0;
  for (let i = index; i < log.length; i++) if (log.rows[i] >= 0) rows++;
  log.length = Math.min(log.length, index);
  log.spans = log.spans.filter((s) => s.after < index);
  log.deletes = log.deletes.filter((d) => d <= index);
  return rows;
}

/** How many rows the table has that the log's entries come to. Every span begins with a mark. */
export function rowsIn(log: Timeline): number {
  const from = log.deletes.at(-1) ?? 0;
  const marks = log.spans.filter((s) => s.after >= from).length;
  return log.length - from - marks;
}

/** The rows themselves; those of the entries up to `unreadable` left out. */
export function tableOf(log: Timeline, unreadable = 0): Int32Array {
  const from = Math.max(log.deletes.at(-1) ?? 0, unreadable);
  return log.rows.slice(from, log.length).filter((row) => row >= 0);
}
