/** Slot numbers below this; a packed key holds seq × SLOTS + slot, exact up to seq = 2^31. */
export const SLOTS = 2 ** 22;

/** Exact, since SLOTS is a power of two; `%` on doubles would be a call into C. */
const slotOf = (key: number): number => key - Math.floor(key / SLOTS) * SLOTS;

/**
 * Pending events ordered by (at, seq): a 4-ary heap in typed arrays. `slot` says where the event's other columns are.
 */
export class EventQueue {
  size = 0;
  #at = new Float64Array(256);
  #key = new Float64Array(256);

  /** When the earliest event is due, in µs; Infinity when none is pending. */
  get nextAt(): number {
    return this.size === 0 ? Infinity : this.#at[0];
  }

  /** The sequence number of the earliest event. Only when `size` > 0. */
  get nextSeq(): number {
    return Math.floor(this.#key[0] / SLOTS);
  }

  push(at: number, seq: number, slot: number): void {
    if (this.size === this.#at.length) this.#grow(this.size * 2);
    this.#place(this.size++, at, seq * SLOTS + slot);
  }

  /** Moves an entry from the hole at `i` up to its place. */
  #place(i: number, at: number, key: number): void {
    const ats = this.#at;
    const keys = this.#key;
    while (i > 0) {
      const parent = (i - 1) >> 2;
      const parentAt = ats[parent];
      if (parentAt < at || (parentAt === at && keys[parent] < key)) break;
      ats[i] = parentAt;
      keys[i] = keys[parent];
      i = parent;
    }
    ats[i] = at;
    keys[i] = key;
  }

  /** Takes the earliest event away and returns its slot. Only when `size` > 0. */
  pop(): number {
    const key = this.#key[0];
    const last = --this.size;
    if (last > 0) this.#sink(last);
    return slotOf(key);
  }

  /** Moves the entry at `last` to the root and down to its place. */
  #sink(last: number): void {
    const ats = this.#at;
    const keys = this.#key;
    const at = ats[last];
    const key = keys[last];
    let i = 0;
    for (;;) {
      const first = 4 * i + 1;
      if (first >= last) break;
      let best = first;
      let bestAt = ats[first];
      const end = first + 4 < last ? first + 4 : last;
      for (let child = first + 1; child < end; child++) {
        const childAt = ats[child];
        if (childAt < bestAt || (childAt === bestAt && keys[child] < keys[best])) {
          best = child;
          bestAt = childAt;
        }
      }
      if (bestAt > at || (bestAt === at && keys[best] > key)) break;
      ats[i] = bestAt;
      keys[i] = keys[best];
      i = best;
    }
    ats[i] = at;
    keys[i] = key;
  }

  #grow(capacity: number): void {
    const at = new Float64Array(capacity);
    const key = new Float64Array(capacity);
    at.set(this.#at);
    key.set(this.#key);
    this.#at = at;
    this.#key = key;
  }

  /** All pending events, in the order of the heap. */
  save(): { at: Float64Array; key: Float64Array } {
    return { at: this.#at.slice(0, this.size), key: this.#key.slice(0, this.size) };
  }

  restore(saved: ReturnType<EventQueue['save']>): void {
    this.size = 0;
    this.#grow(Math.max(this.#at.length, saved.at.length));
    saved.at.forEach((at, i) => this.#place(this.size++, at, saved.key[i]));
  }
}
