import { append, lastIndex, lastTerm } from '../../../nodes/store/log';
import { countOf, majorityOf } from '../../../nodes/store/quorum';
import { uniform, type NodeRef } from '../../../sim';
import type { Replica, ReplicaOut } from './kind';
import type { Ballot, VoteRequest } from './messages';
import { showUncommitted } from './show';

/** Watches in a row without a leader after which a follower asks for votes, and after which it would give one. */
const PATIENCE = 3;
export const OPEN_TO_OTHERS = 2;

/** A time between the shortest and the longest watch: replicas that fall silent together do not stand together. */
export function watch(node: Replica, out: ReplicaOut): void {
  const { watchLeast, watchMost } = node.options;
  const stream = (node.volatile.jitter ??= out.stream(`watch:${node.id}`));
  node.volatile.watching = true;
  out.after(watchLeast + Math.round(uniform(stream) * (watchMost - watchLeast)), 'watch');
}

/** Whoever may lead stands once it has heard no leader for some watches in a row. */
export function standIfSilent(node: Replica, out: ReplicaOut): void {
  watch(node, out);
  if (++node.volatile.silence >= PATIENCE) stand(node, out);
}

/** A leader and a replica that decides alone watch nobody. */
export function watchNobody(node: Replica): void {
  node.volatile.watching = false;
}

/** Asks first whether there would be votes, so that a replica that is cut off does not drive the term up. */
export function stand(node: Replica, out: ReplicaOut): void {
  node.volatile.leader = null;
  out.become('TIMED_OUT');
  if (node.options.bug === 'two-votes') candidacy(node, out);
  else askFor('pre-vote', node, node.durable.term + 1, out);
}

function candidacy(node: Replica, out: ReplicaOut): void {
  const { durable: disk, options } = node;
  disk.term++;
  out.gauge('term', disk.term);
  disk.votedFor = options.place;
  out.become('PROMISED');
  askFor('vote', node, disk.term, out);
}

function askFor(type: VoteRequest['type'], node: Replica, term: number, out: ReplicaOut): void {
  const { durable, volatile: v, options } = node;
  const { log } = durable;
  v.votes = 1 << options.place;
  const request: VoteRequest = { type, term, lastIndex: lastIndex(log), lastTerm: lastTerm(log) };
  for (const peer of options.peers) if (peer !== node.index) out.send(peer, request);
}

/** A higher term than its own is adopted, and whoever led or stood in the old one stops. */
export function noteTerm(node: Replica, term: number, out: ReplicaOut): void {
  if (term <= node.durable.term) return;
  node.durable.term = term;
  node.durable.votedFor = null;
  out.gauge('term', term);
  stepDown(node, out);
}

export function stepDown(node: Replica, out: ReplicaOut): void {
  const { mode, volatile: v } = node;
  const wasLeader = mode.role === 'leader';
  if (wasLeader) {
    v.leader = null;
    showUncommitted(node, out);
  }
  out.become(wasLeader ? 'DEPOSED' : 'HEARD');
  if (!v.watching) watch(node, out);
}

/** The candidate's log must hold at least what the voter's holds: so a leader has every committed entry. */
function isUpToDate({ durable: { log } }: Replica, r: VoteRequest): boolean {
  const mine = lastTerm(log);
  return r.lastTerm > mine || (r.lastTerm === mine && r.lastIndex >= lastIndex(log));
}

function vote(node: Replica, r: VoteRequest, from: NodeRef, granted: boolean, out: ReplicaOut) {
  out.send(from, {
    type: 'ballot',
    asked: r.type,
    about: r.term,
    term: node.durable.term,
    granted,
  });
}

/** Would vote for another only once it has missed the leader itself. */
export function onPreVote(node: Replica, r: VoteRequest, from: NodeRef, out: ReplicaOut): void {
  const isOpen = r.term > node.durable.term && node.volatile.silence >= OPEN_TO_OTHERS;
  vote(node, r, from, isOpen && isUpToDate(node, r), out);
}

/** One vote a term, for the first that asks with a log that is up to date. */
export function onVote(node: Replica, r: VoteRequest, from: NodeRef, out: ReplicaOut): void {
  noteTerm(node, r.term, out);
  const { durable: disk, volatile: v, options } = node;
  const candidate = options.peers.indexOf(from);
  const isFree = disk.votedFor === null || disk.votedFor === candidate;
  const granted =
    r.term === disk.term && isUpToDate(node, r) && (isFree || options.bug === 'two-votes');
  if (granted) {
    disk.votedFor = candidate;
    v.silence = 0;
  }
  vote(node, r, from, granted, out);
}

/** The answer of a leader that is asked whether it would vote, and of a learner whatever it is asked. */
export function denyVote(node: Replica, r: VoteRequest, from: NodeRef, out: ReplicaOut): void {
  if (r.type === 'vote') noteTerm(node, r.term, out);
  vote(node, r, from, false, out);
}

/** Counts a vote. True: it makes a majority. */
function wins({ volatile: v, options: { peers } }: Replica, voter: NodeRef): boolean {
  v.votes |= 1 << peers.indexOf(voter);
  return countOf(v.votes) >= majorityOf(peers.length);
}

/** A majority would vote for a replica that asks: it stands. */
export function onPreBallot(node: Replica, b: Ballot, from: NodeRef, out: ReplicaOut): void {
  const { term } = node.durable;
  if (b.term > term) return noteTerm(node, b.term, out);
  if (b.asked !== 'pre-vote' || b.about !== term + 1 || !b.granted) return;
  if (wins(node, from)) candidacy(node, out);
}

/** A majority votes for a candidate: it leads. */
export function onBallot(node: Replica, b: Ballot, from: NodeRef, out: ReplicaOut): void {
  const { term } = node.durable;
  if (b.term > term) return noteTerm(node, b.term, out);
  if (b.asked !== 'vote' || b.about !== term || !b.granted) return;
  if (wins(node, from)) lead(node, out);
}

/** An empty entry of the new term: with it, everything before it is committed too (Raft, 5.4.2). */
function lead(node: Replica, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  out.become('ELECTED');
  out.gauge('term', disk.term);
  disk.elections++;
  v.leader = options.place;
  v.hasHeard = true;
  v.next = options.peers.map(() => lastIndex(disk.log) + 1);
  v.match = options.peers.map(() => 0);
  v.silent = options.peers.map(() => 0);
  append(disk.log, { term: disk.term, op: null });
  out.note(`leads term ${disk.term}`);
  out.after(0, 'heartbeat', disk.term);
}
