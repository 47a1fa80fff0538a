import { uniform, type Message, type LooseOut } from '../../../sim';
import { append, lastIndex, lastTerm, type LogEntry } from '../../../nodes/store/log';
import { countOf, majorityOf } from '../../../nodes/store/quorum';
import type { Ballot, Command, VoteRequest } from './messages';
import type { Replica } from './options';

/** Watches in a row without a leader after which a follower asks for votes, and after which it would give one. */
const PATIENCE = 3;
export const OPEN_TO_OTHERS = 2;

export function tell(node: Replica, message: Message, out: LooseOut): void {
  node.options.peers.forEach((peer, place) => {
    if (place !== node.options.place) out.send(peer, message);
  });
}

/** A time between the shortest and the longest watch: replicas that fall silent together do not stand together. */
export function watch(node: Replica, out: LooseOut): void {
  const { watchLeast, watchMost } = node.options;
  const stream = (node.volatile.jitter ??= out.stream(`watch:${node.id}`));
  node.volatile.watching = true;
  out.after(watchLeast + Math.round(uniform(stream) * (watchMost - watchLeast)), 'watch');
}

/** Fires at every replica that is no leader. */
export function onWatch(node: Replica, out: LooseOut): void {
  const { role } = node.mode;
  node.volatile.watching = false;
  if (role === 'leader' || role === 'local') return;
  watch(node, out);
  if (role === 'learner') return;
  if (++node.volatile.silence < PATIENCE) return;
  stand(node, out);
}

/** Asks first whether there would be votes, so that a replica that is cut off does not drive the term up. */
export function stand(node: Replica, out: LooseOut): void {
  node.volatile.leader = -1;
  out.become('TIMED_OUT');
  if (node.options.bug === 'two-votes') candidacy(node, out);
  else askFor('pre-vote', node, node.durable.term + 1, out);
}

function candidacy(node: Replica, out: LooseOut): void {
  const { durable: disk, options } = node;
  disk.term++;
  disk.votedFor = options.place;
  out.become('PROMISED');
  askFor('vote', node, disk.term, out);
}

function askFor(type: VoteRequest['type'], node: Replica, term: number, out: LooseOut): void {
  const { log } = node.durable;
  node.volatile.votes = 1 << node.options.place;
  const request: VoteRequest = { type, term, lastIndex: lastIndex(log), lastTerm: lastTerm(log) };
  tell(node, request, out);
}

/** A higher term than one's own is taken over, and whoever led or stood in the old one stops. */
export function noteTerm(node: Replica, term: number, out: LooseOut): void {
  if (term <= node.durable.term) return;
  node.durable.term = term;
  node.durable.votedFor = -1;
  stepDown(node, out);
}

export function stepDown(node: Replica, out: LooseOut): void {
  const wasLeader = node.mode.role === 'leader';
  if (wasLeader) node.volatile.leader = -1;
  out.become(wasLeader ? 'DEPOSED' : 'HEARD');
  if (!node.volatile.watching) watch(node, out);
}

/** The candidate's log must hold at least what the voter's holds: so a leader has every committed entry. */
function isUpToDate(node: Replica, r: VoteRequest): boolean {
  const { log } = node.durable;
  const mine = lastTerm(log);
  return r.lastTerm > mine || (r.lastTerm === mine && r.lastIndex >= lastIndex(log));
}

function grants(node: Replica, r: VoteRequest, candidate: number): boolean {
  const { durable: disk, volatile: v, options } = node;
  if (node.mode.role === 'learner' || r.term < disk.term || !isUpToDate(node, r)) return false;
  if (r.type === 'pre-vote' && node.mode.role === 'leader') return false;
  if (r.type === 'pre-vote') return r.term > disk.term && v.silence >= OPEN_TO_OTHERS;
  const free = disk.votedFor < 0 || disk.votedFor === candidate;
  return free || options.bug === 'two-votes';
}

export function onVoteRequest(node: Replica, r: VoteRequest, from: number, out: LooseOut): void {
  const candidate = node.options.peers.indexOf(from);
  if (r.type === 'vote') noteTerm(node, r.term, out);
  const granted = grants(node, r, candidate);
  if (granted && r.type === 'vote') {
    node.durable.votedFor = candidate;
    node.volatile.silence = 0;
  }
  const { term } = node.durable;
  const ballot: Ballot = { type: 'ballot', asked: r.type, about: r.term, term, granted };
  out.send(from, ballot);
}

export function onBallot(node: Replica, b: Ballot, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (b.term > disk.term) return noteTerm(node, b.term, out);
  const isAwaited =
    b.asked === 'pre-vote'
      ? node.mode.role === 'asking' && b.about === disk.term + 1
      : node.mode.role === 'candidate' && b.about === disk.term;
  if (!isAwaited || !b.granted) return;
  v.votes |= 1 << options.peers.indexOf(from);
  if (countOf(v.votes) < majorityOf(options.peers.length)) return;
  if (b.asked === 'vote') lead(node, out);
  else candidacy(node, out);
}

/** An empty entry of the new term: with it, everything before it is committed too (Raft, 5.4.2). */
function lead(node: Replica, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  out.become('ELECTED');
  disk.elections++;
  v.leader = options.place;
  v.hasHeard = true;
  v.next = options.peers.map(() => lastIndex(disk.log) + 1);
  v.match = options.peers.map(() => 0);
  v.silent = options.peers.map(() => 0);
  const entry: LogEntry<Command | null> = { term: disk.term, op: null };
  append(disk.log, entry);
  out.note(`leads term ${disk.term}`);
  out.after(0, 'heartbeat', disk.term);
}
