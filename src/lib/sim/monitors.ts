import type { NodeRef } from './kind';
import type { Message } from './machine';
import type { Show } from './pictures';
import type { Property, Report, System, World } from './system';
import type { Micros } from './time';

/** How a property came out on a run. */
export interface PropertyVerdict {
  readonly property: string;
  readonly kind: Property['kind'];
  readonly title: string;
  readonly holds: boolean;
  /** Why it is violated, or what was seen. */
  readonly why?: string;
  /** When, in µs, and the trace record that shows it (−1 without a full trace). */
  readonly at?: Micros;
  readonly record?: number;
  /**
   * The node that is wrong, where the property names it; left out, the one whose record shows it. −1: none, as of what is
   * found at the end, when whichever node did something last has no part in it.
   */
  readonly node?: number;
}

interface Finding {
  why: string;
  at: Micros;
  record: number;
  node?: number;
}

interface Watch {
  readonly property: Property;
  /** The property's own hooks. Looked up once: properties differ in shape, watches do not, and millions of calls pass. */
  readonly send: NonNullable<Property['send']>;
  readonly deliver: NonNullable<Property['deliver']>;
  state: unknown;
  found: Finding | null;
  /** What its hooks are handed last: a property reports, the observer shows facts. */
  readonly report: Report;
}

/** The system's bookkeeper, watched like a property that can never report. */
const OBSERVER = 'observer';

const nothing = (): void => {};

/** Who wants to hear of a node's messages: of each type that somebody names, and of all the others. */
interface Listeners {
  readonly types: readonly string[];
  readonly named: readonly (readonly Watch[])[];
  readonly others: readonly Watch[];
}

/** Millions of messages pass by these lists, so they are made beforehand. `null` where nobody listens. */
function listeners(
  watches: readonly Watch[],
  typesOf: (p: Property) => readonly string[] | undefined,
): Listeners | null {
  if (watches.length === 0) return null;
  const types = [...new Set(watches.flatMap((w) => typesOf(w.property) ?? []))];
  const hearing = (type: string | null) =>
    watches.filter(({ property }) => {
      const wanted = typesOf(property);
      return wanted === undefined || (type !== null && wanted.includes(type));
    });
  return { types, named: types.map(hearing), others: hearing(null) };
}

/** Those who want to hear of a message of this type. */
function hearersOf({ types, named, others }: Listeners, type: string): readonly Watch[] {
  for (let i = 0; i < types.length; i++) if (types[i] === type) return named[i];
  return others;
}

/** Runs the properties of a system beside a run. Each property keeps its own state and is told of what it asked for. */
export class Monitors {
  readonly #watches: Watch[];
  readonly #observer: Watch | null;
  /** Who listens to what each node sends, and to what each is delivered. */
  readonly #bySender: (Listeners | null)[];
  readonly #byReceiver: (Listeners | null)[];
  readonly #step: Watch[];
  readonly watchesSend: boolean;
  readonly watchesDeliver: boolean;
  readonly watchesSteps: boolean;
  /** Any `always` violated so far. */
  violated = false;

