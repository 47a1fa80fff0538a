import type { Behaviour, Handlers, Micros, NodeState, Out } from '../../sim';
import { nodeMachine } from '../machine';
import {
  commit,
  obstacle,
  open as database,
  perform,
  type DatabaseDisk,
  type DatabaseMemory,
  type DatabaseOptions,
} from '../service/database';
import type { Conflict, Op, Transact } from '../service/transactions';
import { acquire, noLocks, release, rowsOf, since, type Locks } from './locks';
import {
  COMMIT_PROBES,
  type Acknowledge,
  type Decision,
  type Inquire,
  type Prepare,
  type Reason,
  type Vote,
} from './messages';
import { participation, partName } from './transaction';

export interface ParticipantOptions extends DatabaseOptions {
  readonly place: number;
  /** Whom a participant in doubt asks, and how long it waits first, µs. */
  readonly coordinators: readonly number[];
  readonly inquireEvery: Micros;
  /** Nodes on the same machine: messages to them are not counted. */
  readonly here: readonly number[];
  /** Time between writes of its own to the hot row, µs; 0: none. */
  readonly ownEvery: Micros;
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'forgets-prepared' | 'decides-alone';
}

/** What is forced to disk before a yes. */
interface Prepared {
  readonly prepare: Prepare;
  /** When its rows were locked, and when it voted. */
  readonly locked: Micros;
  readonly voted: Micros;
  /** Of how many boots this was the last. */
  readonly boot: number;
}

/** The end of a transaction at this participant: for properties, and for whoever tells it again. */
export interface Closed {
  readonly tx: number;
  readonly user: number;
  readonly commit: boolean;
  /** Decided here after a yes, and by nobody else. */
  readonly alone: boolean;
}

export interface ParticipantDisk extends DatabaseDisk {
  prepared: Map<number, Prepared>;
  outcomes: Map<number, boolean>;
  closed: Closed[];
  boots: number;
  /** Measures: longest time that rows were locked and that a yes had no answer, µs; the longest line. */
  longestLock: Micros;
  longestDoubt: Micros;
  longestLine: number;
  /** Its own writes: how many are done, and how long the slowest took, µs. */
  own: number;
  longestOwn: Micros;
}

interface Memory extends DatabaseMemory {
  locks: Locks;
  /** Asked, and neither yes nor no yet. */
  working: Map<number, Prepare>;
  /** Decisions that are being written. */
  deciding: Set<number>;
  /** Transactions of this database alone that wait for locks or for the disk. */
  local: Map<number, { transact: Transact; from: number; at: Micros }>;
  serial: number;
}

export type Participant = NodeState<Memory, ParticipantDisk, ParticipantOptions>;

const machine = nodeMachine('participant', {
  initial: 'open',
  states: {
    open: { description: 'locks rows, votes, and does what was decided' },
  },
});

/** A message of the protocol: counted, unless it stays on the machine. */
function tell(node: Participant, to: number, message: Vote | Inquire, out: Out): void {
  out.send(to, message);
  if (!node.options.here.includes(to)) out.observe(COMMIT_PROBES.messages, 1);
}

function show(node: Participant, out: Out): void {
  const { durable: disk, volatile: v } = node;
  out.gauge('prepared', disk.prepared.size);
  out.gauge('locks', v.locks.held.size);
  out.gauge('line', v.locks.line.length);
  disk.longestLine = Math.max(disk.longestLine, v.locks.line.length);
}

/** Nobody may ever have a wallet of this kind. */
const refuses = (ops: readonly Op[]): boolean =>
  ops.some((op) => op.do === 'insert' && op.table === 'wallets' && op.body === 'refused');

function objection(node: Participant, ops: readonly Op[]): Reason {
  if (refuses(ops)) return 'refused';
  return obstacle(node.durable, ops) === null ? '' : 'there';
}

function vote(node: Participant, prepare: Prepare, reason: Reason, out: Out): void {
  const { tx, user, leader, client, votesTo } = prepare;
  const type = reason === '' ? 'vote-yes' : 'vote-no';
  const { place } = node.options;
  for (const to of votesTo) tell(node, to, { type, tx, user, place, reason, leader, client }, out);
}

