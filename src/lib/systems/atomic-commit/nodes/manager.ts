import type { Behaviour, Handlers, Micros, NodeRef } from '../../../sim';
import { byName } from '../../../nodes/by-type';
import { whileDown } from '../../../nodes/service/process';
import { accept, promise, takeVote } from './acceptor';
import { onAccepted, onAcknowledge, onPromise, onSilence } from './leader';
import { begin, recoverCase, tellDecision } from './leader';
import { closeBallot, freshMemory, machine, send, show, wake } from './manager-state';
import type { Manager, ManagerKind, ManagerOut, Written } from './manager-state';
import type { AcceptedVotes, Alive, Begin, Inquire, Promised } from './messages';
import { decision, emptyTally } from './transaction';

/** Heartbeats in the time after which a silent leader counts as gone. */
const BEATS = 5;

/** The lowest of those that are heard of leads. Two that both think so do no harm: ballots decide. */
function isFirst({ volatile: v, options }: Manager, now: Micros): boolean {
  for (let place = 0; place < options.place; place++)
    if (now - (v.heard.get(place) ?? -Infinity) < options.takeover) return false;
  return true;
}

const beatAfter = ({ options }: Manager): Micros => Math.ceil(options.takeover / BEATS);

function beat(node: Manager, out: ManagerOut): void {
  const { volatile: v, options } = node;
  const alive: Alive = { type: 'alive', users: v.answered, over: v.over };
  v.answered = [];
  v.over = [];
  for (const to of options.managers) if (to !== node.index) out.send(to, alive);
}

/** Finishes what others have begun, and begins what they were asked to begin. */
function takeOver(node: Manager, out: ManagerOut): void {
  const { durable: disk, volatile: v } = node;
  for (const [tx, ballot] of disk.acceptor) {
    if (ballot.isOver || v.open.has(tx)) continue;
    out.note(`takes over transaction ${tx}`);
    disk.takenOver++;
    recoverCase(node, { tx, ...ballot }, out);
  }
  const recovering = new Set([...v.open.values()].map((c) => c.user));
  for (const [user, { message, asked }] of v.pending)
    if (!recovering.has(user)) for (const from of asked) begin(node, message, from, out);
}

/** Kept until its answer is heard of, by whoever may have to lead next. */
function remember({ volatile: v }: Manager, message: Begin, from: NodeRef): void {
  const known = v.pending.get(message.user);
  if (known) known.asked.add(from);
  else v.pending.set(message.user, { message, asked: new Set([from]) });
}

function onAlive(node: Manager, { users, over }: Alive, from: NodeRef, now: Micros): void {
  const { volatile: v, durable: disk, options } = node;
  v.heard.set(options.managers.indexOf(from), now);
  for (const user of users) v.pending.delete(user);
  for (const tx of over) closeBallot(disk, tx);
}

/** Tells what it knows to be decided. False when that is nothing. */
function recalls(node: Manager, tx: number, from: NodeRef, out: ManagerOut): boolean {
  const decided = node.volatile.decided.get(tx);
  if (decided === undefined) return false;
  send(node, from, { type: decided ? 'commit' : 'abort', tx }, out);
  return true;
}

/** What was forced to disk, and the answer to it. */
function onWritten(node: Manager, { message, from }: Written, out: ManagerOut): void {
  const { durable: disk, options } = node;
  const { acceptor } = disk;
  const { tx } = message;
  const before = acceptor.size;
  switch (message.type) {
    case 'vote-yes':
    case 'vote-no': {
      const values = takeVote(acceptor, message, options.participants.length);
      if (values)
        reportVotes(node, message.leader, { type: 'accepted-votes', tx, ballot: 0, values }, out);
      break;
    }
    case 'ask': {
      const values = promise(acceptor, message);
      if (values) report(node, from, { type: 'promise', tx, ballot: message.ballot, values }, out);
      break;
    }
    case 'propose': {
      const { ballot, values } = message;
      if (accept(acceptor, message))
        report(node, from, { type: 'accepted-votes', tx, ballot, values }, out);
    }
  }
  disk.unsettled += acceptor.size - before;
  show(node, out);
}

