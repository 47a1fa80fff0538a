import { bytes, floats, ints } from './columns';
import type { HistoryEntry, Message } from './node';
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
  /** Levels over time, one for each node and name. */
  readonly gauges: readonly Gauge[];
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
  readonly names: number;
  readonly longestFlight: Micros;
}

export interface TimedHistoryEntry extends HistoryEntry {
  readonly time: Micros;
}

interface OpenGauge {
  readonly node: number;
  readonly name: string;
  readonly at: ReturnType<typeof floats>;
  readonly value: ReturnType<typeof floats>;
}

/** Writes a full trace. The kernel calls it; without one it keeps metrics only. */
export class Tracer {
  readonly at = floats();
  readonly kind = bytes();
  readonly node = ints();
  readonly peer = ints();
  readonly name = ints();
  readonly envelope = ints();
  readonly cause = ints();
  readonly sent = floats();
  readonly ended = floats();
  readonly from = ints();
  readonly to = ints();
  readonly type = ints();
  readonly fate = bytes();
  readonly twinOf = ints();
  payloads: Message[] = [];
  history: TimedHistoryEntry[] = [];
  #sendRecord = ints();
  #names: string[] = [];
  #index = new Map<string, number>();
  #gauges = new Map<string, OpenGauge>();
  /** The same, found without making a key: nodes write levels as often as they send. */
  #byNode: (Map<string, OpenGauge> | undefined)[] = [];
  longestFlight = 0;

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
    this.at.push(at);
    this.kind.push(kind);
    this.node.push(node);
    this.peer.push(peer);
    this.name.push(this.nameOf(name));
    this.envelope.push(envelope);
    return this.cause.push(cause);
  }

  /** Opens an envelope; envelopes are numbered in the order of these calls. */
  send(at: Micros, from: number, to: number, message: Message, cause: number, twinOf = -1): void {
    const n = this.sent.push(at);
    this.ended.push(Infinity);
    this.from.push(from);
    this.to.push(to);
    this.type.push(this.nameOf(message.type));
    this.fate.push(Fate.InFlight);
    this.twinOf.push(twinOf);
    this.payloads.push(message);
    this.#sendRecord.push(this.record(at, Rec.Send, from, to, message.type, n, cause));
  }

  /** Closes an envelope. Returns the record, the cause of what the receiver does next. */
  end(at: Micros, envelope: number, fate: 1 | 2, why: string): number {
    this.ended.set(envelope, at);
    this.fate.set(envelope, fate);
    this.longestFlight = Math.max(this.longestFlight, at - this.sent.get(envelope));
    const from = this.from.get(envelope);
    const to = this.to.get(envelope);
    const cause = this.#sendRecord.get(envelope);
    return fate === Fate.Delivered
      ? this.record(at, Rec.Deliver, to, from, this.payloads[envelope].type, envelope, cause)
      : this.record(at, Rec.Lost, to, from, why, envelope, cause);
  }

  gauge(at: Micros, node: number, name: string, value: number): void {
    const g = this.#byNode[node]?.get(name) ?? this.#openGauge(node, name);
    g.at.push(at);
    g.value.push(value);
  }

  #openGauge(node: number, name: string): OpenGauge {
    const key = `${node} ${name}`;
    let g = this.#gauges.get(key);
    if (!g) this.#gauges.set(key, (g = { node, name, at: floats(), value: floats() }));
    (this.#byNode[node] ??= new Map<string, OpenGauge>()).set(name, g);
    return g;
  }

  mark(): TraceMark {
    return {
      records: this.at.length,
      envelopes: this.sent.length,
      gauges: Object.fromEntries([...this.#gauges].map(([k, g]) => [k, g.at.length])),
      history: this.history.length,
      names: this.#names.length,
      longestFlight: this.longestFlight,
    };
  }

  /** A tracer that holds what this one held at `mark`; `pending` are the envelopes in flight then. */
  prefix(mark: TraceMark, pending: Iterable<number>): Tracer {
    const copy = new Tracer();
    const records = ['at', 'kind', 'node', 'peer', 'name', 'envelope', 'cause'] as const;
    for (const c of records) copy[c].load(this[c].take(mark.records) as never, mark.records);
    const envelopes = ['sent', 'ended', 'from', 'to', 'type', 'fate', 'twinOf'] as const;
    for (const c of envelopes) copy[c].load(this[c].take(mark.envelopes) as never, mark.envelopes);
    copy.#sendRecord.load(this.#sendRecord.take(mark.envelopes), mark.envelopes);
    copy.payloads = this.payloads.slice(0, mark.envelopes);
    copy.history = this.history.slice(0, mark.history);
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
      copy.ended.set(e, Infinity);
      copy.fate.set(e, Fate.InFlight);
    }
    return copy;
  }

  /** The trace so far, as columns that can be transferred. */
  take(): Trace {
    return {
      at: this.at.take(),
      kind: this.kind.take(),
      node: this.node.take(),
      peer: this.peer.take(),
      name: this.name.take(),
      envelope: this.envelope.take(),
      cause: this.cause.take(),
      sent: this.sent.take(),
      ended: this.ended.take(),
      from: this.from.take(),
      to: this.to.take(),
      type: this.type.take(),
      fate: this.fate.take(),
      twinOf: this.twinOf.take(),
      longestFlight: this.longestFlight,
      names: [...this.#names],
      gauges: [...this.#gauges.values()].map((g) => ({
        node: g.node,
        name: g.name,
        at: g.at.take(),
        value: g.value.take(),
      })),
    };
  }
}
