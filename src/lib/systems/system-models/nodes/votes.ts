import type { Ballots, Process } from './kind';

/** Nodes take turns, the highest place first. */
export const coordinatorOf = (round: number, nodes: number): number => nodes - 1 - (round % nodes);

/** How many liars a quorum bears: two quorums share more nodes than that, and as many may be silent. */
export const bears = (quorum: number, nodes: number): number =>
  Math.max(0, Math.min(2 * quorum - nodes - 1, nodes - quorum));

export const ballotsOf = ({ volatile: v, options }: Process, round: number): Ballots =>
  (v.votes[round] ??= {
    proposal: null,
    echoes: options.nodes.map(() => null),
    accepts: options.nodes.map(() => null),
  });

/** The places that voted for a value. */
export const votersFor = (votes: readonly (number | null)[], value: number): number[] =>
  votes.flatMap((vote, place) => (vote === value ? [place] : []));

/** The value that has at least so many votes; `null` where none has. */
export function winnerOf(votes: readonly (number | null)[], quorum: number): number | null {
  return votes.find((v) => v !== null && votersFor(votes, v).length >= quorum) ?? null;
}

/** The most votes that any value has. */
export const mostVotes = (votes: readonly (number | null)[]): number =>
  votes.reduce<number>(
    (most, v) => (v === null ? most : Math.max(most, votersFor(votes, v).length)),
    0,
  );
