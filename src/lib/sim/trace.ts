import { firstPlace } from './columns';
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
  /** The duplicate's original, −1 for an original. */
  readonly duplicateOf: Int32Array;
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

/** What a record of kind `Part` says; the changes are in the order of their records. */
export function partChangeAt({ parts }: Trace, record: number): PartChange {
  return parts[firstPlace(0, parts.length, (i) => parts[i].record < record)];
}
