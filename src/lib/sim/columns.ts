type Numbers = Float64Array | Int32Array | Uint8Array;

/** A growing column of numbers in a typed array: a trace of a million records is a few of these. */
export class Column<A extends Numbers = Numbers> {
  length = 0;
  #data: A;
  constructor(private readonly make: new (n: number) => A) {
    this.#data = new make(256);
  }

  push(value: number): number {
    if (this.length === this.#data.length) {
      const wider = new this.make(this.length * 2);
      wider.set(this.#data);
      this.#data = wider;
    }
    this.#data[this.length] = value;
    return this.length++;
  }

  get(i: number): number {
    return this.#data[i];
  }

  set(i: number, value: number): void {
    this.#data[i] = value;
  }

  /** A copy of the first `n` values, trimmed so that it can be transferred. */
  take(n = this.length): A {
    return this.#data.slice(0, n) as A;
  }

  /** Starts from the first `n` values of another column. */
  load(values: A, n: number): void {
    this.#data = new this.make(Math.max(256, n));
    this.#data.set(values.subarray(0, n));
    this.length = n;
  }
}

type Maker = Float64ArrayConstructor | Int32ArrayConstructor | Uint8ArrayConstructor;
type Made<M extends Record<string, Maker>> = { [K in keyof M]: InstanceType<M[K]> };

/** Columns that grow together: a row costs one look at their length, not one for each. */
export class Table<M extends Record<string, Maker>> {
  length = 0;
  #room = 4096;
  /** Valid until the next `add`. */
  columns: Made<M>;

  constructor(private readonly makers: M) {
    this.columns = this.#made((make) => new make(this.#room));
  }

  /** Room for one more row; its place. */
  add(): number {
    if (this.length === this.#room) this.#grow(this.#room * 2, this.columns);
    return this.length++;
  }

  /** A copy of the first `n` rows, trimmed so that it can be transferred. */
  take(n = this.length): Made<M> {
    return this.#made((_, name) => this.columns[name].slice(0, n));
  }

  /** Starts from the first `n` rows of another table. */
  load({ columns }: Table<M>, n: number): void {
    this.length = n;
    this.#grow(Math.max(this.#room, n), columns);
  }

  #grow(room: number, from: Made<M>): void {
    this.#room = room;
    this.columns = this.#made((make, name) => {
      const column = new make(room);
      column.set(from[name].subarray(0, this.length));
      return column;
    });
  }

  #made(column: (make: Maker, name: string) => Numbers): Made<M> {
    const all = Object.entries(this.makers).map(([name, make]) => [name, column(make, name)]);
    return Object.fromEntries(all) as Made<M>;
  }
}

export const floats = () => new Column<Float64Array>(Float64Array);
export const ints = () => new Column<Int32Array>(Int32Array);
export const bytes = () => new Column<Uint8Array>(Uint8Array);

/** The first place from `low` on, below `high`, for which `isBefore` no longer holds (`high` when it always does). */
export function firstPlace(low: number, high: number, isBefore: (i: number) => boolean): number {
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (isBefore(mid)) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Index of the first value > `x` in ascending `values` (its length when there is none). */
export const upperBound = (values: ArrayLike<number>, x: number, n = values.length): number =>
  firstPlace(0, n, (i) => values[i] <= x);