/** To the leader, and in the faster variant past it to all participants that it has not on its own machine. */
function reportVotes(
  node: Manager,
  leader: NodeRef,
  message: AcceptedVotes,
  out: ManagerOut,
): void {
  const { faster, managers, machines, participants } = node.options;
  const near = machines[managers.indexOf(leader)];
  if (faster && message.values.every((value) => value.yes))
    for (const to of participants) if (!near.includes(to)) send(node, to, message, out);
  report(node, leader, message, out);
}

function report(
  node: Manager,
  to: NodeRef,
  message: Promised | AcceptedVotes,
  out: ManagerOut,
): void {
  if (to === node.index) onReport(node, message, to, out);
  else send(node, to, message, out);
}

/** What an acceptor reports, to whoever has the transaction open: that may be a leader that has stepped back since. */
function onReport(
  node: Manager,
  message: Promised | AcceptedVotes,
  from: NodeRef,
  out: ManagerOut,
): void {
  if (message.type === 'promise') onPromise(node, message, from, out);
  else onAccepted(node, message, from, out);
}

/** Where a leader and the others differ. */
interface Duty {
  begin(node: Manager, message: Begin, from: NodeRef, out: ManagerOut): void;
  /** Somebody is in doubt about a transaction whose outcome is not known here. */
  doubt(node: Manager, message: Inquire, out: ManagerOut): void;
  /** Looks whether somebody else is to lead. */
  look(node: Manager, out: ManagerOut): void;
}

/** A manager that is up is an acceptor too, whoever leads. */
const accepting = (duty: Duty): Handlers<ManagerKind> => ({
  message(node, message, from, out) {
    switch (message.type) {
      case 'begin':
        remember(node, message, from);
        return duty.begin(node, message, from, out);
      case 'vote-yes':
      case 'vote-no':
      case 'ask':
      case 'propose':
        out.work(node.options.fsync, 'written', { message, from });
        return;
      case 'promise':
      case 'accepted-votes':
        return onReport(node, message, from, out);
      case 'acknowledge':
        return onAcknowledge(node, message, out);
      case 'inquire':
        if (!recalls(node, message.tx, from, out)) duty.doubt(node, message, out);
        return;
      case 'alive':
        onAlive(node, message, from, out.monotonic());
        return duty.look(node, out);
    }
  },
  timer: byName<Manager, ManagerKind['timers'], ManagerOut>({
    beat(node, _data, out) {
      beat(node, out);
      duty.look(node, out);
      out.after(beatAfter(node), 'beat');
    },
    written: onWritten,
    silence: onSilence,
    tell: tellDecision,
    up() {},
  }),
});

const asStandby: Duty = {
  begin() {},
  doubt() {},
  look(node, out) {
    if (!isFirst(node, out.monotonic())) return;
    out.become('LEAD');
    takeOver(node, out);
  },
};

const asLeader: Duty = {
  begin,
  doubt(node, { tx, user, client }, out) {
    if (node.volatile.open.has(tx)) return;
    node.durable.takenOver++;
    recoverCase(node, { tx, user, client }, out);
  },
  look(node, out) {
    if (!isFirst(node, out.monotonic())) out.become('YIELD');
  },
};

const off: Handlers<ManagerKind> = whileDown<Manager, ManagerOut>(wake, (node, name, out) => {
  if (name === 'beat') out.after(beatAfter(node), 'beat');
});

/**
 * One of 2F+1 managers that are the coordinator together (Paxos Commit, Gray & Lamport 2006): each accepts votes on its
 * disk, and one of them leads. A transaction is decided when F+1 of them have all votes, whoever knows it.
 */
export const manager: Behaviour<ManagerKind> = {
  kind: 'manager',
  machine,
  volatile: freshMemory,
  durable: () => ({ ...emptyTally(), acceptor: new Map(), unsettled: 0, takenOver: 0 }),
  start(node, out) {
    wake(node, out);
    beat(node, out);
    asStandby.look(node, out);
    out.after(beatAfter(node), 'beat');
  },
  roles: { standby: accepting(asStandby), leader: accepting(asLeader), off },
  parts: { title: 'Transactions it decides', machine: decision, begin: () => ({}) },
};
