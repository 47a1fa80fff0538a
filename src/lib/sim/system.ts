import type { Act, Intervention } from './interventions';
import type { Behaviour, Message, NodeState } from './node';
import type { Probe, ProbeSpec } from './probes';
import type { SettingFields, Settings, SettingsOf, SettingValue } from './settings';
import type { Micros } from './time';
import type { TimedHistoryEntry } from './trace';

/** The mark that the stage draws for a node. */
export type Shape =
  'client' | 'server' | 'load-balancer' | 'replica' | 'queue' | 'coordinator' | 'observer';

export interface NodeSpec {
  readonly id: string;
  readonly label: string;
  readonly behaviour: Behaviour;
  /** Plain data, made from the settings. */
  readonly options: unknown;
  readonly shape: Shape;
  /** Where the stage puts it: columns from the left (or rows from the top on a narrow screen). */
  readonly layer: number;
  /** Peers rather than a stage of the work: the stage puts those of one layer in a ring, in their order. */
  readonly ring?: boolean;
  /** Belongs to this node, the id of one of a ring: the stage puts it next to that, on its outer side. */
  readonly beside?: string;
  /** Brings work in: the run is over when every such node has said `done`. */
  readonly source?: boolean;
}

/** A one-way link. Latency is `latency` plus an exponential part of mean `jitter`, in µs; `loss` is a share. */
export interface LinkSpec {
  readonly from: string;
  readonly to: string;
  readonly latency: Micros;
  readonly jitter?: Micros;
  readonly loss?: number;
}

