import type { NodeRef, NodeState } from './kind';
import type { Message, ModeMachine, PartMachine } from './machine';
import type { HistoryEntry, Operation, TimerId } from './node';
import type { Stream } from './random';
import type { Property, World } from './system';
import type { Micros } from './time';

/** The contract of systems that are not yet declared by `defineSystem`. */
export interface LooseOut {
  readonly now: Micros;
  clock(): Micros;
  monotonic(): Micros;
  send(to: number, message: Message): void;
  after(delay: Micros, name: string, data?: unknown): TimerId;
  work(duration: Micros, name: string, data?: unknown): TimerId;
  cancel(timer: TimerId): void;
  stream(name: string): Stream;
  become(event: string): void;
  part(part: string, from: string, to: string): void;
  observe(probe: number | string, value: number): void;
  instant(): Micros;
  observeSince(probe: string, since: Micros): void;
  event(name: string, data: unknown): void;
  gauge(name: string, value: number): void;
  note(text: string): void;
  history(entry: HistoryEntry): void;
  done(): void;
}

type MessageHandler<V, D, O> = {
  handle(node: NodeState<V, D, O>, message: Message, from: NodeRef, out: LooseOut): void;
}['handle'];
type TimerHandler<V, D, O> = {
  handle(node: NodeState<V, D, O>, name: string, data: unknown, out: LooseOut): void;
}['handle'];

export interface LooseHandlers<V, D, O> {
  message?: MessageHandler<V, D, O>;
  timer?: TimerHandler<V, D, O>;
  operate?(node: NodeState<V, D, O>, operation: string, argument: string, out: LooseOut): void;
}

export interface LooseBehaviour<V = unknown, D = unknown, O = unknown> {
  readonly kind: string;
  readonly machine: ModeMachine;
  volatile(node: { index: number; id: string; options: O; durable: D }): V;
  readonly diskless?: true;
  durable(node: { index: number; id: string; options: O }): D;
  start?(node: NodeState<V, D, O>, out: LooseOut, again: boolean): void;
  reconfigure?(node: NodeState<V, D, O>, out: LooseOut): void;
  readonly roles: Record<string, LooseHandlers<V, D, O>>;
  readonly readsCorrupted?: true;
  readonly operations?: readonly Operation[];
  readonly parts?: PartMachine<O>;
}

export type LooseProperty<S = unknown> = Property<World, S, string>;