/** Writes down how it ended, frees the rows and lets the next in line have them. */
function close(node: Participant, end: Closed, out: Out): void {
  const { durable: disk, volatile: v } = node;
  const { tx, user } = end;
  const before = disk.prepared.get(tx);
  if (before) {
    const doubt = out.now - before.voted;
    out.observe(COMMIT_PROBES.doubt, doubt);
    disk.longestDoubt = Math.max(disk.longestDoubt, doubt);
  }
  disk.prepared.delete(tx);
  disk.outcomes.set(tx, end.commit);
  disk.closed.push(end);
  v.working.delete(tx);
  v.deciding.delete(tx);
  out.part(
    partName(tx, user),
    before ? 'prepared' : 'working',
    end.commit ? 'committed' : 'aborted',
  );
  unlock(node, tx, before?.locked ?? since(v.locks, tx), out);
}

function unlock(node: Participant, owner: number, locked: Micros, out: Out): void {
  const { durable: disk, volatile: v } = node;
  if (locked >= 0) {
    out.observe(COMMIT_PROBES.lockHold, out.now - locked);
    disk.longestLock = Math.max(disk.longestLock, out.now - locked);
  }
  for (const next of release(v.locks, owner, out.now)) granted(node, next, out);
  show(node, out);
}

/** The rows are its own now: look whether anything stands against it, and write down that nothing does. */
function granted(node: Participant, owner: number, out: Out): void {
  const { volatile: v, options } = node;
  const prepare = v.working.get(owner);
  if (!prepare) {
    out.work(options.fsync, 'fsync', { local: owner });
    return;
  }
  const reason = objection(node, prepare.ops);
  if (reason === '') {
    out.work(options.fsync, 'prepared', { tx: owner });
    return;
  }
  vote(node, prepare, reason, out);
  close(node, { tx: owner, user: prepare.user, commit: false, alone: false }, out);
}

function onPrepare(node: Participant, prepare: Prepare, from: number, out: Out): void {
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
function onPrepared(node: Participant, tx: number, out: Out): void {
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

function acknowledge(node: Participant, tx: number, to: number, out: Out): void {
  out.send(to, { type: 'acknowledge', tx, place: node.options.place } as Acknowledge);
  if (!node.options.here.includes(to)) out.observe(COMMIT_PROBES.acks, 1);
}

function onDecision(node: Participant, message: Decision, from: number, out: Out): void {
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

function onDecided(
  node: Participant,
  { tx, isCommit, from }: { tx: number; isCommit: boolean; from: number },
  out: Out,
): void {
  const before = node.durable.prepared.get(tx);
  if (!before) return;
  const { user, ops } = before.prepare;
  if (isCommit) for (const op of ops) perform(node, op, out.now);
  close(node, { tx, user, commit: isCommit, alone: false }, out);
  if (isCommit) acknowledge(node, tx, from, out);
}

/** In doubt: all that it may do is ask. */
function inquire(node: Participant, tx: number, out: Out): void {
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

/** A transaction of this database alone: the same locks, and one write. */
function transact(node: Participant, message: Transact, from: number, out: Out): void {
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

function onLocal(node: Participant, owner: number, out: Out): void {
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

function ownWork(node: Participant, out: Out): void {
  const { ownEvery } = node.options;
  if (ownEvery === 0) return;
  transact(node, { type: 'transact', id: 0, ops: [OWN] }, node.index, out);
  out.after(ownEvery, 'own');
}

const open: Handlers<Memory, ParticipantDisk, ParticipantOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'prepare':
        return onPrepare(node, message as Prepare, from, out);
      case 'commit':
      case 'abort':
        return onDecision(node, message as Decision, from, out);
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
function recover(node: Participant, out: Out): void {
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
export const participant: Behaviour<Memory, ParticipantDisk, ParticipantOptions> = {
  kind: 'participant',
  machine,
  volatile: () => ({
    tails: new Map(),
    locks: noLocks(),
    working: new Map(),
    deciding: new Set(),
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
