import type { Micros, NodeRef, NodeRefs, Out, TimerId } from '../../../sim';
import type { Ask, Ballot, Count, Decision, Vote } from './messages';

/** What whoever counts votes has to know: the voter, or a client that counts for itself. */
export interface JudgeOptions {
  readonly servers: NodeRefs;
  /** So many votes for one value decide. */
  readonly needed: number;
  /** After this long without a decision there is no answer, µs. */
  readonly deadline: Micros;
  readonly bug: 'none' | 'counts-messages' | 'counts-late';
}

/** A question while votes on it are counted. */
export interface Poll {
  readonly no: number;
  readonly input: number;
  readonly votes: Vote[];
  readonly timer: TimerId;
  /** It is over. Ballots that still come change nothing; they are kept until the next poll, for the pictures. */
  accepted: Count | null;
  readonly late: Vote[];
}

/** Polls by their number, the oldest first: all that are open, and some that are over. */
export type BallotBox = Map<number, Poll>;

/** What counting asks of the node that does it. */
export interface JudgeKind {
  machine: never;
  sends: Ask;
  timers: { deadline: number };
  events: {
    /** All servers are asked. */
    opened: { poll: number; input: number };
    /** A vote is counted. */
    counted: { poll: number; server: number; value: number };
    /** A ballot is put aside: its poll is over, or its server has voted. */
    ignored: { poll: number; server: number; value: number };
    decided: { poll: number } & Count;
  };
  gauges: 'agree' | 'against' | 'left';
}
type JudgeOut = Out<JudgeKind>;

/** Asks every server. The number must never have been used before, not even before a crash. */
export function openPoll(
  box: BallotBox,
  { servers, deadline }: JudgeOptions,
  no: number,
  input: number,
  out: JudgeOut,
): void {
  const timer = out.after(deadline, 'deadline', no);
  for (const poll of box.values()) if (poll.accepted) box.delete(poll.no);
  box.set(no, { no, input, votes: [], timer, accepted: null, late: [] });
  out.event('opened', { poll: no, input });
  out.gauge('agree', 0);
  out.gauge('against', 0);
  out.gauge('left', deadline);
  for (const server of servers) out.send(server, { type: 'ask', poll: no, input });
}

/** The value that has most votes; among equals, the one that came first. */
function tally(votes: readonly Vote[]): Count {
  let value: number | null = null;
  let agree = 0;
  for (const vote of votes) {
    const same = votes.filter((v) => v.value === vote.value).length;
    if (same > agree) [value, agree] = [vote.value, same];
  }
  return { value, agree, against: votes.length - agree };
}

/** A poll that is over, and how it came out. */
export interface Closed {
  readonly poll: Poll;
  readonly decision: Decision;
}

function close(poll: Poll, count: Count, out: JudgeOut): Closed {
  poll.accepted = count;
  show(poll, out);
  out.cancel(poll.timer);
  out.event('decided', { poll: poll.no, ...count });
  out.gauge('left', 0);
  return { poll, decision: { ...count, poll: poll.no, votes: poll.votes } };
}

/** The poll in which a ballot is counted; none where it is put aside. */
function pollOf(
  box: BallotBox,
  bug: JudgeOptions['bug'],
  ballot: Ballot,
  from: NodeRef,
): Poll | null {
  const cast = box.get(ballot.poll);
  const poll = bug === 'counts-late' && cast?.accepted !== null ? newestOf(box) : cast;
  if (!poll || poll.accepted) return null;
  const hasVoted = poll.votes.some((v) => v.server === from);
  return hasVoted && bug !== 'counts-messages' ? null : poll;
}

const newestOf = (box: BallotBox): Poll | undefined => [...box.values()].at(-1);

/** Shows the votes for the value that was accepted, or that has most; and once it is over, those against it. */
function show({ votes, late, accepted }: Poll, out: JudgeOut): void {
  const all = [...votes, ...late];
  const { value, agree } = tally(all);
  const ahead = accepted?.value ?? value;
  const same = accepted?.value == null ? agree : all.filter((v) => v.value === ahead).length;
  out.gauge('agree', same);
  if (accepted) out.gauge('against', all.length - same);
}

/** A ballot that does not count is kept for the pictures while its poll is. */
function putAside(box: BallotBox, ballot: Ballot, vote: Vote, out: JudgeOut): void {
  const { poll: no, value } = ballot;
  out.event('ignored', { poll: no, server: vote.server, value });
  const poll = box.get(no);
  if (!poll || [...poll.votes, ...poll.late].some((v) => v.server === vote.server)) return;
  poll.late.push(vote);
  if (poll === newestOf(box)) show(poll, out);
}

/**
 * Counts a ballot: one vote a server, in the poll that it was cast in. Returns the poll and its decision once a value
 * has enough votes.
 */
export function countBallot(
  box: BallotBox,
  { needed, bug }: JudgeOptions,
  ballot: Ballot,
  from: NodeRef,
  out: JudgeOut,
): Closed | null {
  const poll = pollOf(box, bug, ballot, from);
  const vote = { server: from, castIn: ballot.poll, value: ballot.value };
  if (!poll) {
    putAside(box, ballot, vote, out);
    return null;
  }
  poll.votes.push(vote);
  out.event('counted', { poll: poll.no, server: from, value: ballot.value });
  show(poll, out);
  const count = tally(poll.votes);
  return count.agree < needed ? null : close(poll, count, out);
}

/** The deadline has passed: there is no answer. `null` for a poll that was decided. */
export function endPoll(box: BallotBox, no: number, out: JudgeOut): Closed | null {
  const poll = box.get(no);
  if (!poll || poll.accepted) return null;
  return close(poll, { ...tally(poll.votes), value: null }, out);
}
