import type { LooseOut } from '../../../sim';
import {
  append,
  cutAfter,
  emptyLog,
  entryAt,
  foldUpTo,
  from as entriesFrom,
  lastIndex,
  termAt,
} from '../../../nodes/store/log';
import { majorityOf, needed, reachedBy } from '../../../nodes/store/quorum';
import { noteTerm, stepDown } from './election';
import { apply, copyMachine, firstMachine } from './machine';
import type { Append, Appended, Command, Entry, Relay, Snapshot } from './messages';
import { shownOf } from './operations';
import type { Replica } from './options';

/** Heartbeats in a row without an answer after which a follower gets no entries, and the leader doubts itself. */
const DOUBT = 3;
/** Entries that stay in the log after they were applied, for followers that lag. */
const LOG_KEPT = 8192;

/** The leader writes an operation down and sends it out. */
export function propose(node: Replica, command: Command, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  append(disk.log, { term: disk.term, op: command });
  let sent: Append | null = null;
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place || v.silent[place] >= DOUBT) continue;
    // Followers that have all got the same so far get the same message.
    const isSame = sent !== null && v.next[place] === sent.prevIndex + 1;
    if (!isSame) sent = sendTo(node, place, 'append', out);
    else {
      out.send(options.peers[place], sent!);
      v.next[place] = lastIndex(disk.log) + 1;
    }
  }
  advance(node, out);
}

/** Sends a follower what it lacks, and takes it that it arrives: the next entry need not wait for the answer. */
function sendTo(node: Replica, place: number, type: Append['type'], out: LooseOut): Append | null {
  const { durable: disk, volatile: v, options } = node;
  const { log } = disk;
  const next = v.next[place];
  if (next <= log.base) {
    const indexTerm = termAt(log, disk.appliedIndex);
    const index = disk.appliedIndex;
    const machine = copyMachine(disk.machine);
    const snapshot: Snapshot = { type: 'snapshot', term: disk.term, index, indexTerm, machine };
    out.send(options.peers[place], snapshot);
    v.next[place] = index + 1;
    return null;
  }
  const [prevIndex, prevTerm] = [next - 1, termAt(log, next - 1)];
  const entries = type === 'append' ? (entriesFrom(log, next) as Entry[]) : [];
  const { term } = disk;
  const message: Append = { type, term, prevIndex, prevTerm, entries, commit: v.commit };
  out.send(options.peers[place], message);
  if (type === 'append') v.next[place] = lastIndex(log) + 1;
  return message;
}

/** A leader that hears no majority steps down: somewhere else there may be another one. */
export function onHeartbeat(node: Replica, term: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (node.mode.role !== 'leader' || term !== disk.term) return;
  let near = 1;
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place) continue;
    if (v.silent[place]++ < DOUBT) near++;
  }
  if (near < majorityOf(options.peers.length)) {
    out.note('hears no majority and steps down');
    return stepDown(node, out);
  }
  for (let place = 0; place < options.peers.length; place++) {
    if (place === options.place) continue;
    const lacks = v.silent[place] <= 1 && v.next[place] <= lastIndex(disk.log);
    sendTo(node, place, lacks ? 'append' : 'heartbeat', out);
  }
  out.after(options.heartbeat, 'heartbeat', term);
}

/** Takes note of a leader. False: its term is over. */
function heedLeader(node: Replica, term: number, from: number, out: LooseOut): boolean {
  const { durable: disk, volatile: v, options } = node;
  if (term < disk.term) {
    answerLeader(node, from, 'behind', 0, out);
    return false;
  }
  noteTerm(node, term, out);
  if (node.mode.role === 'asking' || node.mode.role === 'candidate') stepDown(node, out);
  v.leader = options.peers.indexOf(from);
  v.hasHeard = true;
  v.silence = 0;
  return true;
}

function answerLeader(
  node: Replica,
  leader: number,
  type: Appended['type'],
  match: number,
  out: LooseOut,
): void {
  out.send(leader, { type, term: node.durable.term, match } as Appended);
}

