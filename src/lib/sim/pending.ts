import type { TimerId } from './node';
import { Lane } from './lane';
import { EventQueue, SLOTS } from './queue';
import type { Micros } from './time';

/** Kinds of pending event. */
export const Pending = { Free: 0, Deliver: 1, Timer: 2, Cancelled: 3 } as const;

/** A delivery or a timer that is to come. One shape for both: what the kernel reads often has one hidden class. */
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

/** A message under way, for what is done to messages by hand. */
export interface Flight {
  readonly from: number;
  readonly to: number;
  readonly envelope: number;
  readonly message: unknown;
  /** Takes it out of what is to come. */
  lose(): void;
}

/**
 * The pending events: messages in a lane, timers and messages that overtake others in slots beneath a heap. Both are
 * used again, so memory follows the number of pending events and not the length of the run.
 */
export class PendingEvents {
  readonly heap = new EventQueue();
  readonly lane = new Lane();
  slots: PendingEvent[] = [];
  #free: number[] = [];

  get size(): number {
    return this.heap.size + this.lane.length;
  }

  /** When the earliest event is due, in µs; Infinity when none is pending. */
  get nextAt(): Micros {
    const heap = this.heap.nextAt;
    const lane = this.lane.nextAt;
    return heap < lane ? heap : lane;
  }

  #take(): number {
    const free = this.#free.pop();
    return free ?? this.slots.push(emptySlot()) - 1;
  }

  addDelivery(
    at: Micros,
    seq: number,
    node: number,
    from: number,
    envelope: number,
    message: unknown,
  ): void {
    if (this.lane.add(at, seq, node, from, envelope, message)) return;
    const slot = this.#take();
    fillDelivery(this.slots[slot], node, from, envelope, message);
    this.heap.push(at, seq, slot);
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
    this.heap.push(at, seq, slot);
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

  /** All messages under way, in the order in which they were sent: where each is kept may differ after a resume. */
  flights(): Flight[] {
    const { lane } = this;
    const ordered = lane.all().map(({ place, from, to, envelope, message }) => ({
      from,
      to,
      envelope,
      message,
      lose: () => lane.lose(place),
    }));
    const others = this.slots
      .filter((event) => event.kind === Pending.Deliver)
      .map((event) => ({
        from: event.from,
        to: event.node,
        envelope: event.envelope,
        message: event.payload,
        lose: () => void (event.kind = Pending.Cancelled),
      }));
    return [...ordered, ...others].sort((a, b) => a.envelope - b.envelope);
  }

  /** The deliveries and timers that are to come to a node, the first due first; timers of an earlier life are among them. */
  dueAt(node: number): { readonly at: Micros; readonly event: PendingEvent }[] {
    const { at, key } = this.heap.save();
    const slots = [...key].map((k, i) => ({
      at: at[i],
      seq: Math.floor(k / SLOTS),
      event: this.slots[k % SLOTS],
    }));
    const flights = this.lane.all().map(({ at, seq, from, to, envelope, message }) => {
      const event = emptySlot();
      fillDelivery(event, to, from, envelope, message);
      return { at, seq, event };
    });
    return [...slots, ...flights]
      .filter(({ event }) => event.node === node && event.kind !== Pending.Cancelled)
      .sort((a, b) => a.at - b.at || a.seq - b.seq);
  }

  /**
   * Everything pending, each in its place: what goes on from here gives the same timers the same ids. The payloads may be
   * shared with the nodes' data: who keeps this clones both together.
   */
  save() {
    const { lane, heap, slots } = this;
    return { queue: heap.save(), free: [...this.#free], slots: [...slots], lane: lane.save() };
  }

  restore({ queue, free, slots, lane }: ReturnType<PendingEvents['save']>): void {
    this.lane.restore(lane);
    this.heap.restore(queue);
    this.#free = [...free];
    this.slots = slots;
  }
}

const emptySlot = (): PendingEvent => ({
  kind: Pending.Free,
  node: 0,
  from: -1,
  envelope: -1,
  life: 0,
  cause: -1,
  generation: 0,
  label: '',
  payload: undefined,
});

function fillDelivery(
  event: PendingEvent,
  node: number,
  from: number,
  envelope: number,
  message: unknown,
): void {
  event.kind = Pending.Deliver;
  event.node = node;
  event.from = from;
  event.envelope = envelope;
  event.payload = message;
}
