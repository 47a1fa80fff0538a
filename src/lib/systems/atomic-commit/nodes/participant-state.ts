import type { Micros, NodeState, LooseOut } from '../../../sim';
import type {
  DatabaseDisk,
  DatabaseMemory,
  DatabaseOptions,
} from '../../../nodes/service/database';
import type { Transact } from '../../../nodes/service/transactions';
import type { Locks } from './locks';
import { COMMIT_PROBES, type Accepted, type Inquire, type Prepare, type Vote } from './messages';

export interface ParticipantOptions extends DatabaseOptions {
  readonly place: number;
  /** How many there are, and how many acceptors must agree. */
  readonly participants: number;
  readonly majority: number;
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
export interface Prepared {
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

export interface Memory extends DatabaseMemory {
  locks: Locks;
  /** Asked, and neither yes nor no yet. */
  working: Map<number, Prepare>;
  /** Decisions that are being written. */
  deciding: Set<number>;
  /** What acceptors have told it directly, by transaction and acceptor. */
  reports: Map<number, Map<number, Accepted['values']>>;
  /** Transactions of this database alone that wait for locks or for the disk. */
  local: Map<number, { transact: Transact; from: number; at: Micros }>;
  serial: number;
}

export type Participant = NodeState<Memory, ParticipantDisk, ParticipantOptions>;

/** A message of the protocol: counted, unless it stays on the machine. */
export function tell(node: Participant, to: number, message: Vote | Inquire, out: LooseOut): void {
  out.send(to, message);
  if (!node.options.here.includes(to)) out.observe(COMMIT_PROBES.messages, 1);
}

export function show(node: Participant, out: LooseOut): void {
  const { durable: disk, volatile: v } = node;
  out.gauge('prepared', disk.prepared.size);
  out.gauge('locks', v.locks.held.size);
  out.gauge('line', v.locks.line.length);
  const pending = disk.tables.users?.states.pending;
  if (pending !== undefined) out.gauge('pending', pending);
  disk.longestLine = Math.max(disk.longestLine, v.locks.line.length);
}