export function onAppend(node: Replica, m: Append, from: number, out: LooseOut): void {
  if (!heedLeader(node, m.term, from, out)) return;
  const { durable: disk } = node;
  const { log } = disk;
  const agrees = m.prevIndex < log.base || termAt(log, m.prevIndex) === m.prevTerm;
  if (!agrees) return answerLeader(node, from, 'behind', lastAgreed(node, m.prevIndex), out);
  let index = m.prevIndex;
  for (const entry of m.entries) {
    index++;
    if (index <= log.base || termAt(log, index) === entry.term) continue;
    if (index <= lastIndex(log)) overrule(node, index - 1, out);
    // After an overruled entry had been applied, all is learnt again from the beginning.
    if (index !== lastIndex(log) + 1) return answerLeader(node, from, 'behind', 0, out);
    append(log, entry);
  }
  commitUpTo(node, Math.min(m.commit, index), out);
  if (node.mode.role === 'learner' && disk.appliedIndex >= m.commit) out.become('CAUGHT_UP');
  answerLeader(node, from, 'appended', index, out);
}

/** Where a leader should try next, whose entry at `index` this log does not hold. */
function lastAgreed({ durable: { log }, volatile: v }: Replica, index: number): number {
  if (index > lastIndex(log)) return lastIndex(log);
  // What is committed is sure to agree. Where even that does not, a whole term is passed over at a time.
  if (index > v.commit) return v.commit;
  const term = termAt(log, index);
  let last = index - 1;
  while (last > log.base && termAt(log, last) === term) last--;
  return last;
}

/** Forgets the entries after `index`. Where they were applied already, which no majority had agreed to, all is forgotten. */
function overrule(node: Replica, index: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (index >= disk.appliedIndex) return cutAfter(disk.log, index);
  out.note(`forgets ${disk.appliedIndex - index} operations that it had told clients were done`);
  disk.log = emptyLog();
  disk.appliedIndex = 0;
  v.commit = 0;
  disk.machine = firstMachine(options.peers.length, options.walletStart);
}

export function onAppended(node: Replica, m: Appended, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  if (m.term > disk.term) return noteTerm(node, m.term, out);
  if (node.mode.role !== 'leader' || m.term < disk.term) return;
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
function advance(node: Replica, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  v.match[options.place] = lastIndex(disk.log);
  const level = options.bug === 'early-ack' ? 'one' : options.writeLevel;
  const index = reachedBy(v.match, needed(level, options.peers.length));
  if (index > v.commit && termAt(disk.log, index) === disk.term) commitUpTo(node, index, out);
}

function commitUpTo(node: Replica, index: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  v.commit = Math.max(v.commit, index);
  while (disk.appliedIndex < v.commit) {
    const { op } = entryAt(disk.log, ++disk.appliedIndex);
    if (op === null) continue;
    const answer = apply(disk.machine, op, options.bug !== 'no-dedupe');
    const { object, verb } = op.request;
    if (verb !== 'read') out.gauge('value', shownOf(disk.machine.cells[object].value));
    if (answer !== null && node.mode.role === 'leader')
      answerVia(node, op.origin, { type: 'relay', answer }, out);
  }
  if (disk.appliedIndex - disk.log.base > 2 * LOG_KEPT)
    foldUpTo(disk.log, disk.appliedIndex - LOG_KEPT);
}

/** The answer goes to the replica where the client asked, which hands it on. */
function answerVia(node: Replica, origin: number, relay: Relay, out: LooseOut): void {
  const { options } = node;
  if (origin === options.place) out.send(options.client, relay.answer);
  else out.send(options.peers[origin], relay);
}

export function onSnapshot(node: Replica, m: Snapshot, from: number, out: LooseOut): void {
  if (!heedLeader(node, m.term, from, out)) return;
  const { durable: disk, volatile: v } = node;
  if (m.index > disk.appliedIndex) {
    disk.log = emptyLog(m.index, m.indexTerm);
    disk.machine = copyMachine(m.machine);
    disk.appliedIndex = m.index;
    v.commit = m.index;
  }
  answerLeader(node, from, 'appended', m.index, out);
}
