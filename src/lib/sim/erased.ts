import type { NodeRef, NodeState } from './kind';
import type { Message, ModeMachine, PartMachine } from './machine';
import type { HistoryEntry, Operation, TimerId } from './node';
import type { Stream } from './random';
import type { Micros } from './time';

/** The contract as the kernel calls it, its types left open. */
export interface ErasedOut {
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

type MessageHandler = {
  handle(node: NodeState, message: Message, from: NodeRef, out: ErasedOut): void;
}['handle'];
type TimerHandler = {
  handle(node: NodeState, name: string, data: unknown, out: ErasedOut): void;
}['handle'];

export interface ErasedHandlers {
  message?: MessageHandler | 'ignores';
  timer?: TimerHandler | 'ignores';
  operate?(node: NodeState, operation: string, argument: string, out: ErasedOut): void;
}

export interface ErasedBehaviour {
  readonly kind: string;
  readonly machine: ModeMachine;
  volatile?(node: { index: number; id: string; options: unknown; durable: unknown }): unknown;
  readonly diskless?: true;
  durable(node: { index: number; id: string; options: unknown }): unknown;
  start?(node: NodeState, out: ErasedOut, again: boolean): void;
  reconfigure?(node: NodeState, out: ErasedOut): void;
  readonly roles: Record<string, ErasedHandlers | 'ignores'>;
  readonly readsCorrupted?: true;
  readonly operations?: readonly Operation[];
  readonly parts?: PartMachine;
}
