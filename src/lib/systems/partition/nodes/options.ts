import type { Micros, NodeState, Stream } from '../../../sim';
import type { Answered } from '../../../nodes/store/answered';
import type { PnCounter } from '../../../nodes/store/counter';
import type { WriteAheadLog } from '../../../nodes/store/log';
import type { Lww } from '../../../nodes/store/lww';
import type { OrSet } from '../../../nodes/store/or-set';
import type { Level } from '../../../nodes/store/quorum';
import type { Command, Request } from './messages';
import type { Keeping, ObjectId, Value } from './operations';

/** Wrong designs that can be planted. */
export type ReplicaBug = 'none' | 'early-ack' | 'two-votes' | 'no-dedupe' | 'adding-merge';

export interface ReplicaOptions {
  /** This replica's place among `peers`, and everybody's node number. */
  readonly place: number;
  readonly peers: readonly number[];
  /** Node of the local client. */
  readonly client: number;
  /** How each object in use is kept. */
  readonly keeping: Readonly<Partial<Record<ObjectId, Keeping>>>;
  readonly writeLevel: Level;
  readonly readLevel: 'one' | 'majority';
  /** Place of the replica that stands for election first. */
  readonly firstLeader: number;
  /** Time between a leader's heartbeats, µs. */
  readonly heartbeat: Micros;
  /** A follower looks so often, at least and at most, whether it has heard of a leader; twice not: it stands. */
  readonly watchLeast: Micros;
  readonly watchMost: Micros;
  /** Time between rounds of anti-entropy, µs. */
  readonly gossip: Micros;
  /** The clock of each replica is off by up to this much either way, µs. */
  readonly clockError: Micros;
  readonly walletStart: number;
  readonly bug: ReplicaBug;
}

/** One object in the state machine: its value, and how many updates made it so. */
export interface Cell {
  value: Value;
  updates: number;
}

/** What the log's entries have come to. */
export interface Machine {
  readonly cells: Record<ObjectId, Cell>;
  /** By the place of the client's replica. */
  readonly answered: Answered[];
  /** Operations that took effect a second time: none, unless a bug is planted. */
  repeats: number;
}

/** All of it is on disk before a message that depends on it leaves. */
export interface Disk {
  /** False on an empty disk: at the very beginning, and after a wipe. */
  used: boolean;
  term: number;
  /** Place voted for in `term`, −1: nobody. */
  votedFor: number;
  log: WriteAheadLog<Command | null>;
  /** Up to where `machine` has applied the log. */
  appliedIndex: number;
  machine: Machine;
  versions: Partial<Record<ObjectId, Lww<Value>>>;
  counters: Partial<Record<ObjectId, PnCounter>>;
  cart: OrSet;
  /** Answers about objects that are not kept by majority, by the place of the client's replica. */
  answered: (Answered | null)[];
  /** Counts for the measures: elections won, and merges in which one of two concurrent versions was dropped. */
  elections: number;
  conflicts: number;
  dropped: number;
}

export interface Memory {
  /** Place of the leader, −1: unknown. */
  leader: number;
  commit: number;
  /** Whether there was a leader since the boot. */
  hasHeard: boolean;
  /** Watches in a row without a word from a leader. */
  silence: number;
  watching: boolean;
  /** Bit mask of the places that voted for this one. */
  votes: number;
  /** The leader's view of its followers, by place. */
  next: number[];
  match: number[];
  silent: number[];
  /** Rounds of gossip in a row that each peer has missed, and the changes that it is known to have seen. */
  missed: number[];
  known: number[][];
  /** Asked by the client before a leader was known, since the boot. */
  held: Request[];
  /** Sent on to the replica at place `to`, which decides for an object kept by last writer wins; not answered yet. */
  sentOn: { request: Request; to: number }[];
  /** Numbers of the client's operations that were sent on or proposed: of these nothing is promised. */
  touched: Int32Array;
  jitter: Stream | null;
  /** Offset of the own clock, µs. */
  clockOffset: Micros;
  gossiping: boolean;
}

export type Replica = NodeState<Memory, Disk, ReplicaOptions>;
