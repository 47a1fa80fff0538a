import type { Instant, Micros, Node, NodeRef, NodeRefs, Out, TimerId } from '../../../sim';
import { fault, leads, nodeMachine, well } from '../../../nodes/machine';
import type { Lock, Traffic } from './messages';

/** What a heartbeat's arrival proves, and until when. */
export type Rule = 'any' | 'newer' | 'ordered' | 'sent' | 'none';

export interface ProcessOptions {
  /** Its place among the nodes, from 0; the highest is the first to lead. */
  readonly place: number;
  readonly nodes: NodeRefs;
  /** Through whom all messages go; `null`: over links of their own. */
  readonly scheduler: NodeRef | null;
  readonly rule: Rule;
  /** Time between heartbeats, the time-out, and how much it grows with each mistake, µs. */
  readonly beat: Micros;
  readonly timeout: Micros;
  readonly adapt: Micros;
  /** How many nodes must echo and accept a value. */
  readonly quorum: number;
  /** How long a round may take at first; as much longer each time that it runs out, µs. */
  readonly patience: Micros;
  /** From a decision to the next one, µs, and how many there are. */
  readonly gap: Micros;
  readonly decisions: number;
  /** Anyone may write another's name on a message. */
  readonly forgeable: boolean;
  readonly lies: boolean;
  readonly bug: 'none' | 'never-withdraws' | 'trusted-majority';
}

const turns = { LEAD: 'leading', FOLLOW: 'following', LIE: 'lying' } as const;

export const machine = nodeMachine('system-models-process', {
  following: well('trusts a node that comes before it', turns),
  leading: leads('suspects every node that comes before it, and so believes that it leads', turns),
  lying: fault('tells different nodes different things'),
});

/** What a node believes of another one. */
export interface Watched {
  /** When it will be suspected unless it is heard of, by the clock that the rule goes by, µs. */
  deadline: Micros;
  /** The newest heartbeat by the sender's clock; −1: none. */
  newest: Micros;
  /** Heartbeats that wait for the one before them, where order is kept. */
  early: { readonly sentAt: Micros; readonly after: Micros }[];
  suspected: boolean;
  /** A timer is set that will look at the deadline. */
  armed: boolean;
  /** What mistakes have added to its time-out, µs. */
  extra: Micros;
}

/** Votes of one round; lists are by place, `null`: none yet. */
export interface Ballots {
  proposal: number | null;
  readonly echoes: (number | null)[];
  readonly accepts: (number | null)[];
}

interface Memory {
  readonly watched: Watched[];
  /** When the last heartbeat was sent, by its own clock. */
  lastBeat: Micros | null;
  /** The present slot has begun, and when. */
  open: boolean;
  began: Instant | null;
  votes: Record<number, Ballots>;
  /** The highest round that each node has been seen in, and what it says was decided. */
  beyond: number[];
  /** How many slots are decided, as far as it has heard. */
  known: number;
  decisions: (number | null)[];
  patience: TimerId | null;
  /** How often its patience has run out in this slot. */
  waits: number;
  next: TimerId | null;
  /** The slot and round that were last repeated. */
  repeated: string;
}

interface Disk {
  /** What was decided, slot by slot. */
  log: number[];
  round: number;
  /** What it has proposed, echoed and accepted in this round. */
  proposed: number | null;
  echoed: number | null;
  accepted: number | null;
  lock: Lock | null;
  /** Raised whenever anything changes that an observer looks at. */
  changes: number;
}

export interface ProcessKind {
  machine: typeof machine;
  volatile: Memory;
  durable: Disk;
  options: ProcessOptions;
  takes: Traffic;
  sends: Traffic;
  timers: {
    beat: undefined;
    watch: number;
    next: undefined;
    patience: { readonly slot: number; readonly round: number };
    repeat: undefined;
  };
  events: {
    suspects: { readonly place: number };
    trusts: { readonly place: number };
    round: { readonly slot: number; readonly round: number };
    decides: { readonly slot: number; readonly value: number };
  };
  gauges: 'round' | 'votes' | 'chosen';
  probes: 'decision';
}
export type Process = Node<ProcessKind>;
export type ProcessOut = Out<ProcessKind>;
