import type { NodeRef } from '../../sim';

/** What writers were told in one epoch. */
export interface EpochTally {
  readonly epoch: number;
  /** Its primary. */
  readonly by: NodeRef;
  /** The last entry of it that the newest epoch's author has; looked up when a newer epoch begins. */
  end: number;
  count: number;
  /** The last entry of the log that a writer was told of. */
  highest: number;
  firstAt: number;
  lastAt: number;
}

/** What somebody with a view of everything writes down. No node reads it. */
export interface Observed {
  /** Every acknowledged write, in the order in which writers heard of it: its row, its entry, its epoch, when. */
  count: number;
  rows: Int32Array;
  entries: Int32Array;
  epochs: Int32Array;
  at: Float64Array;
  readonly byEpoch: EpochTally[];
  /** The longest time in which no writer was told of anything. */
  longestGap: number;
  lastAckAt: number;
  /** For the stage. The newest epoch that has begun, and up to which entry of it a standby holds the log. */
  newest: number;
  shippedTo: number;
  /** Entries of it that a writer was told of and that no standby holds. */
  readonly unshipped: Set<number>;
  /** By node: acknowledged writes that the surviving history lacks, and rows deleted and not put back. */
  readonly lostOf: Map<NodeRef, number>;
  readonly goneOf: Map<NodeRef, number>;
  /** Until when copies take in a statement that touches many rows, µs. */
  touchedUntil: number;
}
