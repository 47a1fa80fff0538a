import type { Each } from '../../../nodes/each';
import type { Span } from '../../../nodes/store/timeline';
import type { Message, NodeRef } from '../../../sim';

/** From a writer: a row to insert, or the statement that deletes all rows. */
export type Write = Each<'write' | 'delete', { readonly id: number }>;

/** Done, with the entry of the log that it became; or refused: nothing happened. */
export type Written = Each<
  'written' | 'refused',
  { readonly id: number; readonly epoch: number; readonly index: number }
>;

/** Entries of the log from `prev` + 1 on; none, to ask whether somebody is there. `spans` is the whole log's history. */
export interface Wal extends Message {
  readonly type: 'wal';
  readonly epoch: number;
  readonly prev: number;
  readonly rows: Int32Array;
  readonly spans: readonly Span[];
}

/** A standby's answer: it holds all up to `index`; or it has to be sent what comes after `index`. */
export type Held = Each<'held' | 'behind', { readonly epoch: number; readonly index: number }>;

/** A primary shows itself to the monitors. `sentAt` is its own count of time, from which it counts its lease. */
export interface Heartbeat extends Message {
  readonly type: 'heartbeat';
  readonly epoch: number;
  readonly sentAt: number;
}
/** The monitors lease the primary its role for a while, or deny it, there being a newer epoch. */
export type Lease = Each<'lease' | 'denied', { readonly epoch: number; readonly sentAt: number }>;

/** Among monitors: may I replace the primary, under this epoch? */
export interface Vote extends Message {
  readonly type: 'vote';
  readonly epoch: number;
}
export interface Ballot extends Message {
  readonly type: 'ballot';
  readonly epoch: number;
  readonly granted: boolean;
}

/** From the monitor that won: how far does your log go? With fencing, whoever answers takes nothing older any more. */
export interface Inspect extends Message {
  readonly type: 'inspect';
  readonly epoch: number;
}
export interface Position extends Message {
  readonly type: 'position';
  readonly epoch: number;
  readonly lastEpoch: number;
  readonly index: number;
}
export interface Promote extends Message {
  readonly type: 'promote';
  readonly epoch: number;
}

/** From a monitor to writers and the backup store: where the primary is. */
export interface Announce extends Message {
  readonly type: 'announce';
  readonly epoch: number;
  readonly primary: NodeRef;
}

/** A copy of the whole table for the backup store, and one to be put back. `at`: the primary's clock when it was taken. */
export type Snapshot = Each<
  'snapshot' | 'restore',
  { readonly at: number; readonly rows: Int32Array }
>;
