import type { Micros, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { fault, leads, nodeMachine, well } from '../../../nodes/machine';
import { majorityOf as majority } from '../../../nodes/store/quorum';
import type { Acceptor } from './acceptor';
import type { AcceptedVotes, Acknowledge, Alive, Ask, Begin, Decision, Finished } from './messages';
import type { Inquire, Prepare, Promised, Propose, Value, Vote } from './messages';
import { countMessage } from './transaction';
import type { DeciderTally, Telling, TransactionKind } from './transaction';
import type { DecidingOptions } from './work';

export interface ManagerOptions extends DecidingOptions {
  readonly place: number;
  readonly managers: NodeRefs;
  /** A manager that was not heard of for so long counts as gone, µs. */
  readonly takeover: Micros;
  /** Faster Paxos Commit: acceptors tell the participants too. */
  readonly faster: boolean;
  /** By place of a manager: the nodes on its machine, which it tells itself. */
  readonly machines: readonly NodeRefs[];
}

/** A transaction that this manager leads to its end. */
export interface Case {
  readonly tx: number;
  readonly user: number;
  readonly client: NodeRef;
  /** What it was begun with; `null` when another manager began it. */
  readonly begun: Begin | null;
  readonly asked: Set<NodeRef>;
  /** 0 while the participants vote for themselves. */
  ballot: number;
  tries: number;
  /** What each acceptor has promised with, and accepted, in this ballot. */
  promises: Map<NodeRef, readonly Value[]>;
  accepted: Map<NodeRef, readonly Value[]>;
}

export interface ManagerDisk extends DeciderTally {
  acceptor: Acceptor;
  /** Transactions in it that are not known to be over. */
  unsettled: number;
  takenOver: number;
}

export interface ManagerMemory {
  open: Map<number, Case>;
  /** Decisions of its own, as long as it lives: the votes at the acceptors say the same. */
  decided: Map<number, boolean>;
  /** Participants that have not confirmed a commit. */
  telling: Telling;
  /** Sign-ups that a leader was heard to be asked for and not heard to have answered. */
  pending: Map<number, { message: Begin; asked: Set<NodeRef> }>;
  /** When each other manager was last heard of, by place. */
  heard: Map<number, Micros>;
  /** For the next heartbeat. */
  answered: number[];
  over: number[];
  count: number;
}

export const machine = nodeMachine('manager', {
  standby: well('accepts votes, and listens for the leader', { LEAD: 'leader', DIE: 'off' }),
  leader: leads('begins transactions, and finishes those of a leader that fell silent', {
    YIELD: 'standby',
    DIE: 'off',
  }),
  off: fault('has lost its memory; what it accepted is on disk', { UP: 'standby' }),
});

/** What is being forced to disk. */
export interface Written {
  readonly message: Vote | Ask | Propose;
  readonly from: NodeRef;
}

export interface ManagerKind extends TransactionKind {
  machine: typeof machine;
  volatile: ManagerMemory;
  durable: ManagerDisk;
  options: ManagerOptions;
  takes: Begin | Vote | Ask | Propose | Promised | AcceptedVotes | Acknowledge | Inquire | Alive;
  sends: Prepare | Decision | Finished | Ask | Propose | Promised | AcceptedVotes | Alive;
  timers: {
    beat: undefined;
    written: Written;
    silence: { tx: number; ballot: number };
    tell: number;
    up: undefined;
  };
  gauges: 'open' | 'accepted';
}
export type Manager = Node<ManagerKind>;
export type ManagerOut = Out<ManagerKind>;

export const freshMemory = (): ManagerMemory => ({
  open: new Map(),
  decided: new Map(),
  telling: new Map(),
  pending: new Map(),
  heard: new Map(),
  answered: [],
  over: [],
  count: 0,
});

/** A message of the protocol: counted, unless it stays on the machine. */
export function send(
  node: Manager,
  to: NodeRef,
  message: Exclude<ManagerKind['sends'], Finished | Alive>,
  out: ManagerOut,
): void {
  out.send(to, message);
  countMessage(node.options.here, to, out);
}

export function show({ durable: disk, volatile: v }: Manager, out: ManagerOut): void {
  out.gauge('open', v.open.size);
  out.gauge('accepted', disk.unsettled);
}

/** Nobody has to finish this one. */
export function closeBallot(disk: ManagerDisk, tx: number): void {
  const ballot = disk.acceptor.get(tx);
  if (!ballot || ballot.isOver) return;
  ballot.isOver = true;
  disk.unsettled--;
}

/** After a boot: the others are taken to be there until they have been silent for long enough. */
export function wake(node: Manager, out: ManagerOut): void {
  const { volatile: v, options, durable: disk } = node;
  disk.boot++;
  options.managers.forEach((_, place) => v.heard.set(place, out.monotonic()));
  show(node, out);
}

export const majorityOf = ({ options }: Manager): number => majority(options.managers.length);
