import type { LooseBehaviour, LooseHandlers, Message, Micros, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { accept, promise, takeVote } from './acceptor';
import {
  onAccepted,
  onAcknowledge,
  onPromise,
  onSilence,
  begin,
  recoverCase,
  tellDecision,
} from './leader';
import { closeBallot, freshMemory, send, show, wake } from './manager-state';
import type { Manager, ManagerDisk, ManagerMemory, ManagerOptions } from './manager-state';
import type { Acknowledge, Accepted, Alive, Ask, Begin } from './messages';
import type { Inquire, Promised, Propose, Vote } from './messages';
import { decision } from './transaction';

const machine = nodeMachine('manager', {
  initial: 'standby',
  states: {
    standby: {
      on: { LEAD: 'leader', DIE: 'off' },
      description: 'accepts votes, and listens whether the leader is there',
    },
    leader: {
      on: { YIELD: 'standby', DIE: 'off' },
      description: 'begins transactions, and finishes those of a leader that fell silent',
    },
    off: {
      on: { UP: 'standby' },
      description: 'has lost its memory; what it accepted is on disk',
    },
  },
});

/** Heartbeats in the time after which a silent leader counts as gone. */
const BEATS = 5;

/** The lowest of those that are heard of leads. Two that both think so do no harm: ballots decide. */
function isFirst({ volatile: v, options }: Manager, now: Micros): boolean {
  for (let place = 0; place < options.place; place++)
    if (now - (v.heard.get(place) ?? -Infinity) < options.takeover) return false;
  return true;
}

function beat(node: Manager, out: LooseOut): void {
  const { volatile: v, options } = node;
  const alive: Alive = { type: 'alive', users: v.answered, over: v.over };
  v.answered = [];
  v.over = [];
  for (const to of options.managers) if (to !== node.index) out.send(to, alive);
  look(node, out);
  out.after(Math.ceil(options.takeover / BEATS), 'beat');
}

function look(node: Manager, out: LooseOut): void {
  const first = isFirst(node, out.clock());
  const { role } = node.mode;
  if (first && role === 'standby') {
    out.become('LEAD');
    takeOver(node, out);
  } else if (!first && role === 'leader') out.become('YIELD');
}

/** Finishes what others have begun, and begins what they were asked to begin. */
function takeOver(node: Manager, out: LooseOut): void {
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

function onBegin(node: Manager, message: Begin, from: number, out: LooseOut): void {
  const { pending } = node.volatile;
  const known = pending.get(message.user);
  if (known) known.asked.add(from);
  else pending.set(message.user, { message, asked: new Set([from]) });
  if (node.mode.role === 'leader') begin(node, message, from, out);
}

function onAlive(node: Manager, { users, over }: Alive, from: number, out: LooseOut): void {
  const { volatile: v, durable: disk, options } = node;
  v.heard.set(options.managers.indexOf(from), out.clock());
  for (const user of users) v.pending.delete(user);
  for (const tx of over) closeBallot(disk, tx);
  look(node, out);
}

function onInquire(
  node: Manager,
  { tx, user, client }: Inquire,
  from: number,
  out: LooseOut,
): void {
  const { volatile: v } = node;
  const decided = v.decided.get(tx);
  if (decided !== undefined)
    return send(node, from, { type: decided ? 'commit' : 'abort', tx } as Message, out);
  if (node.mode.role === 'leader' && !v.open.has(tx)) {
    node.durable.takenOver++;
    recoverCase(node, { tx, user, client }, out);
  }
}

/** What was forced to disk, and the answer to it. */
function onWritten(node: Manager, { message, from }: Written, out: LooseOut): void {
  const { durable: disk, options } = node;
  const { acceptor } = disk;
  const { tx } = message;
  const before = acceptor.size;
  switch (message.type) {
    case 'vote-yes':
    case 'vote-no': {
      const vote = message as Vote;
      const values = takeVote(acceptor, vote, options.participants.length);
      if (values)
        reportVotes(node, vote.leader, { type: 'accepted-votes', tx, ballot: 0, values }, out);
      break;
    }
    case 'ask': {
      const { ballot } = message as Ask;
      const values = promise(acceptor, message as Ask);
      if (values) report(node, from, { type: 'promise', tx, ballot, values }, out);
      break;
    }
    default: {
      const { ballot, values } = message as Propose;
      if (accept(acceptor, message as Propose))
        report(node, from, { type: 'accepted-votes', tx, ballot, values }, out);
    }
  }
  disk.unsettled += acceptor.size - before;
  show(node, out);
}

/** To the leader, and in the faster variant past it to all participants that it has not on its own machine. */
function reportVotes(node: Manager, leader: number, message: Accepted, out: LooseOut): void {
  const { faster, managers, machines, participants } = node.options;
  const near = machines[managers.indexOf(leader)];
  if (faster && message.values.every((value) => value.yes))
    for (const to of participants) if (!near.includes(to)) send(node, to, message, out);
  report(node, leader, message, out);
}

function report(node: Manager, to: number, message: Promised | Accepted, out: LooseOut): void {
  if (to === node.index) handle(node, message, to, out);
  else send(node, to, message, out);
}

interface Written {
  readonly message: Vote | Ask | Propose;
  readonly from: number;
}

function handle(node: Manager, message: Message, from: number, out: LooseOut): void {
  switch (message.type) {
    case 'begin':
      return onBegin(node, message as Begin, from, out);
    case 'vote-yes':
    case 'vote-no':
    case 'ask':
    case 'propose':
      out.work(node.options.fsync, 'written', { message, from });
      return;
    case 'promise':
      return onPromise(node, message as Promised, from, out);
    case 'accepted-votes':
      return onAccepted(node, message as Accepted, from, out);
    case 'acknowledge':
      return onAcknowledge(node, message as Acknowledge, out);
    case 'inquire':
      return onInquire(node, message as Inquire, from, out);
    case 'alive':
      return onAlive(node, message as Alive, from, out);
  }
}

const present: LooseHandlers<ManagerMemory, ManagerDisk, ManagerOptions> = {
  message: handle,
  timer(node, name, data, out) {
    if (name === 'beat') beat(node, out);
    else if (name === 'written') onWritten(node, data as Written, out);
    else if (name === 'silence') onSilence(node, data as { tx: number; ballot: number }, out);
    else if (name === 'tell') tellDecision(node, data as number, out);
  },
};

const off: LooseHandlers<ManagerMemory, ManagerDisk, ManagerOptions> = {
  timer(node, name, _data, out) {
    if (name === 'beat') out.after(Math.ceil(node.options.takeover / BEATS), 'beat');
    if (name !== 'up') return;
    out.become('UP');
    wake(node, out);
  },
};

/**
 * One of 2F+1 managers that are the coordinator together (Paxos Commit, Gray & Lamport 2006): each accepts votes on its
 * disk, and one of them leads. A transaction is decided when F+1 of them have all votes, whoever knows it.
 */
export const manager: LooseBehaviour<ManagerMemory, ManagerDisk, ManagerOptions> = {
  kind: 'manager',
  machine,
  volatile: freshMemory,
  durable: () => ({
    boot: 0,
    acceptor: new Map(),
    unsettled: 0,
    died: 0,
    begun: 0,
    committed: 0,
    aborted: 0,
    takenOver: 0,
  }),
  start(node, out) {
    wake(node, out);
    beat(node, out);
  },
  roles: { standby: present, leader: present, off },
  parts: { title: 'Transactions it decides', machine: decision, begin: () => ({}) },
};
