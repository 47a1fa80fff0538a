import type { Behaviour, Handlers, NodeRef } from '../../../sim';
import { byName, byType } from '../../../nodes/by-type';
import { perform, serve } from '../../../nodes/service/database';
import { outcomeOf } from './acceptor';
import { onLocal, ownWork, transact } from './local';
import { acquire, noLocks, rowsOf, since } from './locks';
import type { AcceptedVotes, Decision, Prepare } from './messages';
import { machine, show, tell } from './participant-state';
import type { Deciding, Participant, ParticipantKind, ParticipantOut } from './participant-state';
import { move, participation } from './transaction';
import { close, granted, objection, vote } from './voting';

function onPrepare(node: Participant, prepare: Prepare, from: NodeRef, out: ParticipantOut): void {
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
  move(tx, user, ['absent', 'working'], out);
  if (acquire(v.locks, tx, rowsOf(prepare.ops), out.instant())) granted(node, tx, out);
  show(node, out);
}

/** The prepared record is on disk: from here on the decision is somebody else's. */
function onPrepared(node: Participant, tx: number, out: ParticipantOut): void {
  const { durable: disk, volatile: v, options } = node;
  const prepare = v.working.get(tx);
  if (!prepare) return;
  v.working.delete(tx);
  const voted = out.instant();
  const locked = since(v.locks, tx) ?? voted;
  disk.prepared.set(tx, { prepare, locked, voted, boot: disk.boots });
  move(tx, prepare.user, ['working', 'prepared'], out);
  vote(node, prepare, '', out);
  out.after(options.inquireEvery, 'inquire', tx);
  show(node, out);
}

function acknowledge(node: Participant, tx: number, to: NodeRef, out: ParticipantOut): void {
  out.send(to, { type: 'acknowledge', tx, place: node.options.place });
  if (!node.options.here.includes(to)) out.observe('acks', 1);
}

function onDecision(
  node: Participant,
  message: Decision,
  from: NodeRef,
  out: ParticipantOut,
): void {
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
function onReport(
  node: Participant,
  { tx, values }: AcceptedVotes,
  from: NodeRef,
  out: ParticipantOut,
): void {
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

function onDecided(node: Participant, { tx, isCommit, from }: Deciding, out: ParticipantOut): void {
  const before = node.durable.prepared.get(tx);
  if (!before) return;
  const { user, ops } = before.prepare;
  if (isCommit) for (const op of ops) perform(node, op, out);
  close(node, { tx, user, commit: isCommit, alone: false }, out);
  if (isCommit) acknowledge(node, tx, from, out);
}

/** In doubt: all that it may do is ask. */
function inquire(node: Participant, tx: number, out: ParticipantOut): void {
  const { durable: disk, volatile: v, options } = node;
  const before = disk.prepared.get(tx);
  if (!before) return;
  const { user, client } = before.prepare;
  if (options.bug === 'decides-alone' && !v.deciding.has(tx)) {
    out.note(`gives up waiting and aborts transaction ${tx} on its own`);
    return close(node, { tx, user, commit: false, alone: true }, out);
  }
  for (const to of options.coordinators) tell(node, to, { type: 'inquire', tx, user, client }, out);
  out.after(options.inquireEvery, 'inquire', tx);
}

const open: Handlers<ParticipantKind> = {
  message: byType<Participant, ParticipantKind['takes'], ParticipantOut>({
    prepare: onPrepare,
    commit: onDecision,
    abort: onDecision,
    'accepted-votes': onReport,
    transact,
    select: serve,
    mark: serve,
  }),
  timer: byName<Participant, ParticipantKind['timers'], ParticipantOut>({
    own: (node, _data, out) => ownWork(node, out),
    prepared: onPrepared,
    decided: onDecided,
    inquire,
    local: onLocal,
  }),
};

/** What is prepared is still locked: nobody may touch it before the decision. */
function recover(node: Participant, out: ParticipantOut): void {
  const { durable: disk, volatile: v, options } = node;
  disk.boots++;
  if (options.bug === 'forgets-prepared') disk.prepared.clear();
  for (const [tx, { prepare, locked }] of disk.prepared) {
    acquire(v.locks, tx, rowsOf(prepare.ops), locked);
    move(tx, prepare.user, ['absent', 'prepared'], out);
    out.after(options.inquireEvery, 'inquire', tx);
  }
  if (options.ownEvery > 0) out.after(options.ownEvery, 'own');
  show(node, out);
}

/**
 * A database that can promise. Asked to prepare, it locks the rows, forces a record to disk and says yes; it then holds
 * the locks until it is told the decision. Gray, “Notes on Data Base Operating Systems”, 1978. Does transactions of its own
 * database alone too. Bugs: `forgets-prepared` keeps its promise in memory, `decides-alone` aborts when in doubt.
 */
export const participant: Behaviour<ParticipantKind> = {
  kind: 'participant',
  machine,
  volatile: () => ({
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
    longestLine: 0,
    own: 0,
  }),
  start: recover,
  roles: { open },
  parts: { title: 'Transactions here', machine: participation, begin: () => ({}) },
};
