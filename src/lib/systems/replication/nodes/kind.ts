import { fault, leads, nodeMachine, waiting, well } from '../../../nodes/machine';
import type { Timeline } from '../../../nodes/store/timeline';
import type { Micros, Node, NodeRef, NodeRefs, Out, Stream } from '../../../sim';
import type { Heartbeat, Held, Inspect, Lease, Position } from './messages';
import type { Promote, Snapshot, Wal, Write, Written } from './messages';

export const machine = nodeMachine('database', {
  standby: well('stores the log that the primary ships', {
    PROMOTED: 'fenced',
    DAMAGED: 'failed',
  }),
  fenced: waiting('was promoted but holds no lease at present: refuses writes', {
    LEASED: 'primary',
    DEPOSED: 'standby',
    DAMAGED: 'failed',
  }),
  primary: leads('takes writes and ships its log', {
    LEASE_OVER: 'fenced',
    DEPOSED: 'standby',
    DAMAGED: 'failed',
  }),
  failed: fault('its checksums do not match its disk: it has stopped'),
});

export interface DatabaseOptions {
  /** This copy's place among `copies`. */
  readonly place: number;
  readonly copies: NodeRefs;
  readonly monitors: NodeRefs;
  readonly backup: NodeRef;
  /** Copies that hold a write before its writer is told, the primary's own among them. */
  readonly holders: number;
  /** Where nobody waits for standbys: how far behind the log reaches them, µs, and how much that wanders (a share). */
  readonly lag: Micros;
  readonly lagSpread: number;
  /** Time between a primary's heartbeats, µs. */
  readonly beat: Micros;
  /** How long a primary may act on a lease, counted from when it asked for it, µs. */
  readonly lease: Micros;
  /** A primary stops when its lease is over, and nobody takes what is of an older epoch. */
  readonly fencing: boolean;
  /** Time between snapshots, µs. */
  readonly backupEvery: Micros;
  /** A damaged disk is noticed, and the database stops. */
  readonly checksums: boolean;
  /** A planted bug: tells a writer that its write is done before any standby holds it. */
  readonly acksEarly: boolean;
}

/** All of it is on disk before a message that depends on it leaves. */
interface Disk {
  /** False on an empty disk: after a wipe, until a primary has filled it. */
  used: boolean;
  log: Timeline;
  /** The newest epoch heard of, and the newest that this copy was promoted in. */
  epoch: number;
  led: number;
  /** Rows of the entries up to here cannot be read any more. */
  damagedTo: number;
  /** Counts for the measures: promotions, and rows forgotten because a newer epoch does not have them. */
  promotions: number;
  forgotten: number;
}

/** An answer that waits until enough copies hold its entry; for no writer where an operator asked. */
export interface Pending {
  readonly index: number;
  readonly id: number;
  readonly writer: NodeRef | null;
}

interface Memory {
  /** Of a primary, for each copy: up to where it holds the log, up to where it was sent, up to where it may be sent. */
  held: number[];
  sent: number[];
  open: number[];
  /** Heartbeats in a row without an answer; what was sent again since the last one, as the entry it began after. */
  silent: number[];
  again: number[];
  /** When the latest heartbeat that each monitor answered with a lease was sent, by this node's own count of time. */
  leases: number[];
  waiting: Pending[];
  /** Entries of a batch that is still open: it leaves as a whole. */
  batching: boolean;
  /** How far behind each standby is at present, µs, and when that changes. */
  lags: number[];
  lagUntil: number;
  wander: Stream | null;
}

/** No lease so far. */
const NEVER = -1;

/** What a primary keeps in mind at the beginning of its epoch. */
export function freshMemory({ copies, monitors }: DatabaseOptions): Memory {
  const each = (value: number): number[] => copies.map(() => value);
  return {
    held: each(0),
    sent: each(0),
    open: each(0),
    silent: each(0),
    again: each(-1),
    leases: monitors.map(() => NEVER),
    waiting: [],
    batching: false,
    lags: each(0),
    lagUntil: 0,
    wander: null,
  };
}

/** What a batch brings to a standby, once its lag has passed. */
export interface Shipment {
  readonly place: number;
  readonly upTo: number;
  readonly epoch: number;
}

export interface DatabaseKind {
  machine: typeof machine;
  volatile: Memory;
  durable: Disk;
  options: DatabaseOptions;
  takes: Write | Wal | Held | Lease | Inspect | Promote | Snapshot;
  sends: Written | Wal | Held | Lease | Heartbeat | Position | Snapshot;
  timers: {
    /** The epoch that each belongs to. */
    beat: number;
    batch: number;
    ship: Shipment;
    backup: undefined;
  };
  events: {
    /** From the entry after `after` on, the log is of `epoch`; `null`: it was cut there. */
    span: { readonly after: number; readonly epoch: number | null };
  };
  gauges: 'log' | 'committed' | 'epoch' | 'told' | 'lease' | 'damaged';
}
export type Database = Node<DatabaseKind>;
export type DatabaseOut = Out<DatabaseKind>;
