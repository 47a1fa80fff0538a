const SPARE = 0.5;

/**
 * Configurations that a search has been in: exact keys of a fixed number of words, side by side in one array. Beside
 * each key stand the spent operations of unknown outcome; whoever has spent all that an earlier visitor had spent, and
 * perhaps more, can do nothing that the earlier one could not.
 */
export class Memo {
  #keys: Uint32Array;
  #table: Int32Array;
  /** By key: its latest visit in `#visits`; −1 without any. */
  #heads: Int32Array;
  /** Visits: the one before, how many pairs, and the pairs of kind and number. */
  #visits = new Int32Array(1024);
  #visitsEnd = 0;
  #count = 0;

  constructor(private readonly words: number) {
    this.#keys = new Uint32Array(words * 1024);
    this.#heads = new Int32Array(1024);
    this.#table = new Int32Array(2048).fill(-1);
  }

  get bytes(): number {
    const all = [this.#keys, this.#table, this.#heads, this.#visits];
    return all.reduce((n, a) => n + a.byteLength, 0);
  }

  /** True when this was seen before; otherwise it has been from now on. `spent`: pairs of kind and number, up to `end`. */
  isSeen(key: Uint32Array, spent: Int32Array, end: number): boolean {
    const { words } = this;
    let at = this.#hash(key);
    const mask = this.#table.length - 1;
    for (;;) {
      const entry = this.#table[at];
      if (entry < 0) break;
      let w = 0;
      while (w < words && this.#keys[entry * words + w] === key[w]) w++;
      if (w === words) return this.#isCovered(entry, spent, end) || this.#visit(entry, spent, end);
      at = (at + 1) & mask;
    }
    const entry = this.#count++;
    if ((entry + 1) * words > this.#keys.length) this.#growKeys();
    this.#keys.set(key, entry * words);
    this.#heads[entry] = -1;
    this.#visit(entry, spent, end);
    this.#table[at] = entry;
    if (this.#count > this.#table.length * SPARE) this.#growTable();
    return false;
  }

  #hash(key: Uint32Array, from = 0): number {
    let h = 0x811c9dc5;
    for (let w = 0; w < this.words; w++) {
      h = Math.imul(h ^ key[from + w], 0x01000193);
      h ^= h >>> 15;
    }
    h = Math.imul(h ^ (h >>> 13), 0x85ebca6b);
    return (h ^ (h >>> 16)) & (this.#table.length - 1);
  }

  #growKeys(): void {
    const keys = new Uint32Array(this.#keys.length * 2);
    keys.set(this.#keys);
    this.#keys = keys;
    const heads = new Int32Array(this.#heads.length * 2);
    heads.set(this.#heads);
    this.#heads = heads;
  }

  #growTable(): void {
    this.#table = new Int32Array(this.#table.length * 2).fill(-1);
    const mask = this.#table.length - 1;
    for (let entry = 0; entry < this.#count; entry++) {
      let at = this.#hash(this.#keys, entry * this.words);
      while (this.#table[at] >= 0) at = (at + 1) & mask;
      this.#table[at] = entry;
    }
  }

  #visit(entry: number, spent: Int32Array, end: number): false {
    const at = this.#visitsEnd;
    if (at + 2 + end > this.#visits.length) {
      const visits = new Int32Array((this.#visits.length + end) * 2);
      visits.set(this.#visits);
      this.#visits = visits;
    }
    this.#visits[at] = this.#heads[entry];
    this.#visits[at + 1] = end;
    for (let i = 0; i < end; i++) this.#visits[at + 2 + i] = spent[i];
    this.#heads[entry] = at;
    this.#visitsEnd = at + 2 + end;
    return false;
  }

  #isCovered(entry: number, spent: Int32Array, end: number): boolean {
    const visits = this.#visits;
    for (let at = this.#heads[entry]; at >= 0; at = visits[at]) {
      // Pairs are in ascending order of kinds.
      let [i, j] = [0, 0];
      const pairs = visits[at + 1];
      while (i < pairs) {
        while (j < end && spent[j] < visits[at + 2 + i]) j += 2;
        if (j >= end || spent[j] !== visits[at + 2 + i] || spent[j + 1] < visits[at + 3 + i]) break;
        i += 2;
      }
      if (i >= pairs) return true;
    }
    return false;
  }
}
