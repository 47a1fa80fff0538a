import { EventQueue, SLOTS } from './queue';
import type { Micros } from './time';

/** Kinds of pending event. */
export const Pending = { Free: 0, Deliver: 1, Timer: 2, Cancelled: 3 } as const;

/**
 * Columns of the pending events; the queue holds their order. Slots are used again, so memory follows the number of
 * pending events and not the length of the run.
 */
export class PendingEvents {
  readonly queue = new EventQueue();
  kind = new Uint8Array(256);
  node = new Int32Array(256);
  /** Sender of a delivery. */
  from = new Int32Array(256);
  /** Envelope number of a delivery. */
  envelope = new Float64Array(256);
  /** Life of the node at the time a timer was set: a crash begins a new one. */
  life = new Int32Array(256);
  cause = new Int32Array(256);
  generation = new Int32Array(256);
  /** A message, or what a timer carries. */
  payload: unknown[] = [];
  /** A timer's name; of a delivery whatever stood there. */
  label: string[] = new Array<string>(256).fill('');
  #free: number[] = [];
  #used = 0;

  /** Takes a slot and puts it in the queue. */
  add(at: Micros, seq: number, kind: 1 | 2, node: number, payload: unknown): number {
    const free = this.#free;
    const slot = free.length > 0 ? (free.pop() as number) : this.#used++;
    if (slot === this.kind.length) this.#grow();
    this.kind[slot] = kind;
    this.node[slot] = node;
    this.payload[slot] = payload;
    if (kind === Pending.Deliver) this.queue.append(at, seq, slot);
    else this.queue.push(at, seq, slot);
    return slot;
  }

  release(slot: number): void {
    this.kind[slot] = Pending.Free;
    this.generation[slot]++;
    this.payload[slot] = undefined;
    this.#free.push(slot);
  }

  timerId(slot: number): number {
    return this.generation[slot] * SLOTS + slot;
  }

  cancel(id: number): void {
    const slot = id % SLOTS;
    if (this.kind[slot] === Pending.Timer && this.generation[slot] === Math.floor(id / SLOTS)) {
      this.kind[slot] = Pending.Cancelled;
    }
  }

  /** Slots of all deliveries under way. */
  *deliveries(): Generator<number> {
    for (let slot = 0; slot < this.#used; slot++)
      if (this.kind[slot] === Pending.Deliver) yield slot;
  }

  #grow(): void {
    const n = this.kind.length * 2;
    const wider = <A extends Uint8Array | Int32Array | Float64Array>(old: A): A => {
      const next = new (old.constructor as new (n: number) => A)(n);
      next.set(old);
      return next;
    };
    this.kind = wider(this.kind);
    this.node = wider(this.node);
    this.from = wider(this.from);
    this.envelope = wider(this.envelope);
    this.life = wider(this.life);
    this.cause = wider(this.cause);
    this.generation = wider(this.generation);
    for (let slot = n / 2; slot < n; slot++) this.label.push('');
  }

  /** Everything but the payloads, which are cloned together with the nodes that may share them. */
  save() {
    const n = this.#used;
    return {
      queue: this.queue.save(),
      used: n,
      free: [...this.#free],
      label: [...this.label],
      columns: COLUMNS.map((c) => this[c].slice(0, n)),
    };
  }

  restore(saved: ReturnType<PendingEvents['save']>, payload: unknown[]): void {
    this.queue.restore(saved.queue);
    while (this.kind.length < saved.used) this.#grow();
    COLUMNS.forEach((c, i) => this[c].set(saved.columns[i] as never));
    this.#used = saved.used;
    this.#free = [...saved.free];
    this.label = [...saved.label];
    this.payload = payload;
  }
}

const COLUMNS = ['kind', 'node', 'from', 'envelope', 'life', 'cause', 'generation'] as const;
