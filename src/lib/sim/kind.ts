import type { Message, Mode, ModeMachine } from './machine';

/**
 * What a behaviour is made of, by type alone: one interface for each kind of node, with those of these fields that it
 * needs. A field that is left out is empty: a node without `timers` can set none.
 *
 * ```
 * interface ServerKind {
 *   machine: typeof machine;
 *   volatile: Memory;
 *   durable: Tally;
 *   options: ServerOptions;
 *   takes: Request | Check;
 *   sends: Answer;
 *   timers: { served: Job; ready: undefined };
 *   gauges: 'queue' | 'busy';
 * }
 * ```
 */
export interface KindFields {
  /** `typeof` the statechart of its modes. */
  machine: ModeMachine;
  /** Lost in a crash. */
  volatile: unknown;
  /** What is safely on disk. */
  durable: unknown;
  /** What the topology makes of the settings. */
  options: unknown;
  /** Messages that its handlers understand, and those that it sends. */
  takes: Message;
  sends: Message;
  /** Timers by name, each with the data that comes back with it; `undefined` for none. */
  timers: object;
  /** What it writes down for the pictures, by name. */
  events: object;
  /** Levels and measures that it writes; the system declares what they are. */
  gauges: string;
  probes: string;
}

/** One field of a kind, or what stands for an empty one. */
type FieldOf<K, Name extends keyof KindFields, Empty> = K extends { [N in Name]: infer F }
  ? F
  : Empty;

export type VolatileOf<K> = FieldOf<K, 'volatile', null>;
export type DurableOf<K> = FieldOf<K, 'durable', null>;
export type OptionsOf<K> = FieldOf<K, 'options', null>;
export type TakesOf<K> = Extract<FieldOf<K, 'takes', never>, Message>;
export type SendsOf<K> = Extract<FieldOf<K, 'sends', never>, Message>;
export type TimersOf<K> = FieldOf<K, 'timers', Record<never, never>>;
export type EventsOf<K> = FieldOf<K, 'events', Record<never, never>>;
export type GaugesOf<K> = Extract<FieldOf<K, 'gauges', never>, string>;
export type ProbesOf<K> = Extract<FieldOf<K, 'probes', never>, string>;

/** The roles of its statechart, and the events that move it. */
export type RoleOf<K> = K extends { machine: ModeMachine<infer R> } ? R : string;
export type ModeEventOf<K> = K extends { machine: ModeMachine<string, infer E> } ? E : never;

declare const ref: unique symbol;
/**
 * Names a node of a run. The kernel gives them out (it numbers the nodes), options and messages carry them; nobody
 * makes one of a number.
 */
export type NodeRef = number & { readonly [ref]: true };
/** Some nodes of a run, in an order that is told where it matters. */
export type NodeRefs = readonly NodeRef[];

declare const instant: unique symbol;
/**
 * A point of true simulated time, for measures alone: a node may keep it and hand it to `out.observeSince`, and can
 * compute nothing with it. Decisions are made by `out.clock()`.
 */
export interface Instant {
  readonly [instant]: true;
}

/** A node as its handlers, properties and measures see it. */
export interface NodeState<V = unknown, D = unknown, O = unknown, Role extends string = string> {
  readonly index: NodeRef;
  readonly id: string;
  /** What it is called on the stage and in every sentence. */
  readonly label: string;
  /** Replaced as a whole when a setting changes. */
  options: O;
  mode: Mode<Role>;
  volatile: V;
  durable: D;
}

export type Node<K> = NodeState<VolatileOf<K>, DurableOf<K>, OptionsOf<K>, RoleOf<K>>;
