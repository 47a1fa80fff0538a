import type { Message, NodeRef, NodeRefs } from '../../../sim';
import type { Nature } from '../../../nodes/service/messages';
import type { Op, Transact } from '../../../nodes/service/transactions';

/** A write of a sign-up: every row holds what there is to say against it. */
export type WorkOp = Op<Nature>;
export type LocalTransaction = Transact<Nature>;

/** A sign-up, as a transaction manager gets it: all that is needed to do it and to answer it. */
export interface Begin extends Message {
  readonly type: 'begin';
  readonly user: number;
  readonly nature: Nature;
  readonly client: NodeRef;
}

/** How it ended. It names the visitor, so that any instance can pass it on without having remembered anything. */
export interface Finished extends Message {
  readonly type: 'finished';
  readonly user: number;
  readonly ok: boolean;
  readonly client: NodeRef;
}

interface OfTransaction extends Message {
  readonly tx: number;
}
/** It says whose sign-up the transaction is, for whoever has heard nothing of it. */
interface OfSignUp extends OfTransaction {
  readonly user: number;
  readonly client: NodeRef;
}

/** “Can you commit this?” A participant that says yes can no longer change its mind. */
export interface Prepare extends OfSignUp {
  readonly type: 'prepare';
  readonly ops: readonly WorkOp[];
  /** Nodes that the vote goes to: the coordinator, or acceptors that stand in for it. */
  readonly votesTo: NodeRefs;
  /** Of whom acceptors are to tell the coordinator. */
  readonly leader: NodeRef;
}

/** Why a participant said no: the row is there, it may not be, or it has been aborted before. Empty with a yes. */
export type Reason = '' | 'there' | 'refused' | 'late';

export interface Vote extends OfSignUp {
  readonly type: 'vote-yes' | 'vote-no';
  /** Which participant, counted from 0. */
  readonly place: number;
  readonly reason: Reason;
  readonly leader: NodeRef;
}

export interface Decision extends OfTransaction {
  readonly type: 'commit' | 'abort';
}

/** The participant has the commit on its disk and will not ask again. */
export interface Acknowledge extends OfTransaction {
  readonly type: 'acknowledge';
  readonly place: number;
}

/** “I am prepared and have heard nothing. What became of it?” */
export interface Inquire extends OfSignUp {
  readonly type: 'inquire';
}

/** What an acceptor has accepted for one participant's vote, and in which ballot. Ballot 0 is the participant's own. */
export interface Value {
  readonly place: number;
  readonly ballot: number;
  readonly yes: boolean;
  readonly reason: Reason;
}

/** Phase 1: “promise me to take part in no lower ballot, and tell me what you have accepted.” */
export interface Ask extends OfSignUp {
  readonly type: 'ask';
  readonly ballot: number;
}
/** What is said of all participants' votes at once, in one ballot. */
interface OfBallot extends OfTransaction {
  readonly ballot: number;
  readonly values: readonly Value[];
}
export interface Promised extends OfBallot {
  readonly type: 'promise';
}
/** Phase 2 of a ballot above 0. */
export interface Propose extends OfBallot {
  readonly type: 'propose';
}
export interface AcceptedVotes extends OfBallot {
  readonly type: 'accepted-votes';
}
/** “I am here”, with the users that were answered and the transactions that are over since the last time. */
export interface Alive extends Message {
  readonly type: 'alive';
  readonly users: readonly number[];
  readonly over: readonly number[];
}

/** Transaction numbers: the manager's place, its boot and a counter, so that none is ever used twice. */
export const numberOf = (place: number, boot: number, count: number): number =>
  (place * 10_000 + boot) * 100_000 + count;
/** Whose number it is, and in which of that node's lives it was given. */
export const originOf = (tx: number): { place: number; boot: number } => ({
  place: Math.floor(tx / 1e9),
  boot: Math.floor(tx / 1e5) % 10_000,
});
