import type { Intervention } from './interventions';
import type { EventsOf, GaugesOf, Instant, NodeRef, NodeState, ProbesOf, SendsOf } from './kind';
import type { Message } from './machine';
import type { AnyBehaviour, KindOf } from './node';
import type { EventKind, FactKind, GaugeKind, MessageKind, Show } from './pictures';
import type { Probe, ProbeSpec } from './probes';
import type { Challenge } from './challenge';
import type { HuntSpec } from './hunt-spec';
import type { SettingFields, Settings, SettingsOf, SettingValue } from './settings';
import type { Micros } from './time';
import type { At, LaidOut, NodeAt, Part, Parts, Topology } from './topology';
import type { TimedHistoryEntry } from './trace';

type PartsOf<T> = T extends (...args: never) => LaidOut<infer P> ? P : Parts;
type KindsIn<P extends Parts> =
  P[keyof P] extends Part<infer B extends AnyBehaviour> ? KindOf<B> : never;
/** Distributes, so that each kind answers for itself. */
type EachSends<K> = K extends unknown ? SendsOf<K> : never;
type EachGauges<K> = K extends unknown ? GaugesOf<K> : never;
type EachProbes<K> = K extends unknown ? ProbesOf<K> : never;
type EachEvents<K> = K extends unknown ? EventsOf<K> : never;
type Merged<U> = (U extends unknown ? (u: U) => void : never) extends (i: infer I) => void
  ? I
  : never;

/**
 * The run as an outside observer sees it, oracle included. For measures, properties, captions and the system's own
 * observer; never for nodes. A system names its own once: `World<typeof settings, typeof topology, Observed>`.
 */
export interface World<
  F extends SettingFields = SettingFields,
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a topology of whatever settings
  T extends (settings: any) => Topology = (settings: any) => Topology,
  Observed = unknown,
> {
  readonly now: Micros;
  /** True time since an instant that a node kept, for measures of what still goes on, µs. */
  since(instant: Instant): Micros;
  readonly settings: SettingsOf<F>;
  /** The nodes by their part's name and by type. */
  readonly at: At<PartsOf<T>>;
  /** What the system's observer has noted so far. To be read only. */
  readonly observed: Observed;
  readonly nodes: readonly NodeState[];
  node(id: string): NodeState;
  /** A node known to be of a part, such as the sender of a message that only that part sends. */
  as<N extends keyof PartsOf<T> & string>(part: N, node: NodeRef): NodeAt<PartsOf<T>, N>;
  probe(id: string extends keyof PartsOf<T> ? string : EachProbes<KindsIn<PartsOf<T>>>): Probe;
  /** What the property `id` has noted so far: its `state`. To be read only. */
  noted(id: string): unknown;
  /** False where a cut or a partition stops whatever goes from one node to the other. */
  reaches(from: number, to: number): boolean;
  /** No standing network fault: nothing is cut, lost, delayed or doubled on purpose. */
  readonly calm: boolean;
  /** What the clients saw so far; `null` without a full trace. */
  readonly history: readonly TimedHistoryEntry[] | null;
  /** Its parts, by type alone. */
  readonly parts?: PartsOf<T>;
  readonly fields?: F;
}

type PartsIn<W> = W extends { readonly parts?: infer P }
  ? Extract<Exclude<P, undefined>, Parts>
  : Parts;
export type SettingsIn<W> = W extends { readonly settings: infer S } ? S : Settings;
export type ObservedIn<W> = W extends { readonly observed: infer O } ? O : unknown;
/** Every message that the nodes of a system send. */
export type TrafficIn<W> = World extends W ? Message : EachSends<KindsIn<PartsIn<W>>>;
type TypeIn<W> = TrafficIn<W>['type'];
type Of<W, T extends string> = World extends W
  ? Message
  : Extract<TrafficIn<W>, { readonly type: T }>;