  constructor(
    { observer, properties }: System,
    private readonly world: World,
    private readonly record: () => number,
    show: Show<string>,
  ) {
    // Watched like a property; what its hooks are handed last is not a report but what it shows facts with.
    const bookkeeper = observer
      ? ({ ...observer, id: OBSERVER, kind: 'sometimes', title: '' } as unknown as Property)
      : null;
    this.#watches = [...(bookkeeper ? [bookkeeper] : []), ...properties].map((property) => {
      const watch: Watch = {
        property,
        send: property.send ?? nothing,
        deliver: property.deliver ?? nothing,
        state: null,
        found: null,
        report:
          property === bookkeeper
            ? (show as unknown as Report)
            : (why, node) => this.#report(watch, why, node),
      };
      return watch;
    });
    this.#observer = bookkeeper ? this.#watches[0] : null;
    const partOf = partsById(world);
    const wants = (
      parts: readonly string[] | undefined,
      id: string,
      is?: (id: string) => boolean,
    ) => (parts?.includes(partOf.get(id) ?? '') ?? true) && (is?.(id) ?? true);
    const sending = this.#watches.filter((w) => w.property.send);
    this.#bySender = world.nodes.map(({ id }) =>
      listeners(
        sending.filter(({ property: p }) =>
          wants(p.senders, id, (node) => p.sender?.(node) ?? true),
        ),
        (p) => p.sends,
      ),
    );
    const receiving = this.#watches.filter((w) => w.property.deliver);
    this.#byReceiver = world.nodes.map(({ id }) =>
      listeners(
        receiving.filter(({ property: p }) =>
          wants(p.receivers, id, (node) => p.receiver?.(node) ?? true),
        ),
        (p) => p.delivers,
      ),
    );
    this.#step = this.#watches.filter((w) => w.property.step);
    this.watchesSend = sending.length > 0;
    this.watchesDeliver = receiving.length > 0;
    this.watchesSteps = this.#step.length > 0;
  }

  /** Lets the observer and then the properties begin: each may look at what comes before it. */
  begin(): void {
    for (const w of this.#watches) w.state = w.property.begin?.(this.world) ?? null;
  }

  /** What the observer has noted; `undefined` without one. */
  get observed(): unknown {
    return this.#observer?.state;
  }

  #report(watch: Watch, why: string, node?: number): void {
    watch.found ??= {
      why,
      at: this.world.now,
      record: this.record(),
      ...(node !== undefined && { node }),
    };
    if (watch.property.kind === 'always') this.violated = true;
  }

  /** What is found at the end is of the node that the property names, or of none. */
  #atEnd(watch: Watch): Report {
    if (watch === this.#observer) return watch.report;
    return (why, node) => this.#report(watch, why, node ?? -1);
  }

  /** A property that has found what it looks for is asked no more: only its first finding counts. */
  send(from: NodeRef, to: NodeRef, message: Message): void {
    const listening = this.#bySender[from];
    if (listening !== null) this.#tellOfSend(listening, from, to, message);
  }

  #tellOfSend(listening: Listeners, from: NodeRef, to: NodeRef, message: Message): void {
    const hearers = hearersOf(listening, message.type);
    for (let i = 0; i < hearers.length; i++) {
      const w = hearers[i];
      if (w.found === null) w.send(w.state, this.world, from, to, message, w.report);
    }
  }
  deliver(from: NodeRef, to: NodeRef, message: Message): void {
    const listening = this.#byReceiver[to];
    if (listening === null) return;
    const hearers = hearersOf(listening, message.type);
    for (let i = 0; i < hearers.length; i++) {
      const w = hearers[i];
      w.deliver(w.state, this.world, from, to, message, w.report);
    }
  }
  step(): void {
    for (const w of this.#step) w.property.step!(w.state, this.world, w.report);
  }

  /** The verdicts as they stand; `final` asks the properties that are judged at the end. */
  verdicts(final: boolean): PropertyVerdict[] {
    return this.#watches
      .filter((w) => w !== this.#observer)
      .map((w) => {
        if (final) w.property.end?.(w.state, this.world, this.#atEnd(w));
        const { id, kind, title } = w.property;
        const holds = kind === 'sometimes' ? w.found !== null : w.found === null;
        return { property: id, kind, title, holds, ...(w.found ?? {}) };
      });
  }

  /** What a property has noted; `undefined` for an unknown one. */
  stateOf(property: string): unknown {
    return this.#watches.find((w) => w.property.id === property)?.state;
  }

  save(): { state: unknown; found: Finding | null }[] {
    return this.#watches.map(({ state, found }) => ({ state, found }));
  }

  restore(saved: ReturnType<Monitors['save']>): void {
    saved.forEach((s, i) => Object.assign(this.#watches[i], s));
    this.violated = this.#watches.some((w) => w.property.kind === 'always' && w.found);
  }
}

/** The name of each node's part, by the node's id. */
function partsById({ at }: World): Map<string, string> {
  const named = Object.entries(at).flatMap(([part, of]) =>
    [of ?? []].flat().map(({ id }) => [id, part] as const),
  );
  return new Map(named);
}
