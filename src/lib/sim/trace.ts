import { firstPlace, floats, Table } from './columns';
import type { Message } from './machine';
import type { HistoryEntry } from './node';
import type { Micros } from './time';

/** What a record says. `Held` is a delivery or timer that waits at a paused node. */
export const Rec = {
  Send: 1,
  Deliver: 2,
  Lost: 3,
  Timer: 4,
  Mode: 5,
  Part: 6,
  Intervention: 7,
  Note: 8,
  Held: 9,
  Event: 10,
} as const;
export type RecKind = (typeof Rec)[keyof typeof Rec];

/** What became of an envelope. */
export const Fate = { InFlight: 0, Delivered: 1, Lost: 2 } as const;

/** Everything the kernel did, in order, in columns; strings are indexes into `names`. */
export interface Trace {
  /** Records: `node` where it happened, `peer` the other end (−1: none), `name` the message type, timer, mode key or text. */
  readonly at: Float64Array;
  readonly kind: Uint8Array;
  readonly node: Int32Array;
  readonly peer: Int32Array;
  readonly name: Int32Array;
  /** The envelope of Send, Deliver and Lost; −1 elsewhere. */
  readonly envelope: Int32Array;
  /** The record that led to this one (−1: the beginning, or an intervention). */
  readonly cause: Int32Array;
  /** Envelopes, in order of `sent`; `ended` is when delivered or lost, Infinity when still under way. */
  readonly sent: Float64Array;
  readonly ended: Float64Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly type: Int32Array;
  readonly fate: Uint8Array;
  /** The twin's original, −1 for an original. */
  readonly twinOf: Int32Array;
  /** The longest time between `sent` and `ended`, so that a window of envelopes holds all in flight at t. */
  readonly longestFlight: Micros;
  readonly names: readonly string[];
  /** What nodes wrote down with `out.event`, in order. */
  readonly events: readonly TraceEvent[];
  readonly parts: readonly PartChange[];
  /** Levels over time, one for each node and name. */
  readonly gauges: readonly Gauge[];
}

/** Something that a node wrote down: `data` as the event `name` of its kind has it. */
export interface TraceEvent {
  readonly at: Micros;
  readonly node: number;
  readonly name: string;
  readonly data: unknown;
  /** Its record in the trace. */
  readonly record: number;
}

/** A part of a node that changed its mode, as `out.part` wrote it. */
export interface PartChange {
  /** Its record in the trace. */
  readonly record: number;
  readonly part: string;
  readonly from: string;
  readonly to: string;
}

export interface Gauge {
  readonly node: number;
  readonly name: string;
  readonly at: Float64Array;
  readonly value: Float64Array;
}

/** How much of a tracer existed at a checkpoint. */
export interface TraceMark {
  readonly records: number;
  readonly envelopes: number;
  readonly gauges: Readonly<Record<string, number>>;
  readonly history: number;
  readonly events: number;
  readonly parts: number;
  readonly names: number;
  readonly longestFlight: Micros;
}

export interface TimedHistoryEntry extends HistoryEntry {
  readonly time: Micros;
}

/** What a system has declared that its nodes send and write; anything else is an error. */
export interface Declarations {
  message(type: string): void;
  gauge(name: string): void;
  /** Returns its line for the log. */
  event(name: string, data: unknown): string;
}

interface OpenGauge {
  readonly node: number;
  readonly name: string;
  readonly at: ReturnType<typeof floats>;
  readonly value: ReturnType<typeof floats>;
}

