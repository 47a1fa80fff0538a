import type { Stream } from './random';
import type { Micros } from './time';

/** What travels between nodes. Plain data, never changed once sent. `type` names its kind: "request", "vote" … */
export interface Message {
  readonly type: string;
}

/**
 * Where a node is in its life. `host` is the machine's side of it: a paused node's role does not change, since it
 * still believes what it believed. `role` is the protocol's side: "serving", "follower", "ejecting" …
 * Values are interned: the same mode is the same object.
 */
export interface Mode {
  readonly key: string;
  readonly host: 'running' | 'paused' | 'crashed';
  readonly role: string;
}

/** The statechart that a node's modes follow. `src/lib/nodes/machine.ts` makes one from an XState machine. */
export interface ModeMachine {
  readonly initial: Mode;
  /** The mode after `event`; the same object when the machine takes no notice of it. */
  next(mode: Mode, event: string): Mode;
  /** The mode with that key. Throws on an unknown one. */
  at(key: string): Mode;
}

/** Events that the kernel itself sends to a node's machine. Others are the node's own business. */
export type LifeEvent = 'CRASH' | 'RESTART' | 'PAUSE' | 'RESUME' | 'FAIL_FAST' | 'RECOVER';

/**
 * The statechart that the parts of a node follow, such as a balancer's view of each of its servers: what `out.part`
 * writes down. `begin` names the parts and the state each is in after a boot.
 */
export interface PartMachine<O = unknown> {
  readonly title: string;
  readonly machine: { readonly initial: string; next(state: string, event: string): string };
  begin(options: O): Readonly<Record<string, string>>;
}

/** A node as its handlers see it. `volatile` is lost in a crash; `durable` is what was safely on disk. */
export interface NodeState<V = unknown, D = unknown, O = unknown> {
  readonly index: number;
  readonly id: string;
  /** What the topology made of the settings for this node; replaced as a whole when a setting changes. */
  options: O;
  mode: Mode;
  volatile: V;
  durable: D;
}

/** What identifies a pending timer, for `cancel`. */
export type TimerId = number;

/** All that a handler may ask for. Nothing happens outside it: a handler computes, the kernel performs. */
export interface Out {
  /** True simulated time. For measures only: a real process has but its `clock()`. */
  readonly now: Micros;
  /** This node's own clock: true time with its offset and drift. */
  clock(): Micros;
  send(to: number, message: Message): void;
  /** Sets a timer on the node's clock. It dies with a crash and waits through a pause. `delay` in µs, ≥ 0. */
  after(delay: Micros, name: string, data?: unknown): TimerId;
  /** As `after`, for time that the node spends working: a slowed node takes longer. */
  work(duration: Micros, name: string, data?: unknown): TimerId;
  /** Forgets a timer; one that has fired or was cancelled before is left alone. */
  cancel(timer: TimerId): void;
  /** The random stream `name`, the same one each time. Keep it in `volatile` where it is drawn from often. */
  stream(name: string): Stream;
  /** Sends `event` to this node's machine. */
  become(event: string): void;
  /** Writes down the mode of a part of this node, such as a balancer's view of one server. */
  part(part: string, from: string, to: string): void;
  /** Adds `value` to the measure `probe` (an index into the system's `probes`). */
  observe(probe: number, value: number): void;
  /** Writes down a level that the pictures show, such as a queue's length. Kept in full traces only. */
  gauge(name: string, value: number): void;
  /** A line for the log, for people. Kept in full traces only. */
  note(text: string): void;
  /** What a client did and saw. Kept in full traces only. */
  history(entry: HistoryEntry): void;
  /** This source of work is finished: when all are, the run is over. */
  done(): void;
}

/** One operation event of a history, as the `check-history` format has it. */
export interface HistoryEntry {
  process: number;
  type: 'invoke' | 'ok' | 'fail' | 'info';
  f: string;
  key?: string;
  value?: unknown;
}

/** What a node does in one role. A missing handler means that the role ignores such events. */
export interface Handlers<V, D, O> {
  message?(node: NodeState<V, D, O>, message: Message, from: number, out: Out): void;
  timer?(node: NodeState<V, D, O>, name: string, data: unknown, out: Out): void;
  /** Something an operator or a client does by hand: "drain", "write" … */
  operate?(node: NodeState<V, D, O>, operation: string, argument: string, out: Out): void;
}

/** A kind of node: its statechart, its data and its handlers, one row for each role. */
export interface Behaviour<V = unknown, D = unknown, O = unknown> {
  readonly kind: string;
  readonly machine: ModeMachine;
  /** Fresh data, at the beginning and after each crash. Plain data that can be cloned. */
  volatile(node: { index: number; id: string; options: O; durable: D }): V;
  /** It has no disk: what is durable are the measures' notes, and a wipe finds nothing. */
  readonly diskless?: true;
  /** What the disk holds at the beginning, and again after a wipe. */
  durable(node: { index: number; id: string; options: O }): D;
  /** Runs at time 0 and at each restart: sets the first timers. */
  start?(node: NodeState<V, D, O>, out: Out): void;
  /** Runs after a setting has changed: `options` holds the new values. */
  reconfigure?(node: NodeState<V, D, O>, out: Out): void;
  readonly roles: Record<string, Handlers<V, D, O>>;
  /** Names of operations that `operate` understands, for menus and validation. */
  readonly operations?: readonly Operation[];
  readonly parts?: PartMachine<O>;
}

/** Something that can be done to a node by hand, beyond the faults. */
export interface Operation {
  readonly id: string;
  readonly title: string;
  /** Needs an argument after the node's id. */
  readonly argument?: string;
}
