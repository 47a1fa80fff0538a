import type { Message } from '../../../sim';
import type { Span } from '../../../nodes/store/timeline';

/** From a writer: a row to insert, or the statement that deletes all rows. */
export interface Write extends Message {
  readonly type: 'write' | 'delete';
  readonly id: number;
}

/** Done, with the entry of the log that it became; or refused: nothing happened. */
export interface Written extends Message {
  readonly type: 'written' | 'refused';
  readonly id: number;
  readonly epoch: number;
  readonly index: number;
}

/** Entries of the log from `prev` + 1 on; none, to ask whether somebody is there. `spans` is the whole log's history. */
export interface Wal extends Message {
  readonly type: 'wal';
  readonly epoch: number;
  readonly prev: number;
  readonly rows: Int32Array;
  readonly spans: readonly Span[];
}

/** A standby's answer: it holds all up to `index`; or it has to be sent what comes after `index`. */
export interface Held extends Message {
  readonly type: 'held' | 'behind';
  readonly epoch: number;
  readonly index: number;
}

/** A primary shows itself to the monitors, which lease it its part for a while or deny it, there being a newer epoch. */
export interface Heartbeat extends Message {
  readonly type: 'heartbeat';
  readonly epoch: number;
  /** By the primary's clock, from which it counts its lease. */
  readonly sentAt: number;
}
export interface Lease extends Message {
  readonly type: 'lease' | 'denied';
  readonly epoch: number;
  readonly sentAt: number;
}

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
  readonly primary: number;
}

/** A copy of the whole table for the backup store, and one to be put back. */
export interface Snapshot extends Message {
  readonly type: 'snapshot' | 'restore';
  /** The primary's clock when it was taken. */
  readonly at: number;
  readonly rows: Int32Array;
}
