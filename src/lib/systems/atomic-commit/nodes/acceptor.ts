import type { NodeRef } from '../../../sim';
import type { Ask, Propose, Value, Vote } from './messages';

/** What an acceptor keeps of one transaction, on disk. */
export interface Ballot {
  readonly user: number;
  readonly client: NodeRef;
  /** Takes part in no ballot below this. */
  promised: number;
  /** By place of the participant. */
  values: Map<number, Value>;
  /** Known to be decided: nobody has to finish it. */
  isOver: boolean;
}

/** An acceptor of Paxos, one instance for each participant's vote (Gray & Lamport 2006, section 4). */
export type Acceptor = Map<number, Ballot>;

function ballotOf(acceptor: Acceptor, m: { tx: number; user: number; client: NodeRef }): Ballot {
  let ballot = acceptor.get(m.tx);
  if (!ballot) {
    const { user, client } = m;
    ballot = { user, client, promised: 0, values: new Map(), isOver: false };
    acceptor.set(m.tx, ballot);
  }
  return ballot;
}

/**
 * Takes a participant's own vote, in ballot 0. Returns what there is to tell the leader: all votes once they are
 * complete, or those so far when one of them is a no. `null` when there is nothing to tell.
 */
export function takeVote(acceptor: Acceptor, vote: Vote, participants: number): Value[] | null {
  const ballot = ballotOf(acceptor, vote);
  if (ballot.promised > 0) return null;
  const { place, reason } = vote;
  const yes = vote.type === 'vote-yes';
  if (!ballot.values.has(place)) ballot.values.set(place, { place, ballot: 0, yes, reason });
  const values = [...ballot.values.values()];
  return values.length === participants || values.some((v) => !v.yes) ? values : null;
}

/** Promises, or not. Returns what was accepted before. */
export function promise(acceptor: Acceptor, ask: Ask): Value[] | null {
  const ballot = ballotOf(acceptor, ask);
  if (ask.ballot <= ballot.promised) return null;
  ballot.promised = ask.ballot;
  return [...ballot.values.values()];
}

/** Accepts what a leader proposes, unless it has promised not to. */
export function accept(acceptor: Acceptor, { tx, ballot: number, values }: Propose): boolean {
  const ballot = acceptor.get(tx);
  if (!ballot || number < ballot.promised) return false;
  ballot.promised = number;
  for (const value of values) ballot.values.set(value.place, value);
  return true;
}

/**
 * What a leader has to propose after a majority has promised: for each vote what was accepted in the highest ballot; where
 * nothing was, it is free to choose, and chooses no.
 */
export function choose(
  promises: Iterable<readonly Value[]>,
  participants: number,
  ballot: number,
): Value[] {
  const highest = new Map<number, Value>();
  for (const values of promises)
    for (const v of values)
      if (v.ballot >= (highest.get(v.place)?.ballot ?? 0)) highest.set(v.place, v);
  return Array.from({ length: participants }, (_, place): Value => {
    const { yes, reason } = highest.get(place) ?? { yes: false, reason: 'late' };
    return { place, ballot, yes, reason };
  });
}

/** The decision that a majority's reports come to, or `null` when they do not yet. */
export function outcomeOf(
  reports: Iterable<readonly Value[]>,
  participants: number,
  majority: number,
): 'commit' | 'abort' | null {
  const yes = new Array<number>(participants).fill(0);
  const no = new Array<number>(participants).fill(0);
  for (const values of reports) for (const v of values) (v.yes ? yes : no)[v.place]++;
  if (no.some((n) => n >= majority)) return 'abort';
  return yes.every((n) => n >= majority) ? 'commit' : null;
}