type PartIn<W> = keyof PartsIn<W> & string;
/** Everything that its nodes write down with `out.event`, by name. */
export type EventsIn<W> = Merged<EachEvents<KindsIn<PartsIn<W>>>>;
export type GaugesIn<W> = World extends W ? string : EachGauges<KindsIn<PartsIn<W>>>;
export type ProbesIn<W> = World extends W ? string : EachProbes<KindsIn<PartsIn<W>>>;

/**
 * Says that an `always` or `eventually` is violated, or that a `sometimes` was seen. Only the first call counts. `node`
 * is where it is wrong, if that is another node than the one whose event shows it.
 */
export type Report = (why: string, node?: NodeRef) => void;

/** What an observer or a property wants to hear of. */
interface Hearing<W, T extends string> {
  /** The message types that `send` is told of; all when left out. */
  readonly sends?: readonly T[];
  /** The parts whose messages it is told of; all when left out. */
  readonly senders?: readonly PartIn<W>[];
  /** As `sends` and `senders`, for `deliver`: which message types, and at which parts. */
  readonly delivers?: readonly T[];
  readonly receivers?: readonly PartIn<W>[];
  /** As `senders` and `receivers`, by the node's id. */
  sender?(id: string): boolean;
  receiver?(id: string): boolean;
}

/**
 * The outside bookkeeper: hears messages and holds the truth that no node has (who paid whom, which update was
 * acknowledged). Its state is plain data; it goes into checkpoints, and everything that looks at a world reads it as
 * `world.observed`. It hears before the properties do.
 */
export interface Observer<
  W,
  S,
  T extends string = TypeIn<W>,
  K extends string = string,
> extends Hearing<W, T> {
  /** What it shows of nodes on the stage, the most important first. */
  readonly facts?: Readonly<Record<K, FactKind>>;
  begin(world: W): S;
  send?(state: S, world: W, from: NodeRef, to: NodeRef, message: Of<W, T>, show: Show<K>): void;
  deliver?(state: S, world: W, from: NodeRef, to: NodeRef, message: Of<W, T>, show: Show<K>): void;
  /** After each event. Costs on every event: prefer the narrower hooks where a million of them pass. */
  step?(state: S, world: W, show: Show<K>): void;
}

/**
 * `always` holds until a report; `eventually` is judged in `end`, by a report when it does not hold;
 * `sometimes` holds once reported, and proves that a scenario shows what it teaches.
 * `state` is plain data of the property's own; it goes into checkpoints.
 */
export interface Property<W = World, S = unknown, T extends string = string> extends Hearing<W, T> {
  readonly id: string;
  readonly kind: 'always' | 'eventually' | 'sometimes';
  /** One sentence, true when it holds. */
  readonly title: string;
  begin?(world: W): S;
  send?(state: S, world: W, from: NodeRef, to: NodeRef, message: Of<W, T>, report: Report): void;
  deliver?(state: S, world: W, from: NodeRef, to: NodeRef, message: Of<W, T>, report: Report): void;
  /** After each event. */
  step?(state: S, world: W, report: Report): void;
  end?(state: S, world: W, report: Report): void;
}

/** Makers of a world's properties: what a property listens to decides which messages it is shown. */
export function properties<W extends { readonly observed: unknown }>() {
  type Spec<S, T extends string> = Omit<Property<W, S, T>, 'kind'>;
  const maker =
    (kind: Property['kind']) =>
    <S = null, const T extends TypeIn<W> = TypeIn<W>>(spec: Spec<S, T>): Property<W> =>
      ({ ...spec, kind }) as unknown as Property<W>;
  /** Looks after each event at what the observer has noted, until there is something to say. */
  const noted =
    (kind: Property['kind']) =>
    (id: string, title: string, why: (observed: W['observed'], world: W) => string | null) =>
      maker(kind)({
        id,
        title,
        begin: () => ({ said: false }),
        step(state, world, report) {
          const said = state.said ? null : why(world.observed, world);
          if (said === null) return;
          state.said = true;
          report(said);
        },
      });
  return {
    always: maker('always'),
    eventually: maker('eventually'),
    sometimes: maker('sometimes'),
    /** Violated as soon as `why` has something to say. */
    never: noted('always'),
    /** Seen as soon as `why` has something to say. */
    seenOnce: noted('sometimes'),
  };
}

