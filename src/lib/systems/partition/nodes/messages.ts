import type { Message } from '../../../sim';
import type { LogEntry } from '../../../nodes/store/log';
import type { Lww } from '../../../nodes/store/lww';
import type { SetChange } from '../../../nodes/store/or-set';
import type { PnCounter } from '../../../nodes/store/counter';
import type { Machine } from './options';
import type { ObjectId, Value, Verb } from './operations';

/** From a client to its replica. `seq` numbers a client's operations and stays the same when it asks again. */
export interface Request extends Message {
  readonly type: 'read' | 'write';
  readonly seq: number;
  readonly object: ObjectId;
  readonly verb: Verb;
  readonly amount: number;
}

/**
 * To the client: done, declined (the wallet does not hold so much), or refused, which promises that nothing happened.
 * `version` counts the updates of the object that the answer takes into account.
 */
export interface Answer extends Message {
  readonly type: 'done' | 'declined' | 'refused';
  readonly seq: number;
  readonly value: number;
  readonly version: number;
}

/** Between replicas: a client's operation sent on to whoever decides, and the answer on its way back. */
export interface Forward extends Message {
  readonly type: 'forward';
  readonly request: Request;
}
export interface Relay extends Message {
  readonly type: 'relay';
  readonly answer: Answer;
}

/** What the log holds: a client's operation with the place of its replica, or nothing (a new leader's first entry). */
export interface Command {
  readonly origin: number;
  readonly request: Request;
}
export type Entry = LogEntry<Command | null>;

/** Asks for votes; a pre-vote only asks whether there would be one, and changes nothing (Ongaro 2014, 9.6). */
export interface VoteRequest extends Message {
  readonly type: 'pre-vote' | 'vote';
  readonly term: number;
  readonly lastIndex: number;
  readonly lastTerm: number;
}
export interface Ballot extends Message {
  readonly type: 'ballot';
  readonly asked: 'pre-vote' | 'vote';
  /** The term that was asked about, and the voter's own. */
  readonly about: number;
  readonly term: number;
  readonly granted: boolean;
}

/** From the leader: entries after `prevIndex`; without any it is a heartbeat. */
export interface Append extends Message {
  readonly type: 'append' | 'heartbeat';
  readonly term: number;
  readonly prevIndex: number;
  readonly prevTerm: number;
  readonly entries: readonly Entry[];
  readonly commit: number;
}
export interface Appended extends Message {
  readonly type: 'appended' | 'behind';
  readonly term: number;
  /** Up to where the follower agrees; of `behind`, where the leader should try next. */
  readonly match: number;
}

/** The state machine as it is after `index`, for a replica that lacks more than the log still holds. */
export interface Snapshot extends Message {
  readonly type: 'snapshot';
  readonly term: number;
  readonly index: number;
  readonly indexTerm: number;
  readonly machine: Machine;
}

/** Anti-entropy: what the sender has and the receiver, as far as the sender knows, lacks. */
export interface Gossip extends Message {
  readonly type: 'gossip';
  readonly versions: Partial<Record<ObjectId, Lww<Value>>>;
  readonly counters: Partial<Record<ObjectId, PnCounter>>;
  readonly changes: readonly SetChange[];
  /** The changes of the set that the sender has seen, by replica. */
  readonly seen: readonly number[];
}
