/** Slot numbers below this; a packed key holds seq × SLOTS + slot, exact up to seq = 2^31. */
export const SLOTS = 2 ** 22;

/** Exact, since SLOTS is a power of two; `%` on doubles would be a call into C. */
const slotOf = (key: number): number => key - Math.floor(key / SLOTS) * SLOTS;

/**
 * The pending events of a run, ordered by (at, seq): a 4-ary heap beside a lane. Messages on links of equal latency
 * come due in the order in which they were sent, so most of them need no heap: the lane is a ring that takes an event
 * due no earlier than its last one. `slot` says where the kernel keeps the event's other columns.
 */
export class EventQueue {
  #size = 0;
  #at = new Float64Array(256);
  #key = new Float64Array(256);
  #laneAt = new Float64Array(256);
  #laneSeq = new Float64Array(256);
  #laneSlot = new Int32Array(256);
  #head = 0;
  #length = 0;
  /** When the last of the lane is due. */
  #tailAt = -Infinity;

  get size(): number {
    return this.#size + this.#length;
  }

  /** When the earliest event is due, in µs; Infinity when none is pending. */
  get nextAt(): number {
    const heap = this.#size === 0 ? Infinity : this.#at[0];
    const lane = this.#length === 0 ? Infinity : this.#laneAt[this.#head];
    return heap < lane ? heap : lane;
  }

  /** Adds an event that is likely to come due after all others of its kind. Any event may: order is kept. */
  append(at: number, seq: number, slot: number): void {
    if (this.#length === 0) this.#tailAt = -Infinity;
    if (at < this.#tailAt) return this.push(at, seq, slot);
    const mask = this.#laneAt.length - 1;
    const end = (this.#head + this.#length) & mask;
    this.#laneAt[end] = at;
    this.#laneSeq[end] = seq;
    this.#laneSlot[end] = slot;
    this.#tailAt = at;
    if (++this.#length > mask) this.#widenLane();
  }

  push(at: number, seq: number, slot: number): void {
    if (this.#size === this.#at.length) this.#grow(this.#size * 2);
    this.#place(this.#size++, at, seq * SLOTS + slot);
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
    if (this.#length > 0 && this.#laneIsNext()) {
      const slot = this.#laneSlot[this.#head];
      this.#head = (this.#head + 1) & (this.#laneAt.length - 1);
      this.#length--;
      return slot;
    }
    const key = this.#key[0];
    const last = --this.#size;
    if (last > 0) this.#sink(last);
    return slotOf(key);
  }

  #laneKey(i: number): number {
    return this.#laneSeq[i] * SLOTS + this.#laneSlot[i];
  }

  #laneIsNext(): boolean {
    if (this.#size === 0) return true;
    const lane = this.#laneAt[this.#head];
    const heap = this.#at[0];
    return lane < heap || (lane === heap && this.#laneKey(this.#head) < this.#key[0]);
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

  #widenLane(): void {
    const n = this.#laneAt.length;
    const [at, seq, slot] = [
      new Float64Array(n * 2),
      new Float64Array(n * 2),
      new Int32Array(n * 2),
    ];
    for (let i = 0; i < this.#length; i++) {
      const from = (this.#head + i) & (n - 1);
      at[i] = this.#laneAt[from];
      seq[i] = this.#laneSeq[from];
      slot[i] = this.#laneSlot[from];
    }
    this.#laneAt = at;
    this.#laneSeq = seq;
    this.#laneSlot = slot;
    this.#head = 0;
  }

  /** All pending events; those of the lane go with the rest, since only the order counts. */
  save(): { at: Float64Array; key: Float64Array } {
    const mask = this.#laneAt.length - 1;
    const at = new Float64Array(this.size);
    const key = new Float64Array(this.size);
    at.set(this.#at.subarray(0, this.#size));
    key.set(this.#key.subarray(0, this.#size));
    for (let i = 0; i < this.#length; i++) {
      at[this.#size + i] = this.#laneAt[(this.#head + i) & mask];
      key[this.#size + i] = this.#laneKey((this.#head + i) & mask);
    }
    return { at, key };
  }

  restore(saved: ReturnType<EventQueue['save']>): void {
    this.#size = 0;
    this.#length = 0;
    this.#grow(Math.max(this.#at.length, saved.at.length));
    saved.at.forEach((at, i) => this.#place(this.#size++, at, saved.key[i]));
  }
}
