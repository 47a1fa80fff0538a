import type { Instant, Micros, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import type { DatabaseDisk, DatabaseOptions } from '../../../nodes/service/database';
import type { Nature } from '../../../nodes/service/messages';
import type { Committed, Conflict, Mark, Rows, Select } from '../../../nodes/service/transactions';
import type { Locks } from './locks';
import type { AcceptedVotes, Acknowledge, Decision, Inquire } from './messages';
import type { LocalTransaction, Prepare, Vote } from './messages';
import { countMessage, type TransactionKind } from './transaction';

export interface ParticipantOptions extends DatabaseOptions {
  readonly place: number;
  /** How many there are, and how many acceptors must agree. */
  readonly participants: number;
  readonly majority: number;
  /** Whom a participant in doubt asks, and how long it waits first, µs. */
  readonly coordinators: NodeRefs;
  readonly inquireEvery: Micros;
  /** Nodes on the same machine: messages to them are not counted. */
  readonly here: NodeRefs;
  /** Time between writes of its own to the hot row, µs; 0: none. */
  readonly ownEvery: Micros;
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'forgets-prepared' | 'decides-alone';
}

/** What is forced to disk before a yes. */
export interface Prepared {
  readonly prepare: Prepare;
  /** When its rows were locked, and when it voted. */
  readonly locked: Instant;
  readonly voted: Instant;
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

export interface ParticipantDisk extends DatabaseDisk<Nature> {
  prepared: Map<number, Prepared>;
  outcomes: Map<number, boolean>;
  closed: Closed[];
  boots: number;
  /** Measures: the longest line before a lock, and how many of its own writes are done. */
  longestLine: number;
  own: number;
}

/** A transaction of this database alone: a client's, or its own work where `from` is `null`. */
interface Local {
  readonly transact: LocalTransaction;
  readonly from: NodeRef | null;
  readonly at: Instant;
}

interface Memory {
  locks: Locks;
  /** Asked, and neither yes nor no yet. */
  working: Map<number, Prepare>;
  /** Decisions that are being written. */
  deciding: Set<number>;
  /** What acceptors have told it directly, by transaction and acceptor. */
  reports: Map<number, Map<NodeRef, AcceptedVotes['values']>>;
  /** Transactions of this database alone that wait for locks or for the disk, under numbers below 0. */
  local: Map<number, Local>;
  serial: number;
}

/** A decision that is being written, and who has told it. */
export interface Deciding {
  readonly tx: number;
  readonly isCommit: boolean;
  readonly from: NodeRef;
}

export const machine = oneRole('participant', {
  open: 'locks rows, votes, and does what was decided',
});

export interface ParticipantKind extends Pick<TransactionKind, 'events'> {
  machine: typeof machine;
  volatile: Memory;
  durable: ParticipantDisk;
  options: ParticipantOptions;
  takes: Prepare | Decision | AcceptedVotes | LocalTransaction | Select | Mark;
  sends: Vote | Acknowledge | Inquire | Committed | Conflict | Rows<Nature>;
  timers: {
    own: undefined;
    /** The prepared record of a transaction, and a local one's log record, are on disk. */
    prepared: number;
    local: number;
    decided: Deciding;
    inquire: number;
  };
  gauges: 'rows' | 'prepared' | 'locks' | 'line' | 'pending';
  probes: TransactionKind['probes'] | 'acks' | 'lock-hold' | 'doubt' | 'own-write';
}
export type Participant = Node<ParticipantKind>;
export type ParticipantOut = Out<ParticipantKind>;

/** A message of the protocol: counted, unless it stays on the machine. */
export function tell(
  node: Participant,
  to: NodeRef,
  message: Vote | Inquire,
  out: ParticipantOut,
): void {
  out.send(to, message);
  countMessage(node.options.here, to, out);
}

export function show(node: Participant, out: ParticipantOut): void {
  const { durable: disk, volatile: v } = node;
  out.gauge('prepared', disk.prepared.size);
  out.gauge('locks', v.locks.held.size);
  out.gauge('line', v.locks.line.length);
  const pending = disk.tables.users?.states.pending;
  if (pending !== undefined) out.gauge('pending', pending);
  disk.longestLine = Math.max(disk.longestLine, v.locks.line.length);
}
