import type { Instant } from '../../../sim';
import { obstacle } from '../../../nodes/service/database';
import { release, since } from './locks';
import type { Prepare, Reason, WorkOp } from './messages';
import { show, tell } from './participant-state';
import type { Closed, Participant, ParticipantOut } from './participant-state';
import { move } from './transaction';

/** Nobody may ever have a wallet of this kind. */
export const refuses = (ops: readonly WorkOp[]): boolean =>
  ops.some((op) => op.do === 'insert' && op.table === 'wallets' && op.body === 'refused');

export function objection(node: Participant, ops: readonly WorkOp[]): Reason {
  if (refuses(ops)) return 'refused';
  return obstacle(node.durable, ops) === null ? '' : 'there';
}

export function vote(
  node: Participant,
  prepare: Prepare,
  reason: Reason,
  out: ParticipantOut,
): void {
  const { tx, user, leader, client, votesTo } = prepare;
  const type = reason === '' ? 'vote-yes' : 'vote-no';
  const { place } = node.options;
  for (const to of votesTo) tell(node, to, { type, tx, user, place, reason, leader, client }, out);
}

/** Writes down how it ended, frees the rows and lets the next in line have them. */
export function close(node: Participant, end: Closed, out: ParticipantOut): void {
  const { durable: disk, volatile: v } = node;
  const { tx, user } = end;
  const before = disk.prepared.get(tx);
  if (before) out.observeSince('doubt', before.voted);
  disk.prepared.delete(tx);
  disk.outcomes.set(tx, end.commit);
  disk.closed.push(end);
  v.working.delete(tx);
  v.deciding.delete(tx);
  v.reports.delete(tx);
  const states = [before ? 'prepared' : 'working', end.commit ? 'committed' : 'aborted'] as const;
  move(tx, user, states, out);
  unlock(node, tx, before?.locked ?? since(v.locks, tx), out);
}

export function unlock(
  node: Participant,
  owner: number,
  locked: Instant | null,
  out: ParticipantOut,
): void {
  const { volatile: v } = node;
  if (locked !== null) out.observeSince('lock-hold', locked);
  for (const next of release(v.locks, owner, out.instant())) granted(node, next, out);
  show(node, out);
}

/** The rows are its own now: look whether anything stands against it, and write down that nothing does. */
export function granted(node: Participant, owner: number, out: ParticipantOut): void {
  const { volatile: v, options } = node;
  const prepare = v.working.get(owner);
  if (!prepare) {
    out.work(options.fsync, 'local', owner);
    return;
  }
  const reason = objection(node, prepare.ops);
  if (reason === '') {
    out.work(options.fsync, 'prepared', owner);
    return;
  }
  vote(node, prepare, reason, out);
  close(node, { tx: owner, user: prepare.user, commit: false, alone: false }, out);
}
