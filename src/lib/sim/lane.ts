import type { Micros } from './time';

/** Facts kept of each message, side by side in one array: when due, its sequence number, its ends, its envelope. */
const WIDTH = 4;
const [AT, SEQ, ENDS, ENVELOPE] = [0, 1, 2, 3];
/** Both ends in one number: receiver × BASE + sender. */
const BASE = 2 ** 15;
/** The ends of a message that was lost on its way. */
const LOST = -1;

/** A message at the head of the lane, or anywhere in it. */
export interface InLane {
  readonly place: number;
  readonly at: Micros;
  readonly seq: number;
  readonly from: number;
  readonly to: number;
  readonly envelope: number;
  readonly message: unknown;
}

/**
 * Messages under way on links of equal latency come due in the order in which they were sent, so most of them need
 * no heap: a ring that takes a message due no earlier than its last one. Millions pass through, hence the packing.
 */
export class Lane {
  length = 0;
  #head = 0;
  #mask = 255;
  #tailAt = -Infinity;
  #facts = new Float64Array(256 * WIDTH);
  #messages: unknown[] = new Array<unknown>(256).fill(undefined);

  /** When the first is due, in µs; Infinity when there is none. */
  get nextAt(): Micros {
    return this.length === 0 ? Infinity : this.#facts[this.#head * WIDTH + AT];
  }

  /** Of the first: its sequence number, its receiver (−1: it was lost), its sender, its envelope, itself. */
  get nextSeq(): number {
    return this.#facts[this.#head * WIDTH + SEQ];
  }
  get nextTo(): number {
    return (this.#facts[this.#head * WIDTH + ENDS] | 0) >> 15;
  }
  get nextFrom(): number {
    return this.#facts[this.#head * WIDTH + ENDS] & (BASE - 1);
  }
  get nextEnvelope(): number {
    return this.#facts[this.#head * WIDTH + ENVELOPE] | 0;
  }
  get nextMessage(): unknown {
    return this.#messages[this.#head];
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
    if (this.length > 0 && at < this.#tailAt) return false;
    if (this.length > this.#mask) this.#widen();
    const end = (this.#head + this.length++) & this.#mask;
    const facts = this.#facts;
    const place = end * WIDTH;
    facts[place + AT] = at;
    facts[place + SEQ] = seq;
    facts[place + ENDS] = to * BASE + from;
    facts[place + ENVELOPE] = envelope;
    this.#messages[end] = message;
    this.#tailAt = at;
    return true;
  }

  /** Lets the first go. Its message is kept in place until another one takes it: at most as many as the ring is long. */
  shift(): void {
    this.#head = (this.#head + 1) & this.#mask;
    this.length--;
  }

  /** All messages under way, the first due first. */
  all(): InLane[] {
    const places = Array.from({ length: this.length }, (_, i) => (this.#head + i) & this.#mask);
    const facts = this.#facts;
    return places
      .filter((place) => facts[place * WIDTH + ENDS] !== LOST)
      .map((place) => ({
        place,
        at: facts[place * WIDTH + AT],
        seq: facts[place * WIDTH + SEQ],
        from: facts[place * WIDTH + ENDS] % BASE,
        to: Math.floor(facts[place * WIDTH + ENDS] / BASE),
        envelope: facts[place * WIDTH + ENVELOPE],
        message: this.#messages[place],
      }));
  }

  lose(place: number): void {
    this.#facts[place * WIDTH + ENDS] = LOST;
    this.#messages[place] = undefined;
  }

  /** All messages under way, and when the last that was taken in is due. */
  save(): { readonly messages: readonly InLane[]; readonly tailAt: Micros } {
    return { messages: this.all(), tailAt: this.#tailAt };
  }

  restore({ messages, tailAt }: ReturnType<Lane['save']>): void {
    this.#messages.fill(undefined);
    this.#head = 0;
    this.length = 0;
    for (const { at, seq, to, from, envelope, message } of messages)
      this.add(at, seq, to, from, envelope, message);
    this.#tailAt = tailAt;
  }

  #widen(): void {
    const n = this.#mask + 1;
    const facts = new Float64Array(2 * n * WIDTH);
    const messages = new Array<unknown>(2 * n).fill(undefined);
    for (let i = 0; i < n; i++) {
      const place = (this.#head + i) & this.#mask;
      facts.set(this.#facts.subarray(place * WIDTH, (place + 1) * WIDTH), i * WIDTH);
      messages[i] = this.#messages[place];
    }
    this.#facts = facts;
    this.#messages = messages;
    this.#head = 0;
    this.#mask = 2 * n - 1;
  }
}
