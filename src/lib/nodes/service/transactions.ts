import type { Instant, Message, Micros } from '../../sim';

export type Key = number;

export interface Row<Body = unknown> {
  /** Whose it is: the user, for all tables here. */
  readonly owner: number;
  readonly state: string;
  /** When it was inserted, by the database's clock; and in true time, for measures alone. */
  readonly at: Micros;
  readonly inserted: Instant;
  readonly body: Body;
}

/** One step of a transaction; all of them happen, at one moment, or none. */
export type Op<Body = unknown> =
  /** A conflict when the key is taken. */
  | { do: 'insert'; table: string; key: Key; owner: number; state: string; body: Body }
  /** A conflict unless the row is in state `from`. */
  | { do: 'move'; table: string; key: Key; from: string; to: string }
  /** Inserts, or sets the state of the row that is there. */
  | { do: 'put'; table: string; key: Key; owner: number; state: string; body: Body }
  /** Adds a row under the table's next number. */
  | { do: 'append'; table: string; owner: number; body: Body };

export interface Transact<Body = unknown> extends Message {
  readonly type: 'transact';
  /** Of the sender's choosing; comes back with the answer. */
  readonly id: number;
  readonly ops: readonly Op<Body>[];
}
export interface Committed extends Message {
  readonly type: 'committed';
  readonly id: number;
}
export interface Conflict extends Message {
  readonly type: 'conflict';
  readonly id: number;
  /** The state of the row that stood in the way; empty when it was a missing one. */
  readonly state: string;
}

/** The first rows of a table, of one state and up to a time where these are given. Nothing is locked. */
export interface Select extends Message {
  readonly type: 'select';
  readonly table: string;
  readonly limit: number;
  readonly state?: string;
  readonly before?: Micros;
}
export interface Rows<Body = unknown> extends Message {
  readonly type: 'rows';
  readonly table: string;
  readonly rows: readonly (Row<Body> & { readonly key: Key })[];
}

/** Deletes rows that have served; not waited for, so a crash may undo it. */
export interface Mark extends Message {
  readonly type: 'mark';
  readonly table: string;
  readonly keys: readonly Key[];
}

/** Change data capture: what stands in the log after a position, as soon as there is some. */
export interface Tail extends Message {
  readonly type: 'tail';
  readonly after: number;
}
export interface Change<Body = unknown> {
  readonly position: number;
  readonly table: string;
  readonly key: Key;
  readonly row: Row<Body>;
}
export interface Changes<Body = unknown> extends Message {
  readonly type: 'changes';
  readonly changes: readonly Change<Body>[];
}
