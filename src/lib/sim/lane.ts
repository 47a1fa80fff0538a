import type { Micros } from './time';

/** Receiver of a message that was lost on its way. */
const LOST = -1;

/**
 * Messages under way on links of equal latency come due in the order in which they were sent, so most of them need
 * no heap: a ring that takes a message due no earlier than its last one. Each fact has a column of its own, since
 * millions pass through.
 */
export class Lane {
  length = 0;
  head = 0;
  #mask = 255;
  #tailAt = -Infinity;
  at = new Float64Array(256);
  seq = new Float64Array(256);
  to = new Int32Array(256);
  from = new Int32Array(256);
  envelope = new Float64Array(256);
  message: unknown[] = new Array<unknown>(256).fill(undefined);

  /** When the first is due, in µs; Infinity when there is none. */
  get nextAt(): Micros {
    return this.length === 0 ? Infinity : this.at[this.head];
  }

  /** Takes a message in, or refuses it: one that is due before the last. */
  add(
    at: Micros,
    seq: number,
    to: number,
    from: number,
    envelope: number,
    message: unknown,
  ): boolean {
    if (this.length === 0) this.#tailAt = at;
    else if (at < this.#tailAt) return false;
    if (this.length > this.#mask) this.#widen();
    const end = (this.head + this.length++) & this.#mask;
    this.at[end] = at;
    this.seq[end] = seq;
    this.to[end] = to;
    this.from[end] = from;
    this.envelope[end] = envelope;
    this.message[end] = message;
    this.#tailAt = at;
    return true;
  }

  /** Lets the first go. */
  shift(): void {
    this.message[this.head] = undefined;
    this.head = (this.head + 1) & this.#mask;
    this.length--;
  }

  /** Places of all messages under way, the first due first. */
  places(): number[] {
    const all = Array.from({ length: this.length }, (_, i) => (this.head + i) & this.#mask);
    return all.filter((i) => this.to[i] !== LOST);
  }

  lose(place: number): void {
    this.to[place] = LOST;
    this.message[place] = undefined;
  }

  clear(): void {
    this.message.fill(undefined);
    this.head = 0;
    this.length = 0;
  }

  #widen(): void {
    const n = this.at.length;
    const order = Array.from({ length: n }, (_, i) => (this.head + i) & this.#mask);
    const wider = <T extends Float64Array | Int32Array>(column: T, into: T): T => {
      order.forEach((place, i) => (into[i] = column[place]));
      return into;
    };
    this.at = wider(this.at, new Float64Array(2 * n));
    this.seq = wider(this.seq, new Float64Array(2 * n));
    this.to = wider(this.to, new Int32Array(2 * n));
    this.from = wider(this.from, new Int32Array(2 * n));
    this.envelope = wider(this.envelope, new Float64Array(2 * n));
    const messages = this.message;
    this.message = new Array<unknown>(2 * n).fill(undefined);
    order.forEach((place, i) => (this.message[i] = messages[place]));
    this.head = 0;
    this.#mask = 2 * n - 1;
  }
}