/** A world's observer; its state's type is read off `begin`. */
export const observer =
  <W>() =>
  <S, const T extends TypeIn<W> = TypeIn<W>, const K extends string = never>(
    spec: Observer<W, S, T, K>,
  ): Observer<W, S, T, K> =>
    spec;

/** A measure over time: one number for each line, taken at regular times. */
export interface SeriesSpec<W = World> {
  readonly id: string;
  readonly title: string;
  readonly unit: string;
  /** Names of its lines, for example the nodes it is of. */
  lines(settings: SettingsIn<W>): readonly string[];
  /** One number a line; NaN where there is nothing to say. */
  sample(world: W, seconds: number): readonly number[];
  /** A target drawn across the chart. */
  target?(settings: SettingsIn<W>): { readonly value: number; readonly label: string } | null;
}

export interface Measures<W = World> {
  readonly series: readonly SeriesSpec<W>[];
  /** Time between samples at first; it doubles when a run gets longer than was to be expected. */
  sampleEvery(settings: SettingsIn<W>): Micros;
  /** The run's numbers; names end in their unit. */
  numbers(world: W): Record<string, number>;
  /** Each node's own counters. */
  nodes(world: W): Record<string, Record<string, number>>;
}

export interface Caption<W = World> {
  readonly text: string;
  /** True when the story has come to this point. */
  when(world: W): boolean;
  /** The nodes that it is about, which the stage lights; looked at once, when the caption's time has come. */
  about?(world: W): readonly { readonly id: string }[];
  /** Messages that it is about, by type. */
  readonly messages?: readonly TypeIn<W>[];
}

export interface Scenario<W = World> {
  readonly id: string;
  readonly title: string;
  /** What happens, what to watch, what should be seen: a sentence each. */
  readonly story: string;
  readonly watch: string;
  readonly seen: string;
  readonly settings: World extends W
    ? Readonly<Record<string, SettingValue>>
    : Partial<SettingsIn<W>>;
  /** Lines as `parseIntervention` reads them. */
  readonly interventions: readonly string[];
  /** A duration such as "20s"; `null` until the work is done. */
  readonly until: string | null;
  readonly seed?: number;
  readonly captions: readonly Caption<W>[];
  /** Properties of kind `sometimes` that this scenario has to show. */
  readonly shows?: readonly string[];
}

export interface Fidelity {
  readonly modelled: readonly string[];
  readonly simplified: readonly string[];
  readonly notModelled: readonly string[];
}

/** A wrong design that a hunt has to find: a value of some setting. */
export interface PlantedBug<W = World> {
  readonly id: string;
  readonly why: string;
  readonly settings: World extends W
    ? Readonly<Record<string, SettingValue>>
    : Partial<SettingsIn<W>>;
}

/** What the rest of Faultline knows of a system. `defineSystem` makes one of a typed declaration. */
export interface System<F extends SettingFields = SettingFields> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly settings: F;
  topology(settings: SettingsOf<F>): Topology;
  /** Simulated seconds a second at which its story is best watched; left out, messages are seen to travel. */
  pace?(settings: SettingsOf<F>): number;
  /** Simulated µs that a day of its calendar takes; left out, its clock shows seconds. */
  readonly day?: Micros;
  /** What the tab of its own view says; without one it has none. Its component is `view/index.ts`. */
  readonly view?: string;
  /** Every message type that its nodes send. */
  readonly messages: Readonly<Record<string, MessageKind>>;
  readonly gauges: Readonly<Record<string, GaugeKind>>;
  readonly events?: Readonly<Record<string, EventKind>>;
  readonly probes: readonly ProbeSpec[];
  readonly observer?: Observer<World, unknown, string>;
  readonly measures: Measures;
  readonly properties: readonly Property[];
  readonly scenarios: readonly Scenario[];
  readonly challenge: Challenge;
  readonly fidelity: Fidelity;
  readonly bugs: readonly PlantedBug[];
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
