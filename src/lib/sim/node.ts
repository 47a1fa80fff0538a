import type {
  DurableOf,
  EventsOf,
  GaugesOf,
  Instant,
  ModeEventOf,
  Node,
  NodeRef,
  OptionsOf,
  ProbesOf,
  RoleOf,
  SendsOf,
  TakesOf,
  TimersOf,
  VolatileOf,
} from './kind';
import type { ModeMachine, PartMachine } from './machine';
import type { Stream } from './random';
import type { Micros } from './time';

/** What identifies a pending timer, for `cancel`. */
export type TimerId = number;

/** One operation event of a history, as the `check-history` format has it. */
export interface HistoryEntry {
  process: number;
  type: 'invoke' | 'ok' | 'fail' | 'info';
  f: string;
  key?: string;
  value?: unknown;
}

/** A timer's data as the last argument; none for a timer without any. */
type Data<T> = [T] extends [undefined] ? [] : [data: T];
type NameIn<T> = keyof T & string;

/** All that a handler may ask for. Nothing happens outside it: a handler computes, the kernel performs. */
export interface Out<K> {
  /** This node's own clock, µs: true time with its offset and drift; it may step back. For stamps that others read. */
  clock(): Micros;
  /** This node's own count of time, µs: drifts with its clock and never steps. For durations, leases and time-outs. */
  monotonic(): Micros;
  send(to: NodeRef, message: SendsOf<K>): void;
  /** Sets a timer on the node's clock. It dies with a crash and waits through a pause. `delay` in µs, ≥ 0. */
  after<N extends NameIn<TimersOf<K>>>(
    delay: Micros,
    name: N,
    ...data: Data<TimersOf<K>[N]>
  ): TimerId;
  /** As `after`, for time that the node spends working: a slowed node takes longer. */
  work<N extends NameIn<TimersOf<K>>>(
    duration: Micros,
    name: N,
    ...data: Data<TimersOf<K>[N]>
  ): TimerId;
  /** Forgets a timer; one that has fired or was cancelled before is left alone. */
  cancel(timer: TimerId): void;
  /** The random stream `name`, the same one each time. Keep it in `volatile` where it is drawn from often. */
  stream(name: string): Stream;
  /** Sends `event` to this node's machine. */
  become(event: ModeEventOf<K>): void;
  /** Writes down the mode of a part of this node, such as a balancer's view of one server. */
  part(part: string, from: string, to: string): void;
  /** Writes down something that happened here, for the pictures. Kept in full traces only. */
  event<N extends NameIn<EventsOf<K>>>(name: N, data: EventsOf<K>[N]): void;
  /** Adds `value` to a measure. */
  observe(probe: ProbesOf<K>, value: number): void;
  /** True time now, to be handed back to `observeSince`. */
  instant(): Instant;
  /** Adds to a measure the true time since then, µs. */
  observeSince(probe: ProbesOf<K>, since: Instant): void;
  /** Writes down a level that the pictures show, such as a queue's length. Kept in full traces only. */
  gauge(name: GaugesOf<K>, value: number): void;
  /** A line for the log, for people. Kept in full traces only. */
  note(text: string): void;
  /** What a client did and saw. Kept in full traces only. */
  history(entry: HistoryEntry): void;
  /** This source of work is finished: when all are, the run is over. */
  done(): void;
}

/** A timer's name and data belong together: a handler that looks at the one knows the other. */
export type TimerArgs<K> = {
  [N in NameIn<TimersOf<K>>]: [node: Node<K>, name: N, data: TimersOf<K>[N], out: Out<K>];
}[NameIn<TimersOf<K>>];

type MessageHandler<K> = {
  message(node: Node<K>, message: TakesOf<K>, from: NodeRef, out: Out<K>): void;
}['message'];
type TimerHandler<K> = { timer(...args: TimerArgs<K>): void }['timer'];

/**
 * What a node does in one role. A role that takes no notice of messages or of timers says so: 'ignores'. A node that
 * takes none, or sets none, has nothing to say.
 */
export type Handlers<K> = ([TakesOf<K>] extends [never]
  ? { readonly message?: undefined }
  : { readonly message: MessageHandler<K> | 'ignores' }) &
  ([NameIn<TimersOf<K>>] extends [never]
    ? { readonly timer?: undefined }
    : { readonly timer: TimerHandler<K> | 'ignores' }) & {
    /** Something an operator or a client does by hand: "drain", "write" … */
    operate?(node: Node<K>, operation: string, argument: string, out: Out<K>): void;
  };

/** Fresh data, at the beginning and after each crash. Plain data that can be cloned. */
type VolatileIn<K> = {
  volatile(node: {
    index: NodeRef;
    id: string;
    options: OptionsOf<K>;
    durable: DurableOf<K>;
  }): VolatileOf<K>;
}['volatile'];

/** A kind of node: its statechart, its data and its handlers, a row for each role. One without memory says nothing of it. */
export type Behaviour<K> = BehaviourOf<K> &
  ([VolatileOf<K>] extends [null]
    ? { readonly volatile?: undefined }
    : { readonly volatile: VolatileIn<K> });

interface BehaviourOf<K> {
  readonly kind: string;
  readonly machine: ModeMachine<RoleOf<K>>;
  /** It has no disk: what is durable are the measures' notes, and a wipe finds nothing. */
  readonly diskless?: true;
  /** What the disk holds at the beginning, and again after a wipe. */
  durable(node: { index: NodeRef; id: string; options: OptionsOf<K> }): DurableOf<K>;
  /** Runs at time 0 and at each restart (`again`): sets the first timers. */
  start?(node: Node<K>, out: Out<K>, again: boolean): void;
  /** Runs after a setting has changed, once a paused node goes on: `options` holds the new values. */
  reconfigure?(node: Node<K>, out: Out<K>): void;
  /** A row for every role; 'ignores' for one that means to do nothing whatever comes. */
  readonly roles: Readonly<Record<RoleOf<K>, Handlers<K> | 'ignores'>>;
  /** Names of operations that `operate` understands, for menus and validation. */
  readonly operations?: readonly Operation[];
  readonly parts?: PartMachine<OptionsOf<K>>;
  /** Gets messages whose bytes were garbled on the way too; others have them dropped, as a checksum would. */
  readonly readsCorrupted?: true;
  /** Its kind, by type alone. */
  readonly types?: K;
}

/** A behaviour of whatever kind. Written out, so that every `Behaviour` fits it. */
export interface AnyBehaviour {
  readonly kind: string;
  readonly machine: ModeMachine;
  readonly operations?: readonly Operation[];
  readonly parts?: PartMachine;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where a kind is left open
  readonly types?: any;
}

/** The kind of a behaviour. */
export type KindOf<B> = B extends { readonly types?: infer K } ? Exclude<K, undefined> : never;

/** Something that can be done to a node by hand, beyond the faults. */
export interface Operation {
  readonly id: string;
  readonly title: string;
  /** Needs an argument after the node's id. */
  readonly argument?: string;
}
