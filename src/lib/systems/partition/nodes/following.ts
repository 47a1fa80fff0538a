import { append, cutAfter, emptyLog, lastIndex, termAt } from '../../../nodes/store/log';
import type { NodeRef } from '../../../sim';
import { commitUpTo } from './commit';
import { noteTerm } from './election';
import type { Replica, ReplicaOut } from './kind';
import type { Append, Appended, Snapshot } from './messages';
import { showUncommitted } from './show';
import { copyState, firstState } from './state-machine';

/** Takes note of a leader. False: its term is over. */
function heedLeader(node: Replica, term: number, from: NodeRef, out: ReplicaOut): boolean {
  const { durable: disk, volatile: v, options } = node;
  if (term < disk.term) {
    answer(node, from, 'behind', 0, out);
    return false;
  }
  noteTerm(node, term, out);
  v.leader = options.peers.indexOf(from);
  v.hasHeard = true;
  v.silence = 0;
  return true;
}

function answer(
  node: Replica,
  leader: NodeRef,
  type: Appended['type'],
  match: number,
  out: ReplicaOut,
): void {
  out.send(leader, { type, term: node.durable.term, match });
}

/** Takes over the leader's entries. True where the log now agrees with the leader's. */
export function follow(node: Replica, m: Append, from: NodeRef, out: ReplicaOut): boolean {
  if (!heedLeader(node, m.term, from, out)) return false;
  const { log } = node.durable;
  const agrees = m.prevIndex < log.base || termAt(log, m.prevIndex) === m.prevTerm;
  const index = agrees ? takeEntries(node, m, out) : null;
  if (index === null) {
    answer(node, from, 'behind', agrees ? 0 : lastAgreed(node, m.prevIndex), out);
    return false;
  }
  commitUpTo(node, Math.min(m.commit, index), null, out);
  if (node.volatile.leftOver > 0) showUncommitted(node, out);
  answer(node, from, 'appended', index, out);
  return true;
}

/** The index of the last one; `null` where everything has to be learnt again from the beginning. */
function takeEntries(
  node: Replica,
  { prevIndex, entries }: Append,
  out: ReplicaOut,
): number | null {
  let index = prevIndex;
  for (const entry of entries) {
    const { log } = node.durable;
    index++;
    if (index <= log.base || termAt(log, index) === entry.term) continue;
    if (index <= lastIndex(log) && !overrule(node, index - 1, out)) return null;
    if (index !== lastIndex(log) + 1) return null;
    append(log, entry);
  }
  return index;
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

/** Forgets the entries after `index`. False: they were applied, though no majority had agreed, and all is forgotten. */
function overrule(node: Replica, index: number, out: ReplicaOut): boolean {
  const { durable: disk, volatile: v, options } = node;
  if (index >= disk.appliedIndex) {
    cutAfter(disk.log, index);
    return true;
  }
  out.note(`discards ${disk.appliedIndex - index} operations that it had acknowledged`);
  disk.log = emptyLog();
  disk.appliedIndex = 0;
  v.commit = 0;
  disk.state = firstState(options.peers.length, options.walletStart);
  return false;
}

/** Takes over the leader's state machine in place of entries that no log holds any more. */
export function restore(node: Replica, m: Snapshot, from: NodeRef, out: ReplicaOut): void {
  if (!heedLeader(node, m.term, from, out)) return;
  const { durable: disk, volatile: v } = node;
  if (m.index > disk.appliedIndex) {
    disk.log = emptyLog(m.index, m.indexTerm);
    disk.state = copyState(m.state);
    disk.appliedIndex = m.index;
    v.commit = m.index;
  }
  answer(node, from, 'appended', m.index, out);
}
