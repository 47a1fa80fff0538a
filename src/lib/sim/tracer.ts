import { floats, Table } from './columns';
import type { Message } from './machine';
import type { Micros } from './time';
import {
  Fate,
  Rec,
  type Declarations,
  type PartChange,
  type RecKind,
  type TimedHistoryEntry,
  type Trace,
  type TraceEvent,
} from './trace';

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
    duplicateOf: Int32Array,
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
  send(at: Micros, from: number, to: number, message: Message, cause: number, original = -1): void {
    const type = this.#typeOf(message.type);
    const n = this.#envelopes.add();
    const into = this.#envelopes.columns;
    into.sent[n] = at;
    into.ended[n] = Infinity;
    into.from[n] = from;
    into.to[n] = to;
    into.type[n] = type;
    into.fate[n] = Fate.InFlight;
    into.duplicateOf[n] = original;
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
    const { sent, ended, from, to, type, fate, duplicateOf } = this.#envelopes.take();
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
      duplicateOf,
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
