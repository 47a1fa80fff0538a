import type { Micros, NodeRef } from '../../../sim';

/** Every message says who sent it, by place from 0, and where it goes: whoever carries it knows no more. */
interface Routed {
  readonly by: number;
  readonly to: NodeRef;
}

export interface Heartbeat extends Routed {
  readonly type: 'heartbeat';
  /** The sender's clock when it was sent, and when the one before it was; `null`: the first since it started. */
  readonly sentAt: Micros;
  readonly after: Micros | null;
}

/** A value that enough nodes have echoed in a round: no other can be accepted before it. */
export interface Lock {
  readonly round: number;
  readonly value: number;
  /** Who echoed it, by place: the proof. */
  readonly by: readonly number[];
}

interface Turn extends Routed {
  readonly slot: number;
  readonly round: number;
}

/** A round's coordinator proposes a value; its lock, if it has one, says why this one. */
export interface Proposal extends Turn {
  readonly type: 'proposal';
  readonly value: number;
  readonly lock: Lock | null;
}
/** First vote: this is what the coordinator has told me. */
export interface Echo extends Turn {
  readonly type: 'echo';
  readonly value: number;
}
/** Second vote: enough nodes have been told the same. */
export interface Accept extends Turn {
  readonly type: 'accept';
  readonly value: number;
}
/** Gone on to this round, with what is locked so far. */
export interface Skip extends Turn {
  readonly type: 'skip';
  readonly lock: Lock | null;
}
/** Decided: a message for those who have not. */
export interface Decision extends Routed {
  readonly type: 'decision';
  readonly slot: number;
  readonly value: number;
  /** How many slots its sender has decided: whoever knows fewer asks on. */
  readonly known: number;
}

export type Vote = Proposal | Echo | Accept | Skip;
export type Traffic = Heartbeat | Vote | Decision;

type ContentOf<M> = M extends unknown ? Omit<M, keyof Routed> : never;
/** A message before it is addressed. */
export type Content = ContentOf<Traffic>;
