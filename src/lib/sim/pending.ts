import type { TimerId } from './node';
import { EventQueue, SLOTS } from './queue';
import type { Micros } from './time';

/** Kinds of pending event. */
export const Pending = { Free: 0, Deliver: 1, Timer: 2, Cancelled: 3 } as const;

/** A delivery or a timer that is to come. One shape for both, since the kernel reads millions of them. */
export interface PendingEvent {
  kind: 0 | 1 | 2 | 3;
  node: number;
  /** Sender and envelope number of a delivery. */
  from: number;
  envelope: number;
  /** Life of the node at the time a timer was set: a crash begins a new one. */
  life: number;
  /** The trace record during which a timer was set. */
  cause: number;
  /** How often this slot was used before. */
  generation: number;
  /** A timer's name. */
  label: string;
  /** A message, or what a timer carries. */
  payload: unknown;
}

/**
 * The pending events in slots, with the queue that holds their order. Slots are used again, so memory follows the number
 * of pending events and not the length of the run.
 */
export class PendingEvents {
  readonly queue = new EventQueue();
  slots: PendingEvent[] = [];
  #free: number[] = [];

  #take(): number {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const fresh = { from: -1, envelope: -1, life: 0, cause: -1, generation: 0, label: '' };
    return this.slots.push({ kind: 0, node: 0, ...fresh, payload: undefined }) - 1;
  }

  addDelivery(
    at: Micros,
    seq: number,
    node: number,
    from: number,
    envelope: number,
    message: unknown,
  ): void {
    const slot = this.#take();
    const event = this.slots[slot];
    event.kind = Pending.Deliver;
    event.node = node;
    event.from = from;
    event.envelope = envelope;
    event.payload = message;
    this.queue.append(at, seq, slot);
  }

  addTimer(
    at: Micros,
    seq: number,
    node: number,
    label: string,
    data: unknown,
    life: number,
    cause: number,
  ): TimerId {
    const slot = this.#take();
    const event = this.slots[slot];
    event.kind = Pending.Timer;
    event.node = node;
    event.label = label;
    event.payload = data;
    event.life = life;
    event.cause = cause;
    this.queue.push(at, seq, slot);
    return event.generation * SLOTS + slot;
  }

  /** The timer's id in a slot, as `addTimer` returned it. */
  timerId(slot: number): TimerId {
    return this.slots[slot].generation * SLOTS + slot;
  }

  release(slot: number): void {
    const event = this.slots[slot];
    event.kind = Pending.Free;
    event.generation++;
    event.payload = undefined;
    this.#free.push(slot);
  }

  cancel(id: TimerId): void {
    const generation = Math.floor(id / SLOTS);
    const event = this.slots[id - generation * SLOTS];
    if (event?.kind === Pending.Timer && event.generation === generation)
      event.kind = Pending.Cancelled;
  }

  /** All deliveries under way. */
  deliveries(): PendingEvent[] {
    return this.slots.filter((e) => e.kind === Pending.Deliver);
  }

  /** Everything but the slots, which are cloned together with the nodes that may share their payloads. */
  save() {
    return { queue: this.queue.save(), free: [...this.#free] };
  }

  restore(saved: ReturnType<PendingEvents['save']>, slots: PendingEvent[]): void {
    this.queue.restore(saved.queue);
    this.#free = [...saved.free];
    this.slots = slots;
  }
}
