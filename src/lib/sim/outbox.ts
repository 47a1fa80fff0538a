import type { ErasedOut } from './erased';
import type { Message } from './machine';
import type { HistoryEntry, TimerId } from './node';
import { observe, type Probe } from './probes';
import type { Stream } from './random';
import type { Runtime } from './runtime';
import type { Micros } from './time';
import { Rec } from './trace';
import type { Tracer } from './tracer';

/** What the kernel performs for its nodes. */
interface Performer {
  readonly now: Micros;
  readonly keepsTime: boolean;
  readonly cause: number;
  readonly runtimes: readonly Runtime[];
  readonly probes: readonly Probe[];
  readonly tracer: Tracer | null;
  send(from: number, to: number, message: Message): void;
  timer(node: number, delay: Micros, name: string, data: unknown): TimerId;
  cancel(node: number, timer: TimerId): void;
  stream(name: string): Stream;
  become(node: number, event: string): void;
  checkPart(node: number, state: string): void;
  probe(id: string): Probe;
  done(node: number): void;
}

/** The kernel's side of `Out`. One object serves all nodes: the kernel says whose turn it is. */
export class Outbox implements ErasedOut {
  #node = 0;
  constructor(private readonly kernel: Performer) {}

  for(node: number): this {
    this.#node = node;
    return this;
  }

  get now(): Micros {
    return this.kernel.now;
  }
  clock(): Micros {
    const { now, keepsTime } = this.kernel;
    if (keepsTime) return now;
    const { offset, ppm, skewedAt } = this.kernel.runtimes[this.#node];
    return now + offset + Math.round((now - skewedAt) * (ppm / 1e6));
  }
  monotonic(): Micros {
    const { now, keepsTime } = this.kernel;
    if (keepsTime) return now;
    const { ppm, skewedAt, drifted } = this.kernel.runtimes[this.#node];
    return now + drifted + Math.round((now - skewedAt) * (ppm / 1e6));
  }
  send(to: number, message: Message): void {
    this.kernel.send(this.#node, to, message);
  }
  after(delay: Micros, name: string, data?: unknown): TimerId {
    return this.kernel.timer(this.#node, delay, name, data);
  }
  work(duration: Micros, name: string, data?: unknown): TimerId {
    return this.kernel.timer(
      this.#node,
      duration * this.kernel.runtimes[this.#node].slow,
      name,
      data,
    );
  }
  cancel(timer: TimerId): void {
    this.kernel.cancel(this.#node, timer);
  }
  stream(name: string): Stream {
    return this.kernel.stream(name);
  }
  become(event: string): void {
    this.kernel.become(this.#node, event);
  }
  part(part: string, from: string, to: string): void {
    const { tracer, now, cause } = this.kernel;
    if (tracer) this.kernel.checkPart(this.#node, to);
    tracer?.part(now, this.#node, part, from, to, cause);
  }
  observe(probe: number | string, value: number): void {
    observe(
      typeof probe === 'number' ? this.kernel.probes[probe] : this.kernel.probe(probe),
      value,
    );
  }
  instant(): Micros {
    return this.kernel.now;
  }
  observeSince(probe: string, since: Micros): void {
    observe(this.kernel.probe(probe), this.kernel.now - since);
  }
  event(name: string, data: unknown): void {
    const { tracer, now, cause } = this.kernel;
    tracer?.event(now, this.#node, name, data, cause);
  }
  gauge(name: string, value: number): void {
    this.kernel.tracer?.gauge(this.kernel.now, this.#node, name, value);
  }
  note(text: string): void {
    const { tracer, now, cause } = this.kernel;
    tracer?.record(now, Rec.Note, this.#node, -1, text, -1, cause);
  }
  history(entry: HistoryEntry): void {
    const { process, type, f, key, value } = entry;
    this.kernel.tracer?.history.push({ process, type, f, key, value, time: this.kernel.now });
  }
  done(): void {
    this.kernel.done(this.#node);
  }
}
