import type { Handlers, NodeRef } from '../../../sim';
import { startOver } from './boot';
import { denyVote, noteTerm, onBallot, onPreBallot, onPreVote } from './election';
import { onVote, standIfSilent, stepDown, watch, watchNobody } from './election';
import { follow, restore } from './following';
import { onGossip, onRound } from './gossip';
import type { Replica, ReplicaKind, ReplicaOut } from './kind';
import { beat, onAppended, propose } from './leading';
import type { Append, Appended, Ballot, Snapshot, Traffic, VoteRequest } from './messages';
import type { Request } from './operations';
import { isNew, onForward, onRelay, onRequest } from './serve';
import { refuse, sendToLeader, settleHeld, touch } from './serve';
import type { Ordering } from './serve';

type On<M> = (node: Replica, message: M, from: NodeRef, out: ReplicaOut) => void;

/** What a role does where roles differ: with what is ordered by majority. Objects kept otherwise know no roles. */
interface Protocol extends Ordering {
  readonly append: On<Append>;
  readonly snapshot: On<Snapshot>;
  readonly appended: On<Appended>;
  readonly preVote: On<VoteRequest>;
  readonly vote: On<VoteRequest>;
  readonly ballot: On<Ballot>;
  watch(node: Replica, out: ReplicaOut): void;
  heartbeat(node: Replica, term: number, out: ReplicaOut): void;
}

const ignore = (): void => {};
const heedTerm: On<{ readonly term: number }> = (node, { term }, _from, out) =>
  noteTerm(node, term, out);

const follower: Protocol = {
  operation: sendToLeader,
  // It leads no more: the client cannot know, and must not be told that nothing happened.
  forwarded: ignore,
  isDecided: ({ volatile }) => volatile.leader !== null,
  append: follow,
  snapshot: restore,
  appended: heedTerm,
  preVote: onPreVote,
  vote: onVote,
  ballot: heedTerm,
  watch: standIfSilent,
  heartbeat: ignore,
};

/** Whoever stands gives way to a leader of its term or of a later one. */
const giveWay =
  <M extends Append | Snapshot>(then: On<M>): On<M> =>
  (node, m, from, out) => {
    if (m.term >= node.durable.term) stepDown(node, out);
    then(node, m, from, out);
  };

const asking: Protocol = {
  ...follower,
  operation: refuse,
  isDecided: (node) => !isNew(node),
  append: giveWay(follow),
  snapshot: giveWay(restore),
  ballot: onPreBallot,
};

const candidate: Protocol = { ...asking, isDecided: () => false, ballot: onBallot };

const leader: Protocol = {
  ...follower,
  operation(node, request, out) {
    touch(node, request);
    propose(node, { origin: node.options.place, request }, out);
  },
  forwarded: propose,
  appended: onAppended,
  preVote: denyVote,
  watch: watchNobody,
  heartbeat: beat,
};

const learner: Protocol = {
  ...follower,
  append(node, m, from, out) {
    if (follow(node, m, from, out) && node.durable.appliedIndex >= m.commit)
      out.become('CAUGHT_UP');
  },
  preVote: denyVote,
  vote: denyVote,
  watch,
};

/** Nothing is kept by majority: there is no leader to hear and none to elect. */
const local: Protocol = {
  operation: refuse,
  forwarded: ignore,
  isDecided: () => false,
  append: ignore,
  snapshot: ignore,
  appended: ignore,
  preVote: ignore,
  vote: ignore,
  ballot: ignore,
  watch: watchNobody,
  heartbeat: ignore,
};

export const protocols = { follower, asking, candidate, leader, learner, local };

function dispatch(
  own: Protocol,
  node: Replica,
  m: Request | Traffic,
  from: NodeRef,
  out: ReplicaOut,
): void {
  switch (m.type) {
    case 'read':
    case 'write':
      return onRequest(node, m, own, out);
    case 'forward':
      return onForward(node, m, from, own, out);
    case 'relay':
      return onRelay(node, m, out);
    case 'append':
    case 'heartbeat':
      return own.append(node, m, from, out);
    case 'appended':
    case 'behind':
      return own.appended(node, m, from, out);
    case 'snapshot':
      return own.snapshot(node, m, from, out);
    case 'pre-vote':
      return own.preVote(node, m, from, out);
    case 'vote':
      return own.vote(node, m, from, out);
    case 'ballot':
      return own.ballot(node, m, from, out);
    case 'gossip':
      return onGossip(node, m, from, out);
  }
}

/** The handlers of a role, which a disk that turns out to be empty may change before, and many a message after. */
export function handlersOf(own: Protocol): Handlers<ReplicaKind> {
  const present = (node: Replica, out: ReplicaOut): Protocol => {
    if (node.durable.used) return own;
    startOver(node, out);
    return protocols[node.mode.role];
  };
  const settle = (node: Replica, out: ReplicaOut): void => {
    if (node.volatile.held.length > 0) settleHeld(node, protocols[node.mode.role], out);
  };
  return {
    message(node, m, from, out) {
      dispatch(present(node, out), node, m, from, out);
      settle(node, out);
    },
    timer(node, name, data, out) {
      const role = present(node, out);
      if (name === 'watch') role.watch(node, out);
      else if (name === 'heartbeat') role.heartbeat(node, data, out);
      else if (name === 'gossip') onRound(node, out);
      else onRequest(node, data, role, out);
      settle(node, out);
    },
  };
}
