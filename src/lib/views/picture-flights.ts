import { Fate, Rec, upperBound, type Micros, type Trace } from '../sim';

/** Envelopes whose flight takes at most `span`, in order of `sent`: what flies at t was sent within one span of it. */
interface FlightClass {
  readonly span: Micros;
  readonly envelope: Int32Array;
  readonly sent: Float64Array;
}

/** Lost envelopes in order of their loss, and why (an index into the trace's names). */
interface Losses {
  readonly at: Float64Array;
  readonly envelope: Int32Array;
  readonly why: Int32Array;
}

/** Messages that reached a paused node and wait at it: when each came, and when each was let in or lost. */
export interface Waits {
  readonly came: Float64Array;
  readonly left: Float64Array;
}

export interface FlightIndex {
  /** When each envelope comes to its receiver: delivered, lost on the way, or held at a paused one. Infinity: not in this run. */
  readonly arrives: Float64Array;
  readonly classes: readonly FlightClass[];
  readonly losses: Losses;
  /** The shortest flight from each node to each (from × n + to), µs: stands in where a message never arrives. */
  readonly usual: Float64Array;
  readonly longestUsual: Micros;
  readonly waits: readonly (Waits | null)[];
}

const CLASSES = 64;
const SOME_FLIGHT = 1000;
const UINT32 = 2 ** 32;

/** The class of a flight: its binary order of magnitude, so that a look into each class finds at most twice what flies. */
function classOf(flight: Micros): number {
  if (flight < UINT32) return 31 - Math.clz32(flight);
  return flight === Infinity ? CLASSES - 1 : Math.min(CLASSES - 2, Math.floor(Math.log2(flight)));
}

/** Part of a reading, done for items `from` up to `to` of `n`, so that a long trace need not be read at one go. */
export interface Phase {
  readonly n: number;
  readonly read: (from: number, to: number) => void;
}

/** Reads a trace's envelopes in phases, to be done in order; then `index` is whole. */
export class FlightReader {
  readonly #arrives: Float64Array;
  readonly #class: Int8Array;
  readonly #sizes = new Int32Array(CLASSES);
  readonly #filled = new Int32Array(CLASSES);
  readonly #usual: Float64Array;
  readonly #lost: number[] = [];
  readonly #came: number[][];
  readonly #left: number[][];
  #envelope: Int32Array[] = [];
  #sent: Float64Array[] = [];

  /** `nodes`: how many there are. */
  constructor(
    private readonly trace: Trace,
    private readonly nodes: number,
  ) {
    this.#arrives = trace.ended.slice();
    this.#class = new Int8Array(trace.ended.length);
    this.#usual = new Float64Array(nodes * nodes).fill(Infinity);
    this.#came = Array.from({ length: nodes }, () => []);
    this.#left = Array.from({ length: nodes }, () => []);
  }

  get phases(): Phase[] {
    const envelopes = this.#arrives.length;
    return [
      { n: this.trace.kind.length, read: (from, to) => this.#readRecords(from, to) },
      { n: envelopes, read: (from, to) => this.#measure(from, to) },
      { n: envelopes, read: (from, to) => this.#fill(from, to) },
    ];
  }

  #readRecords(first: number, end: number): void {
    const { kind, envelope, at, node, ended } = this.trace;
    for (let i = first; i < end; i++) {
      if (kind[i] === Rec.Lost) this.#lost.push(i);
      else if (kind[i] === Rec.Held && envelope[i] >= 0) {
        const e = envelope[i];
        this.#arrives[e] = at[i];
        this.#came[node[i]].push(at[i]);
        if (ended[e] !== Infinity) this.#left[node[i]].push(ended[e]);
      }
    }
  }

  #measure(first: number, end: number): void {
    const { sent, fate, from, to } = this.trace;
    for (let e = first; e < end; e++) {
      const flight = this.#arrives[e] - sent[e];
      const c = flight > 0 ? classOf(flight) : -1;
      this.#class[e] = c;
      if (c < 0) continue;
      this.#sizes[c]++;
      const pair = from[e] * this.nodes + to[e];
      if (fate[e] === Fate.Delivered && flight < this.#usual[pair]) this.#usual[pair] = flight;
    }
  }

  #fill(first: number, end: number): void {
    if (first === 0) {
      this.#envelope = Array.from(this.#sizes, (size) => new Int32Array(size));
      this.#sent = Array.from(this.#sizes, (size) => new Float64Array(size));
    }
    for (let e = first; e < end; e++) {
      const c = this.#class[e];
      if (c < 0) continue;
      this.#envelope[c][this.#filled[c]] = e;
      this.#sent[c][this.#filled[c]++] = this.trace.sent[e];
    }
  }

  /** What was read. Call it once all phases are done. */
  get index(): FlightIndex {
    const { trace } = this;
    const known = this.#usual.filter((x) => x !== Infinity);
    const usual = this.#usual.map((x) =>
      x !== Infinity ? x : known.length > 0 ? Math.min(...known) : SOME_FLIGHT,
    );
    return {
      arrives: this.#arrives,
      classes: this.#envelope.flatMap((list, c) => {
        const span = c === CLASSES - 1 ? Infinity : 2 ** (c + 1);
        return list.length > 0 ? [{ span, envelope: list, sent: this.#sent[c] }] : [];
      }),
      losses: {
        at: Float64Array.from(this.#lost, (i) => trace.at[i]),
        envelope: Int32Array.from(this.#lost, (i) => trace.envelope[i]),
        why: Int32Array.from(this.#lost, (i) => trace.name[i]),
      },
      usual,
      longestUsual: Math.max(
        0,
        ...usual.filter((_, pair) => this.#usual[pair] !== Infinity),
        SOME_FLIGHT,
      ),
      waits: this.#came.map((times, node) =>
        times.length === 0
          ? null
          : { came: Float64Array.from(times), left: Float64Array.from(this.#left[node]).sort() },
      ),
    };
  }
}

/** Calls back with each envelope under way at `t`: sent by then, not yet come to its receiver. */
export function eachFlying(
  index: FlightIndex,
  t: Micros,
  found: (envelope: number, sent: Micros) => void,
): void {
  for (const { span, envelope, sent } of index.classes) {
    const last = upperBound(sent, t);
    for (let i = upperBound(sent, t - span); i < last; i++) {
      if (index.arrives[envelope[i]] > t) found(envelope[i], sent[i]);
    }
  }
}

/** Calls back with each envelope lost in (t − `within`, t], and why. */
export function eachLost(
  index: FlightIndex,
  t: Micros,
  within: Micros,
  found: (envelope: number, at: Micros, why: number) => void,
): void {
  const { at, envelope, why } = index.losses;
  const last = upperBound(at, t);
  for (let i = upperBound(at, t - within); i < last; i++) found(envelope[i], at[i], why[i]);
}

/** How many messages wait at a paused node at `t`. */
export function waitingAt(waits: Waits | null, t: Micros): number {
  return waits ? upperBound(waits.came, t) - upperBound(waits.left, t) : 0;
}