export interface Topology {
  readonly nodes: readonly NodeSpec[];
  readonly links: readonly LinkSpec[];
  /**
   * Nodes that share a fate, such as all in one zone, by a name of their own. A fault of nodes and a partition may name
   * a group in their place.
   */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

/** The act on each member, where it names a group; else the act itself. */
export function spread(act: Act, groups: Topology['groups'] = {}): readonly Act[] {
  const members = (id: string): readonly string[] =>
    Object.hasOwn(groups, id) ? groups[id] : [id];
  if (act.do === 'partition')
    return [{ ...act, groups: act.groups.map((side) => side.flatMap(members)) }];
  return 'node' in act ? members(act.node).map((node) => ({ ...act, node })) : [act];
}

/** Both directions of a link. */
export function bothWays(
  a: string,
  b: string,
  latency: Micros,
  rest: Partial<LinkSpec> = {},
): LinkSpec[] {
  return [
    { ...rest, from: a, to: b, latency },
    { ...rest, from: b, to: a, latency },
  ];
}

/** The run as an outside observer sees it, oracle included. For measures, properties and captions; never for nodes. */
export interface World<S = Settings> {
  readonly now: Micros;
  readonly settings: S;
  readonly nodes: readonly NodeState[];
  node(id: string): NodeState;
  probe(id: string): Probe;
  /** What the property `id` has noted so far: its `state`. To be read only. */
  noted(id: string): unknown;
  /** False where a cut or a partition stops whatever goes from one node (by number) to the other. */
  reaches(from: number, to: number): boolean;
  /** No standing network fault: nothing is cut, lost, delayed or doubled on purpose. */
  readonly calm: boolean;
  /** What the clients saw so far; `null` without a full trace. */
  readonly history: readonly TimedHistoryEntry[] | null;
}

/** Says that an `always` or `eventually` is violated, or that a `sometimes` was seen. Only the first call counts. */
export type Report = (why: string) => void;

/**
 * `always` holds until a report; `eventually` is judged in `end`, by a report when it does not hold;
 * `sometimes` holds once reported, and proves that a scenario shows what it teaches.
 * `state` is plain data of the property's own; it goes into checkpoints.
 */
export interface Property<S = unknown> {
  readonly id: string;
  readonly kind: 'always' | 'eventually' | 'sometimes';
  /** One sentence, true when it holds. */
  readonly title: string;
  begin(world: World): S;
  /** The message types that `send` is told of, and from which nodes; all when left out. */
  readonly sends?: readonly string[];
  sender?(id: string): boolean;
  send?(state: S, world: World, from: number, to: number, message: Message, report: Report): void;
  /** As `sends` and `sender`, for `deliver`: which message types, and at which nodes. */
  readonly delivers?: readonly string[];
  receiver?(id: string): boolean;
  deliver?(
    state: S,
    world: World,
    from: number,
    to: number,
    message: Message,
    report: Report,
  ): void;
  /** After each event. Costs on every event: prefer the narrower hooks where a million of them pass. */
  step?(state: S, world: World, report: Report): void;
  end?(state: S, world: World, report: Report): void;
}

/** A measure over time: one number for each line, taken at regular times. */
export interface SeriesSpec {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Names of its lines, for example the nodes it is of. */
  lines(settings: Settings): readonly string[];
  /** One number a line; NaN where there is nothing to say. */
  sample(world: World, seconds: number): readonly number[];
  /** A target drawn across the chart. */
  target?(settings: Settings): { readonly value: number; readonly label: string } | null;
}

export interface Measures {
  readonly series: readonly SeriesSpec[];
  /** Time between samples at first; it doubles when a run gets longer than was to be expected. */
  sampleEvery(settings: Settings): Micros;
  /** The run's numbers; names end in their unit. */
  numbers(world: World): Record<string, number>;
  /** Each node's own counters. */
  nodes(world: World): Record<string, Record<string, number>>;
}

export interface Caption {
  readonly text: string;
  /** True when the story has come to this point; looked at with each sample. */
  when(world: World): boolean;
}

export interface Scenario {
  readonly id: string;
  readonly title: string;
  /** What happens, what to watch, what should be seen: a sentence each. */
  readonly story: string;
  readonly watch: string;
  readonly seen: string;
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** Lines as `parseIntervention` reads them. */
  readonly interventions: readonly string[];
  /** A duration such as "20s"; `null` until the work is done. */
  readonly until: string | null;
  readonly seed?: number;
  readonly captions: readonly Caption[];
  /** Properties of kind `sometimes` that this scenario has to show. */
  readonly shows?: readonly string[];
}

/** A numeric clause of a challenge, read off a run. */
export interface Clause {
  readonly id: string;
  /** For example "p99 at most 100 ms". */
  readonly text: string;
  value(metrics: Record<string, number>): number;
  holds(value: number): boolean;
  readonly unit: string;
}

export interface Challenge {
  readonly title: string;
  readonly goal: string;
  /** What is fixed: load, faults, objective. */
  readonly locked: Readonly<Record<string, SettingValue>>;
  readonly interventions: readonly string[];
  readonly until: string | null;
  /** What the reader may change, and where it stands at first. */
  readonly start: Readonly<Record<string, SettingValue>>;
  readonly clauses: readonly Clause[];
  readonly seeds: { readonly published: readonly number[]; readonly hidden: readonly number[] };
  readonly references: readonly {
    readonly id: string;
    readonly settings: Readonly<Record<string, SettingValue>>;
  }[];
  readonly traps: readonly {
    readonly id: string;
    readonly why: string;
    readonly settings: Readonly<Record<string, SettingValue>>;
    /** The clause that it fails. */
    readonly fails: string;
  }[];
}

/** How the pictures show a kind of message: a letter, and a shape by what it is for. */
export interface MessageKind {
  readonly title: string;
  readonly letter: string;
  readonly mark: 'request' | 'reply' | 'error' | 'event' | 'ack' | 'heartbeat' | 'vote';
}

/** How the pictures show a level that nodes write with `out.gauge`. */
export interface GaugeKind {
  readonly title: string;
  readonly unit: string;
  /**
   * `stack` is drawn as stacked ticks, `arc` (0 … 1) as an arc, `number` as a figure, `log` as cells of a log of which
   * the first `committed` are solid. Logs are on disk: what they hold stays drawn through a crash.
   */
  readonly mark: 'stack' | 'arc' | 'number' | 'log' | 'committed';
}

/** A fault that a hunt may inject, within limits that the right design promises to bear. Each is undone in time. */
export interface HuntFault {
  readonly fault:
    | 'crash'
    | 'pause'
    | 'fail-fast'
    | 'slow'
    | 'skew'
    | 'wipe'
    | 'cut'
    | 'partition'
    | 'lose'
    | 'duplicate'
    | 'corrupt'
    | 'delay'
    | 'reorder';
  /** Nodes that it befalls, `*` standing for any letters: "replica-*". Of a link's fault the sender; a partition divides them all. */
  readonly nodes: string;
  /** The receiver, of a fault of links. A cut is drawn one way or both. */
  readonly to?: string;
  /** Most nodes (or links) that suffer from it at one time; 1 when left out. A wipe comes with a crash. */
  readonly atOnce?: number;
  /** The longest time until it is undone, µs; a quarter of the run when left out. */
  readonly longest?: Micros;
  /** The most of it: slow's factor (10), skew's offset in µs (1 s), delay's and reorder's time in µs (1 s). */
  readonly most?: number;
  /** The largest share of messages, 0 … 1, of lose, duplicate, corrupt, delay and reorder (0.5). */
  readonly share?: number;
}

/** How to look for failures of a system: short runs under faults that its right design bears. */
export interface HuntSpec {
  /** Bounds the work of one run; laid over the design that is hunted, under what the caller sets. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** How long one run is, such as "20s". All faults are over after four fifths of it. */
  readonly until: string;
  readonly faults: (settings: Settings) => readonly HuntFault[];
  /** Most faults in one run; 5 when left out. */
  readonly mostFaults?: number;
  /** Whole-number settings that shrinking makes as small as it can, such as the count of requests. */
  readonly shrinks?: readonly string[];
}

export interface System<F extends SettingFields = SettingFields> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly settings: F;
  topology(settings: SettingsOf<F>): Topology;
  /** Simulated seconds a second at which its story is best watched; left out, messages are seen to travel. */
  pace?(settings: SettingsOf<F>): number;
  /** Every message type that its nodes send. */
  readonly messages: Readonly<Record<string, MessageKind>>;
  readonly gauges: Readonly<Record<string, GaugeKind>>;
  readonly probes: readonly ProbeSpec[];
  readonly measures: Measures;
  readonly properties: readonly Property[];
  readonly scenarios: readonly Scenario[];
  readonly challenge: Challenge;
  readonly fidelity: {
    readonly modelled: readonly string[];
    readonly simplified: readonly string[];
    readonly notModelled: readonly string[];
  };
  /** Wrong designs that a hunt has to find; each is a value of some setting. */
  readonly bugs: readonly {
    readonly id: string;
    readonly why: string;
    readonly settings: Readonly<Record<string, SettingValue>>;
  }[];
  /** Left out: a hunt tries seeds alone. */
  readonly hunt?: HuntSpec;
}

/** All that determines a run. */
export interface Recipe {
  readonly version: 1;
  readonly system: string;
  readonly settings: Settings;
  /** 0 … 2^32−1 */
  readonly seed: number;
  readonly interventions: readonly Intervention[];
  /** When to stop; `null` until the work is done. */
  readonly until: Micros | null;
}
