import type { Micros, NodeState, Stream } from '../../../sim';
import type { Timeline } from '../../../nodes/store/timeline';

/** Wrong designs that can be planted in a database. */
export type DatabaseBug = 'none' | 'early-ack';

export interface DatabaseOptions {
  /** This copy's place among `copies`, and everybody's node number. */
  readonly place: number;
  readonly copies: readonly number[];
  readonly monitors: readonly number[];
  /** Node of the backup store. */
  readonly backup: number;
  /** Copies that hold a write before its writer is told, the primary's own among them. */
  readonly holders: number;
  /** Where nobody waits for standbys: how far behind the log reaches them, µs, and how much that wanders (a share). */
  readonly lag: Micros;
  readonly lagSpread: number;
  /** Time between a primary's heartbeats, µs. */
  readonly beat: Micros;
  /** How long a primary may act on a lease, counted from when it asked for it, µs. */
  readonly lease: Micros;
  /** A primary stops when its lease is over, and nobody takes what is of an older epoch. */
  readonly fencing: boolean;
  /** Time between snapshots, µs. */
  readonly backupEvery: Micros;
  /** A damaged disk is noticed, and the database stops. */
  readonly checksums: boolean;
  readonly bug: DatabaseBug;
}

/** All of it is on disk before a message that depends on it leaves. */
export interface Disk {
  /** False on an empty disk: after a wipe, until a primary has filled it. */
  used: boolean;
  log: Timeline;
  /** The newest epoch heard of, and the newest that this copy was promoted in. */
  epoch: number;
  led: number;
  /** Rows of the entries up to here cannot be read any more. */
  damagedTo: number;
  /** Counts for the measures: promotions, and rows forgotten because a newer epoch does not have them. */
  promotions: number;
  forgotten: number;
}

/** An answer that waits until enough copies hold its entry. */
export interface Pending {
  readonly index: number;
  readonly id: number;
  readonly writer: number;
}

export interface Memory {
  /** Of a primary, for each copy: up to where it holds the log, up to where it was sent, up to where it may be sent. */
  held: number[];
  sent: number[];
  open: number[];
  /** Heartbeats in a row without an answer; what was sent again since the last one, as the entry it began after. */
  silent: number[];
  again: number[];
  /** When the latest heartbeat that each monitor answered with a lease was sent, by this node's clock. */
  leases: number[];
  waiting: Pending[];
  /** Entries of a batch that is still open: it leaves as a whole. */
  batching: boolean;
  /** How far behind each standby is at present, µs, and when that changes. */
  lags: number[];
  lagUntil: number;
  wander: Stream | null;
}

export type Database = NodeState<Memory, Disk, DatabaseOptions>;
