import type { Each } from '../../../nodes/each';
import type { PnCounter } from '../../../nodes/store/counter';
import type { LogEntry } from '../../../nodes/store/log';
import type { Lww } from '../../../nodes/store/lww';
import type { SetChange } from '../../../nodes/store/or-set';
import type { Message } from '../../../sim';
import type { Answer, ObjectId, Request, Value } from './operations';
import type { Command, StateMachine } from './state-machine';

/** Between replicas: a client's operation sent on to whoever decides, and the answer on its way back. */
export interface Forward extends Message {
  readonly type: 'forward';
  readonly request: Request;
}
export interface Relay extends Message {
  readonly type: 'relay';
  readonly answer: Answer;
}

/** An entry of the log; a new leader's first one holds no command. */
export type Entry = LogEntry<Command | null>;

/** Asks for votes; a pre-vote only asks whether there would be one, and changes nothing (Ongaro 2014, 9.6). */
export type VoteRequest = Each<
  'pre-vote' | 'vote',
  { readonly term: number; readonly lastIndex: number; readonly lastTerm: number }
>;
export interface Ballot extends Message {
  readonly type: 'ballot';
  readonly asked: VoteRequest['type'];
  /** The term that was asked about, and the voter's own. */
  readonly about: number;
  readonly term: number;
  readonly granted: boolean;
}

/** From the leader: entries after `prevIndex`; without any it is a heartbeat. */
export type Append = Each<
  'append' | 'heartbeat',
  {
    readonly term: number;
    readonly prevIndex: number;
    readonly prevTerm: number;
    readonly entries: readonly Entry[];
    readonly commit: number;
  }
>;
/** `match`: up to where the follower agrees; of `behind`, where the leader should try next. */
export type Appended = Each<
  'appended' | 'behind',
  { readonly term: number; readonly match: number }
>;

/** The state machine as it is after `index`, for a replica that lacks more than the log still holds. */
export interface Snapshot extends Message {
  readonly type: 'snapshot';
  readonly term: number;
  readonly index: number;
  readonly indexTerm: number;
  readonly state: StateMachine;
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

export type Traffic =
  Forward | Relay | VoteRequest | Ballot | Append | Appended | Snapshot | Gossip;
