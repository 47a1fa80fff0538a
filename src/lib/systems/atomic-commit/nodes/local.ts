import type { NodeRef } from '../../../sim';
import { commit, perform } from '../../../nodes/service/database';
import { acquire, rowsOf, since } from './locks';
import type { LocalTransaction } from './messages';
import { show, type Participant, type ParticipantOut } from './participant-state';
import { granted, refuses, unlock } from './voting';
import { HOT_ROW } from './work';

/** A transaction of this database alone: the same locks, and one write. */
export function transact(
  node: Participant,
  message: LocalTransaction,
  from: NodeRef,
  out: ParticipantOut,
): void {
  const { id, ops } = message;
  if (refuses(ops)) out.send(from, { type: 'conflict', id, state: 'refused' });
  else enter(node, message, from, out);
}

function enter(
  node: Participant,
  message: LocalTransaction,
  from: NodeRef | null,
  out: ParticipantOut,
): void {
  const { volatile: v } = node;
  const owner = -++v.serial;
  const at = out.instant();
  v.local.set(owner, { transact: message, from, at });
  if (acquire(v.locks, owner, rowsOf(message.ops), at)) granted(node, owner, out);
  show(node, out);
}

export function onLocal(node: Participant, owner: number, out: ParticipantOut): void {
  const { durable: disk, volatile: v } = node;
  const job = v.local.get(owner);
  if (!job) return;
  v.local.delete(owner);
  if (job.from === null) {
    for (const op of job.transact.ops) perform(node, op, out);
    disk.own++;
    out.observeSince('own-write', job.at);
  } else commit(node, job.transact, job.from, out);
  unlock(node, owner, since(v.locks, owner), out);
}

/** The service has work of its own on a row that sign-ups write too. Nobody else's protocol is its business. */
export function ownWork(node: Participant, out: ParticipantOut): void {
  const { ownEvery } = node.options;
  if (ownEvery === 0) return;
  enter(node, { type: 'transact', id: 0, ops: [HOT_ROW] }, null, out);
  out.after(ownEvery, 'own');
}
