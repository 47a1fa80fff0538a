import type { NodeRef } from '../../../sim';

/** A client wants an answer; with a voter between, it asks that one. */
export interface Question {
  readonly type: 'question';
  /** The client's own number of it. */
  readonly question: number;
  readonly input: number;
}

/** What the voter has decided. */
export interface Verdict {
  readonly type: 'verdict';
  readonly question: number;
  readonly decision: Decision;
}

/** Whoever judges asks each server. */
export interface Ask {
  readonly type: 'ask';
  /** The judge's own number of the poll. */
  readonly poll: number;
  readonly input: number;
}

/** A server's vote. */
export interface Ballot {
  readonly type: 'ballot';
  readonly poll: number;
  readonly input: number;
  readonly value: number;
}

/** A vote as it was counted. */
export interface Vote {
  readonly server: NodeRef;
  /** The poll that the ballot was cast in, which ought to be the one that it is counted in. */
  readonly castIn: number;
  readonly value: number;
}

/** How a poll came out. */
export interface Count {
  /** `null`: no value had enough votes in time. */
  readonly value: number | null;
  /** Votes for the value that had most, and votes for anything else. */
  readonly agree: number;
  readonly against: number;
}

/** A count with its certificate: the votes that it stands on. */
export interface Decision extends Count {
  readonly poll: number;
  readonly votes: readonly Vote[];
}
