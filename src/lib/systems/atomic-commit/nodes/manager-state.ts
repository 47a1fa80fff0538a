import type { Message, Micros, NodeState, LooseOut } from '../../../sim';
import type { Acceptor } from './acceptor';
import { COMMIT_PROBES, type Begin, type Value } from './messages';
import type { OutageOptions, WorkOptions } from './work';

export interface ManagerOptions {
  readonly place: number;
  readonly work: WorkOptions;
  /** Node numbers, in the order of their places. */
  readonly participants: readonly number[];
  readonly managers: readonly number[];
  readonly fsync: Micros;
  readonly patience: Micros;
  readonly tries: number;
  /** A manager that was not heard of for so long counts as gone, µs. */
  readonly takeover: Micros;
  readonly outage: OutageOptions;
  readonly here: readonly number[];
  /** Faster Paxos Commit: acceptors tell the participants too. */
  readonly faster: boolean;
  /** By place of a manager: the nodes on its machine, which it tells itself. */
  readonly machines: readonly (readonly number[])[];
}

/** A transaction that this manager leads to its end. */
export interface Case {
  readonly tx: number;
  readonly user: number;
  readonly client: number;
  /** What it was begun with; `null` when another manager began it. */
  readonly begun: Begin | null;
  readonly asked: Set<number>;
  /** 0 while the participants vote for themselves. */
  ballot: number;
  tries: number;
  /** What acceptors, by node number, have promised with and accepted in this ballot. */
  promises: Map<number, readonly Value[]>;
  accepted: Map<number, readonly Value[]>;
}

export interface ManagerDisk {
  boot: number;
  acceptor: Acceptor;
  /** Transactions in it that are not known to be over. */
  unsettled: number;
  died: number;
  /** Measures. */
  begun: number;
  committed: number;
  aborted: number;
  takenOver: number;
}

export interface ManagerMemory {
  open: Map<number, Case>;
  /** Decisions of its own, as long as it lives: the votes at the acceptors say the same. */
  decided: Map<number, boolean>;
  /** Participants that have not confirmed a commit. */
  telling: Map<number, { user: number; left: Set<number> }>;
  /** Sign-ups that a leader was heard to be asked for and not heard to have answered. */
  pending: Map<number, { message: Begin; asked: Set<number> }>;
  /** When each other manager was last heard of, by place. */
  heard: Map<number, Micros>;
  /** For the next heartbeat. */
  answered: number[];
  over: number[];
  count: number;
}

export type Manager = NodeState<ManagerMemory, ManagerDisk, ManagerOptions>;

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

export function send(node: Manager, to: number, message: Message, out: LooseOut): void {
  out.send(to, message);
  if (!node.options.here.includes(to)) out.observe(COMMIT_PROBES.messages, 1);
}

export function show({ durable: disk, volatile: v }: Manager, out: LooseOut): void {
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
export function wake(node: Manager, out: LooseOut): void {
  const { volatile: v, options, durable: disk } = node;
  disk.boot++;
  options.managers.forEach((_, place) => v.heard.set(place, out.clock()));
  show(node, out);
}

export const majorityOf = ({ options }: Manager): number =>
  Math.floor(options.managers.length / 2) + 1;
