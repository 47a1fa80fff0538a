import type { Answered } from '../../../nodes/store/answered';
import type { PnCounter } from '../../../nodes/store/counter';
import type { WriteAheadLog } from '../../../nodes/store/log';
import type { Lww } from '../../../nodes/store/lww';
import type { OrSet } from '../../../nodes/store/or-set';
import type { Level } from '../../../nodes/store/quorum';
import { fault, leads, nodeMachine, waiting, well } from '../../../nodes/machine';
import type { Micros, Node, NodeRef, NodeRefs, Out, Stream } from '../../../sim';
import type { Traffic } from './messages';
import type { Answer, Keeping, ObjectId, Request, Value } from './operations';
import type { Command, StateMachine } from './state-machine';

/** Raft's three roles, a pre-vote before standing, and two more: a replica that learns, and one that decides alone. */
export const machine = nodeMachine('replica', {
  local: well(
    'nothing needs a majority: it answers every operation itself or passes it to the first replica it can reach',
    { TOGETHER: 'follower' },
  ),
  follower: well('takes log entries from the leader and forwards operations to it', {
    TIMED_OUT: 'asking',
    WIPED: 'learner',
  }),
  asking: fault('hears no leader; asks whether a majority would vote for it; refuses operations', {
    HEARD: 'follower',
    PROMISED: 'candidate',
  }),
  candidate: waiting('stands for election in a new term', {
    HEARD: 'follower',
    ELECTED: 'leader',
    TIMED_OUT: 'asking',
  }),
  leader: leads('orders operations; steps down when it loses contact with a majority', {
    DEPOSED: 'follower',
  }),
  learner: waiting('has lost its disk and must not vote until it has caught up', {
    CAUGHT_UP: 'follower',
  }),
});

/** Wrong designs that can be planted. */
type ReplicaBug = 'none' | 'early-ack' | 'two-votes' | 'no-dedupe' | 'adding-merge';

export interface ReplicaOptions {
  /** This replica's place among `peers`. */
  readonly place: number;
  readonly peers: NodeRefs;
  /** The client at the same site. */
  readonly client: NodeRef;
  /** How each object in use is kept. */
  readonly keeping: Readonly<Partial<Record<ObjectId, Keeping>>>;
  readonly writeLevel: Level;
  readonly readLevel: 'one' | 'majority';
  /** Stands for election as soon as it boots for the first time. */
  readonly standsFirst: boolean;
  /** Time between a leader's heartbeats, µs. */
  readonly heartbeat: Micros;
  /** Shortest and longest time between two looks whether a leader was heard, µs. */
  readonly watchLeast: Micros;
  readonly watchMost: Micros;
  /** Time between rounds of anti-entropy, µs. */
  readonly gossip: Micros;
  /** The clock of each replica is off by up to this much either way, µs. */
  readonly clockError: Micros;
  readonly walletStart: number;
  readonly bug: ReplicaBug;
}

/** All of it is on disk before a message that depends on it leaves. */
export interface Disk {
  /** False on an empty disk: at the very beginning, and after a wipe. */
  used: boolean;
  term: number;
  /** Place voted for in `term`; `null`: nobody. */
  votedFor: number | null;
  log: WriteAheadLog<Command | null>;
  /** Up to where `state` has applied the log. */
  appliedIndex: number;
  state: StateMachine;
  versions: Partial<Record<ObjectId, Lww<Value>>>;
  counters: Partial<Record<ObjectId, PnCounter>>;
  cart: OrSet;
  /** Answers about objects that are not kept by majority, by the place of the client's replica. */
  answered: (Answered | null)[];
  /** Counts for the measures: elections won, and merges in which one of two concurrent versions was dropped. */
  elections: number;
  conflicts: number;
  dropped: number;
}

export interface Memory {
  /** Place of the leader; `null`: unknown. */
  leader: number | null;
  commit: number;
  /** Whether there was a leader since the boot. */
  hasHeard: boolean;
  /** Watches in a row without a word from a leader. */
  silence: number;
  watching: boolean;
  /** Bit mask of the places that voted for this one. */
  votes: number;
  /** The leader's view of its followers, by place. */
  next: number[];
  match: number[];
  silent: number[];
  /** Rounds of gossip in a row that each peer has missed, and the changes that it is known to have seen. */
  missed: number[];
  known: number[][];
  /** Asked by the client before a leader was known, since the boot. */
  held: Request[];
  /** Sent on to the replica at place `to`, which decides for an object kept by last writer wins; not answered yet. */
  sentOn: { request: Request; to: number }[];
  /** Numbers of the client's operations that were sent on or proposed: of these nothing is promised. */
  touched: Int32Array;
  jitter: Stream | null;
  /** Error of its own clock, µs. */
  clockOffset: Micros;
  gossiping: boolean;
  /** For the stage: its own version that another one replaced, and entries left over from when it led. */
  ghosts: Partial<Record<ObjectId, Lww<Value>>>;
  leftOver: number;
}

export interface ReplicaKind {
  machine: typeof machine;
  volatile: Memory;
  durable: Disk;
  options: ReplicaOptions;
  takes: Request | Traffic;
  sends: Answer | Traffic;
  timers: {
    /** Time to look whether a leader was heard. */
    watch: undefined;
    /** The term that the heartbeat belongs to. */
    heartbeat: number;
    gossip: undefined;
    /** An operation that nobody else in reach decides on. */
    decide: Request;
  };
  gauges: 'value' | 'items' | 'balance' | 'term' | 'uncommitted' | 'stamp' | 'overwritten';
}
export type Replica = Node<ReplicaKind>;
export type ReplicaOut = Out<ReplicaKind>;