/** Writes a full trace. The kernel calls it; without one it keeps metrics only. */
export class Tracer {
  readonly #records = new Table({
    at: Float64Array,
    kind: Uint8Array,
    node: Int32Array,
    peer: Int32Array,
    name: Int32Array,
    envelope: Int32Array,
    cause: Int32Array,
  });
  readonly #envelopes = new Table({
    sent: Float64Array,
    ended: Float64Array,
    from: Int32Array,
    to: Int32Array,
    type: Int32Array,
    fate: Uint8Array,
    twinOf: Int32Array,
    /** The record of its sending. */
    sending: Int32Array,
  });
  payloads: Message[] = [];
  history: TimedHistoryEntry[] = [];
  events: TraceEvent[] = [];
  #parts: PartChange[] = [];
  #names: string[] = [];
  #index = new Map<string, number>();
  #gauges = new Map<string, OpenGauge>();
  /** The same, found without making a key: nodes write levels as often as they send. */
  #byNode: (Map<string, OpenGauge> | undefined)[] = [];
  longestFlight = 0;
  #types = new Map<string, number>();
  #declared: Declarations | null = null;

  /** Has whatever is sent or written from here on checked against what the system declares. */
  expect(declared: Declarations): void {
    this.#declared = declared;
  }

  /** A message type's name, checked when it is first met. */
  #typeOf(type: string): number {
    let i = this.#types.get(type);
    if (i === undefined) {
      this.#declared?.message(type);
      i = this.nameOf(type);
      this.#types.set(type, i);
    }
    return i;
  }

  nameOf(text: string): number {
    let i = this.#index.get(text);
    if (i === undefined) {
      i = this.#names.push(text) - 1;
      this.#index.set(text, i);
    }
    return i;
  }

  record(
    at: Micros,
    kind: RecKind,
    node: number,
    peer: number,
    name: string,
    envelope: number,
    cause: number,
  ): number {
    return this.#record(at, kind, node, peer, this.nameOf(name), envelope, cause);
  }

  #record(
    at: Micros,
    kind: RecKind,
    node: number,
    peer: number,
    name: number,
    envelope: number,
    cause: number,
  ): number {
    const i = this.#records.add();
    const to = this.#records.columns;
    to.at[i] = at;
    to.kind[i] = kind;
    to.node[i] = node;
    to.peer[i] = peer;
    to.name[i] = name;
    to.envelope[i] = envelope;
    to.cause[i] = cause;
    return i;
  }

  /** Opens an envelope; envelopes are numbered in the order of these calls. */
  send(at: Micros, from: number, to: number, message: Message, cause: number, twinOf = -1): void {
    const type = this.#typeOf(message.type);
    const n = this.#envelopes.add();
    const into = this.#envelopes.columns;
    into.sent[n] = at;
    into.ended[n] = Infinity;
    into.from[n] = from;
    into.to[n] = to;
    into.type[n] = type;
    into.fate[n] = Fate.InFlight;
    into.twinOf[n] = twinOf;
    into.sending[n] = this.#record(at, Rec.Send, from, to, type, n, cause);
    this.payloads.push(message);
  }

  /** Closes an envelope. Returns the record, the cause of what the receiver does next. */
  end(at: Micros, envelope: number, fate: 1 | 2, why: string): number {
    const of = this.#envelopes.columns;
    of.ended[envelope] = at;
    of.fate[envelope] = fate;
    this.longestFlight = Math.max(this.longestFlight, at - of.sent[envelope]);
    const isThere = fate === Fate.Delivered;
    const name = isThere ? of.type[envelope] : this.nameOf(why);
    const kind = isThere ? Rec.Deliver : Rec.Lost;
    const [from, to, cause] = [of.from[envelope], of.to[envelope], of.sending[envelope]];
    return this.#record(at, kind, to, from, name, envelope, cause);
  }

  event(at: Micros, node: number, name: string, data: unknown, cause: number): void {
    const text = this.#declared?.event(name, data) ?? name;
    const record = this.record(at, Rec.Event, node, -1, text, -1, cause);
    this.events.push({ at, node, name, data, record });
  }

  part(at: Micros, node: number, part: string, from: string, to: string, cause: number): void {
    const record = this.record(at, Rec.Part, node, -1, `${part}: ${from} → ${to}`, -1, cause);
    this.#parts.push({ record, part, from, to });
  }

  gauge(at: Micros, node: number, name: string, value: number): void {
    const g = this.#byNode[node]?.get(name) ?? this.#openGauge(node, name);
    g.at.push(at);
    g.value.push(value);
  }

  #openGauge(node: number, name: string): OpenGauge {
    this.#declared?.gauge(name);
    const key = `${node} ${name}`;
    let g = this.#gauges.get(key);
    if (!g) this.#gauges.set(key, (g = { node, name, at: floats(), value: floats() }));
    (this.#byNode[node] ??= new Map<string, OpenGauge>()).set(name, g);
    return g;
  }

  mark(): TraceMark {
    return {
      records: this.#records.length,
      envelopes: this.#envelopes.length,
      gauges: Object.fromEntries([...this.#gauges].map(([k, g]) => [k, g.at.length])),
      history: this.history.length,
      events: this.events.length,
      parts: this.#parts.length,
      names: this.#names.length,
      longestFlight: this.longestFlight,
    };
  }

  /** A tracer that holds what this one held at `mark`; `pending` are the envelopes in flight then. */
  prefix(mark: TraceMark, pending: Iterable<number>): Tracer {
    const copy = new Tracer();
    copy.#records.load(this.#records, mark.records);
    copy.#envelopes.load(this.#envelopes, mark.envelopes);
    copy.payloads = this.payloads.slice(0, mark.envelopes);
    copy.history = this.history.slice(0, mark.history);
    copy.events = this.events.slice(0, mark.events);
    copy.#parts = this.#parts.slice(0, mark.parts);
    copy.longestFlight = mark.longestFlight;
    for (const name of this.#names.slice(0, mark.names)) copy.nameOf(name);
    for (const [key, n] of Object.entries(mark.gauges)) {
      const g = this.#gauges.get(key)!;
      const [at, value] = [floats(), floats()];
      at.load(g.at.take(n), n);
      value.load(g.value.take(n), n);
      copy.#gauges.set(key, { node: g.node, name: g.name, at, value });
    }
    for (const e of pending) {
      copy.#envelopes.columns.ended[e] = Infinity;
      copy.#envelopes.columns.fate[e] = Fate.InFlight;
    }
    return copy;
  }

  /** The trace so far, as columns that can be transferred. */
  take(): Trace {
    const { at, kind, node, peer, name, envelope, cause } = this.#records.take();
    const { sent, ended, from, to, type, fate, twinOf } = this.#envelopes.take();
    return {
      at,
      kind,
      node,
      peer,
      name,
      envelope,
      cause,
      sent,
      ended,
      from,
      to,
      type,
      fate,
      twinOf,
      longestFlight: this.longestFlight,
      names: [...this.#names],
      events: [...this.events],
      parts: [...this.#parts],
      gauges: [...this.#gauges.values()].map((g) => ({
        node: g.node,
        name: g.name,
        at: g.at.take(),
        value: g.value.take(),
      })),
    };
  }
}

/** What a record of kind `Part` says; the changes are in the order of their records. */
export function partChangeAt({ parts }: Trace, record: number): PartChange {
  return parts[firstPlace(0, parts.length, (i) => parts[i].record < record)];
}
