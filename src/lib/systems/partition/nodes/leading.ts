import { append, from as entriesFrom, lastIndex, termAt } from '../../../nodes/store/log';
import { majorityOf, needed, reachedBy } from '../../../nodes/store/quorum';
import type { NodeRef } from '../../../sim';
import { commitUpTo } from './commit';
import { noteTerm, stepDown } from './election';
import type { Replica, ReplicaOut } from './kind';
import type { Append, Appended } from './messages';
import type { Answer } from './operations';
import { copyState, type Command } from './state-machine';

/** Heartbeats in a row without an answer after which a follower gets no entries, and the leader doubts itself. */
const DOUBT = 3;

/** The leader writes an operation down and sends it out. */
export function propose(node: Replica, command: Command, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  append(disk.log, { term: disk.term, op: command });
  let sent: Append | null = null;
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place || v.silent[place] >= DOUBT) continue;
    // Followers that have all got the same so far get the same message.
    if (sent !== null && v.next[place] === sent.prevIndex + 1) {
      out.send(options.peers[place], sent);
      v.next[place] = lastIndex(disk.log) + 1;
    } else sent = sendTo(node, place, 'append', out);
  }
  advance(node, out);
}

/** Sends a follower what it lacks, and takes it that it arrives: the next entry need not wait for the answer. */
function sendTo(
  node: Replica,
  place: number,
  type: Append['type'],
  out: ReplicaOut,
): Append | null {
  const { durable: disk, volatile: v, options } = node;
  const { log, term } = disk;
  const next = v.next[place];
  if (next <= log.base) {
    const index = disk.appliedIndex;
    const [indexTerm, state] = [termAt(log, index), copyState(disk.state)];
    out.send(options.peers[place], { type: 'snapshot', term, index, indexTerm, state });
    v.next[place] = index + 1;
    return null;
  }
  const [prevIndex, prevTerm] = [next - 1, termAt(log, next - 1)];
  const entries = type === 'append' ? entriesFrom(log, next) : [];
  const message: Append = { type, term, prevIndex, prevTerm, entries, commit: v.commit };
  out.send(options.peers[place], message);
  if (type === 'append') v.next[place] = lastIndex(log) + 1;
  return message;
}

/** A leader that hears no majority steps down: somewhere else there may be another one. */
export function beat(node: Replica, term: number, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (term !== disk.term) return;
  let near = 1;
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place) continue;
    if (v.silent[place]++ < DOUBT) near++;
  }
  if (near < majorityOf(options.peers.length)) {
    out.note('cannot reach a majority and steps down');
    return stepDown(node, out);
  }
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place) continue;
    const lacks = v.silent[place] <= 1 && v.next[place] <= lastIndex(disk.log);
    sendTo(node, place, lacks ? 'append' : 'heartbeat', out);
  }
  out.after(options.heartbeat, 'heartbeat', term);
}

export function onAppended(node: Replica, m: Appended, from: NodeRef, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (m.term > disk.term) return noteTerm(node, m.term, out);
  if (m.term < disk.term) return;
  const place = options.peers.indexOf(from);
  const wasSilent = v.silent[place] >= DOUBT;
  v.silent[place] = 0;
  if (m.type === 'behind') {
    if (m.match + 1 >= v.next[place]) return;
    v.match[place] = Math.min(v.match[place], m.match);
    v.next[place] = m.match + 1;
    sendTo(node, place, 'append', out);
    return;
  }
  if (m.match > v.match[place]) v.match[place] = m.match;
  if (m.match >= v.next[place]) v.next[place] = m.match + 1;
  if (wasSilent && v.next[place] <= lastIndex(disk.log)) sendTo(node, place, 'append', out);
  if (m.match > v.commit) advance(node, out);
}

/** Commits what enough replicas hold, if it is of this term (Raft, 5.4.2). */
function advance(node: Replica, out: ReplicaOut): void {
  const { durable: disk, volatile: v, options } = node;
  v.match[options.place] = lastIndex(disk.log);
  const level = options.bug === 'early-ack' ? 'one' : options.writeLevel;
  const index = reachedBy(v.match, needed(level, options.peers.length));
  if (index > v.commit && termAt(disk.log, index) === disk.term)
    commitUpTo(node, index, answerVia, out);
}

/** The answer goes to the replica where the client asked, which hands it on. */
function answerVia({ options }: Replica, origin: number, answer: Answer, out: ReplicaOut): void {
  if (origin === options.place) out.send(options.client, answer);
  else out.send(options.peers[origin], { type: 'relay', answer });
}
