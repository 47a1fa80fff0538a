import type { Micros, NodeRef } from '../../sim';

/** A message as the broker keeps it. */
export interface Stored {
  /** The publisher's id of it, and the one that the broker gave it when it took it. */
  readonly id: number;
  readonly brokerId: number;
  readonly key: number;
  readonly body: unknown;
  /** Deliveries so far. */
  attempts: number;
}

/** A message handed out and not acknowledged. */
export interface HandedOut {
  readonly receipt: number;
  readonly stored: Stored;
}

/** Who would take messages, as far as the broker has heard. */
export interface Consumers {
  /** Messages each would take; the one that has waited longest stands first. */
  credit: Map<NodeRef, number>;
  /** When each was heard of last, by the broker's own count of time. */
  heard: Map<NodeRef, Micros>;
}

/** How a topic keeps its messages: plain functions on plain data, which lies on the broker's disk. */
export interface Keeping<S> {
  open(partitions: number): S;
  accept(store: S, message: Stored): void;
  /** The next message for some consumer that would take one; `null` when there is none. Not yet handed out. */
  next(store: S, consumers: Consumers, now: Micros): { stored: Stored; consumer: NodeRef } | null;
  handOut(store: S, stored: Stored, receipt: number): void;
  /** Forgets a message that is handed out under this receipt: it is done. `null` under a receipt that is not (or no longer) valid. */
  settle(store: S, receipt: number): Stored | null;
  /** A message handed out under this receipt has waited too long: it may be handed out again. */
  release(store: S, receipt: number): void;
  handedOut(store: S): HandedOut[];
  /** All messages kept, in order; the store is left empty. */
  drain(store: S): Stored[];
  /** Messages kept: waiting and handed out. */
  held(store: S): number;
}
