import type { Challenge } from './challenge';
import type { HuntSpec } from './hunt-spec';
import type { EventKind, FactKind, GaugeKind, MessageKind } from './pictures';
import type { ProbeSpec } from './probes';
import type { SettingFields, SettingsOf } from './settings';
import type {
  EventsIn,
  Fidelity,
  GaugesIn,
  Measures,
  Observer,
  PlantedBug,
  ProbesIn,
  Property,
  Scenario,
  System,
  TrafficIn,
  World,
} from './system';
import type { Micros } from './time';
import type { LaidOut, Parts } from './topology';

/**
 * All that a system says, typed by its settings, its topology and what its observer notes. Every message, gauge, event
 * and probe that its nodes can send or write is declared here exactly once: one too few or too many does not compile.
 */
interface SystemSpec<
  F extends SettingFields,
  T extends (settings: SettingsOf<F>) => LaidOut<Parts>,
  Observed,
  W,
> {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly settings: F;
  readonly topology: T;
  pace?(settings: SettingsOf<F>): number;
  readonly view?: string;
  readonly day?: Micros;
  readonly messages: {
    readonly [T in TrafficIn<W>['type']]: MessageKind<Extract<TrafficIn<W>, { readonly type: T }>>;
  };
  readonly gauges: Readonly<Record<GaugesIn<W>, GaugeKind>>;
  readonly events: { readonly [N in keyof EventsIn<W>]: EventKind<EventsIn<W>[N]> };
  readonly probes: Readonly<Record<ProbesIn<W>, Omit<ProbeSpec, 'id'>>>;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whichever messages it hears, and however it names its own notes
  readonly observer?: Observer<World<F, T, any>, Observed, any, any>;
  readonly measures: Measures<W>;
  readonly properties: readonly Property<W>[];
  readonly scenarios: readonly Scenario<W>[];
  readonly challenge: Challenge<SettingsOf<F>>;
  readonly fidelity: Fidelity;
  readonly bugs: readonly PlantedBug<W>[];
  readonly hunt?: HuntSpec<SettingsOf<F>>;
}

/** What garbling made of a message: the kernel's own. */
const CORRUPTED: MessageKind = { title: 'corrupted', letter: '?', mark: 'error' };

/** Checks a declaration by type and hands it over as the `System` that everybody else knows. */
export function defineSystem<
  const F extends SettingFields,
  T extends (settings: SettingsOf<F>) => LaidOut<Parts>,
  Observed = undefined,
>(spec: SystemSpec<F, T, Observed, World<F, T, Observed>>): System {
  const facts = Object.fromEntries(
    Object.entries<FactKind>(spec.observer?.facts ?? {}).map(
      ([name, fact]): [string, GaugeKind] => [name, { unit: '', ...fact, durable: true }],
    ),
  );
  const probes = Object.entries<Omit<ProbeSpec, 'id'>>(spec.probes);
  return {
    ...spec,
    messages: { ...spec.messages, corrupted: CORRUPTED },
    gauges: { ...facts, ...spec.gauges },
    probes: probes.map(([id, of]): ProbeSpec => ({ id, ...of })),
    // The one place where types are let go: from here on a system is known by its names alone.
  } as unknown as System;
}
