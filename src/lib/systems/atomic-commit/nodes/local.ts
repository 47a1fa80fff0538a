import type { LooseOut } from '../../../sim';
import { commit, perform } from '../../../nodes/service/database';
import type { Conflict, Op, Transact } from '../../../nodes/service/transactions';
import { acquire, rowsOf, since } from './locks';
import { show, type Participant } from './participant-state';
import { granted, refuses, unlock } from './voting';

/** A transaction of this database alone: the same locks, and one write. */
export function transact(node: Participant, message: Transact, from: number, out: LooseOut): void {
  const { volatile: v } = node;
  if (refuses(message.ops)) {
    out.send(from, { type: 'conflict', id: message.id, state: 'refused' } as Conflict);
    return;
  }
  const owner = -++v.serial;
  v.local.set(owner, { transact: message, from, at: out.now });
  if (acquire(v.locks, owner, rowsOf(message.ops), out.now)) granted(node, owner, out);
  show(node, out);
}

export function onLocal(node: Participant, owner: number, out: LooseOut): void {
  const { volatile: v } = node;
  const job = v.local.get(owner);
  if (!job) return;
  v.local.delete(owner);
  if (job.from === node.index) {
    for (const op of job.transact.ops) perform(node, op, out.now);
    node.durable.own++;
    node.durable.longestOwn = Math.max(node.durable.longestOwn, out.now - job.at);
  } else commit(node, job.transact, job.from, out);
  unlock(node, owner, since(v.locks, owner), out);
}

/** The service has work of its own on a row that sign-ups write too. Nobody else's protocol is its business. */
const OWN: Op = { do: 'put', table: 'campaign', key: 0, owner: 0, state: 'running', body: null };

export function ownWork(node: Participant, out: LooseOut): void {
  const { ownEvery } = node.options;
  if (ownEvery === 0) return;
  transact(node, { type: 'transact', id: 0, ops: [OWN] }, node.index, out);
  out.after(ownEvery, 'own');
}
