import type { LooseBehaviour, LooseHandlers, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { open as database, perform } from '../../../nodes/service/database';
import type { Transact } from '../../../nodes/service/transactions';
import { outcomeOf } from './acceptor';
import { onLocal, ownWork, transact } from './local';
import { acquire, noLocks, rowsOf, since } from './locks';
import { COMMIT_PROBES, type Accepted, type Acknowledge } from './messages';
import type { Decision, Prepare } from './messages';
import { show, tell, type Participant } from './participant-state';
import type { Memory, ParticipantDisk, ParticipantOptions } from './participant-state';
import { participation, partName } from './transaction';
import { close, granted, objection, vote } from './voting';

const machine = nodeMachine('participant', {
  initial: 'open',
  states: {
    open: { description: 'locks rows, votes, and does what was decided' },
  },
});

function onPrepare(node: Participant, prepare: Prepare, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v } = node;
  const { tx, user } = prepare;
  const outcome = disk.outcomes.get(tx);
  if (outcome !== undefined) {
    if (outcome) acknowledge(node, tx, from, out);
    else vote(node, prepare, objection(node, prepare.ops) || 'late', out);
    return;
  }
  if (disk.prepared.has(tx)) return vote(node, prepare, '', out);
  const isNew = !v.working.has(tx);
  v.working.set(tx, prepare);
  if (!isNew) return;
  out.part(partName(tx, user), 'absent', 'working');
  if (acquire(v.locks, tx, rowsOf(prepare.ops), out.now)) granted(node, tx, out);
  show(node, out);
}

/** The prepared record is on disk: from here on the decision is somebody else's. */
function onPrepared(node: Participant, tx: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  const prepare = v.working.get(tx);
  if (!prepare) return;
  v.working.delete(tx);
  disk.prepared.set(tx, { prepare, locked: since(v.locks, tx), voted: out.now, boot: disk.boots });
  out.part(partName(tx, prepare.user), 'working', 'prepared');
  vote(node, prepare, '', out);
  out.after(options.inquireEvery, 'inquire', { tx });
  show(node, out);
}

function acknowledge(node: Participant, tx: number, to: number, out: LooseOut): void {
  out.send(to, { type: 'acknowledge', tx, place: node.options.place } as Acknowledge);
  if (!node.options.here.includes(to)) out.observe(COMMIT_PROBES.acks, 1);
}

function onDecision(node: Participant, message: Decision, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  const { tx } = message;
  const isCommit = message.type === 'commit';
  if (disk.outcomes.has(tx)) {
    if (isCommit) acknowledge(node, tx, from, out);
    return;
  }
  if (disk.prepared.has(tx)) {
    if (v.deciding.has(tx)) return;
    v.deciding.add(tx);
    out.work(options.fsync, 'decided', { tx, isCommit, from });
    return;
  }
  // To a participant that has not said yes, or knows nothing of it, the transaction has not happened.
  const user = v.working.get(tx)?.user ?? 0;
  close(node, { tx, user, commit: false, alone: false }, out);
  if (isCommit) acknowledge(node, tx, from, out);
}

/**
 * Faster Paxos Commit: acceptors tell the participants themselves what they have accepted, and a majority of them is the
 * decision (Gray & Lamport 2006, section 4.2). Saves a message delay and costs messages.
 */
function onReport(node: Participant, { tx, values }: Accepted, from: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  const before = disk.prepared.get(tx);
  if (!before) return;
  let reports = v.reports.get(tx);
  if (!reports) v.reports.set(tx, (reports = new Map()));
  reports.set(from, values);
  const { participants, majority } = options;
  if (outcomeOf(reports.values(), participants, majority) !== 'commit') return;
  onDecision(node, { type: 'commit', tx }, before.prepare.leader, out);
}

function onDecided(
  node: Participant,
  { tx, isCommit, from }: { tx: number; isCommit: boolean; from: number },
  out: LooseOut,
): void {
  const before = node.durable.prepared.get(tx);
  if (!before) return;
  const { user, ops } = before.prepare;
  if (isCommit) for (const op of ops) perform(node, op, out.now);
  close(node, { tx, user, commit: isCommit, alone: false }, out);
  if (isCommit) acknowledge(node, tx, from, out);
}

/** In doubt: all that it may do is ask. */
function inquire(node: Participant, tx: number, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  const before = disk.prepared.get(tx);
  if (!before) return;
  const { user, client } = before.prepare;
  if (options.bug === 'decides-alone' && !v.deciding.has(tx)) {
    out.note(`tired of waiting, aborts transaction ${tx} on its own`);
    return close(node, { tx, user, commit: false, alone: true }, out);
  }
  for (const to of options.coordinators) tell(node, to, { type: 'inquire', tx, user, client }, out);
  out.after(options.inquireEvery, 'inquire', { tx });
}

const open: LooseHandlers<Memory, ParticipantDisk, ParticipantOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'prepare':
        return onPrepare(node, message as Prepare, from, out);
      case 'commit':
      case 'abort':
        return onDecision(node, message as Decision, from, out);
      case 'accepted-votes':
        return onReport(node, message as Accepted, from, out);
      case 'transact':
        return transact(node, message as Transact, from, out);
      default:
        return database.message?.(node, message, from, out);
    }
  },
  timer(node, name, data, out) {
    if (name === 'own') return ownWork(node, out);
    const { tx, local } = data as { tx: number; local: number };
    if (name === 'prepared') onPrepared(node, tx, out);
    else if (name === 'decided') onDecided(node, data as never, out);
    else if (name === 'inquire') inquire(node, tx, out);
    else onLocal(node, local, out);
  },
};

/** What is prepared is still locked: nobody may touch it before the decision. */
function recover(node: Participant, out: LooseOut): void {
  const { durable: disk, volatile: v, options } = node;
  disk.boots++;
  if (options.bug === 'forgets-prepared') disk.prepared.clear();
  for (const [tx, { prepare, locked }] of disk.prepared) {
    acquire(v.locks, tx, rowsOf(prepare.ops), locked);
    out.part(partName(tx, prepare.user), 'absent', 'prepared');
    out.after(options.inquireEvery, 'inquire', { tx });
  }
  if (options.ownEvery > 0) out.after(options.ownEvery, 'own');
  show(node, out);
}

/**
 * A database that can promise. Asked to prepare, it locks the rows, forces a record to disk and says yes; it then holds
 * the locks until it is told the decision. Gray, “Notes on Data Base Operating Systems”, 1978.
 */
export const participant: LooseBehaviour<Memory, ParticipantDisk, ParticipantOptions> = {
  kind: 'participant',
  machine,
  volatile: () => ({
    tails: new Map(),
    locks: noLocks(),
    working: new Map(),
    deciding: new Set(),
    reports: new Map(),
    local: new Map(),
    serial: 0,
  }),
  durable: () => ({
    tables: {},
    log: [],
    owned: new Map(),
    surplus: 0,
    prepared: new Map(),
    outcomes: new Map(),
    closed: [],
    boots: 0,
    longestLock: 0,
    longestDoubt: 0,
    longestLine: 0,
    own: 0,
    longestOwn: 0,
  }),
  start: recover,
  roles: { open },
  parts: { title: 'Transactions here', machine: participation, begin: () => ({}) },
};
