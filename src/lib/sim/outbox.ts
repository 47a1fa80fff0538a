import type { Kernel } from './kernel';
import type { HistoryEntry, Message, Out, TimerId } from './node';
import { observe } from './probes';
import type { Stream } from './random';
import type { Micros } from './time';
import { Rec } from './trace';

/** The kernel's side of `Out`. One object serves all nodes: the kernel says whose turn it is. */
export class Outbox implements Out {
  #node = 0;
  constructor(private readonly kernel: Kernel) {}

  for(node: number): this {
    this.#node = node;
    return this;
  }

  get now(): Micros {
    return this.kernel.now;
  }
  clock(): Micros {
    const { offset, ppm, skewedAt } = this.kernel.runtimes[this.#node];
    const { now } = this.kernel;
    return now + offset + Math.round((now - skewedAt) * (ppm / 1e6));
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
    tracer?.record(now, Rec.Part, this.#node, -1, `${part}: ${from} → ${to}`, -1, cause);
  }
  observe(probe: number, value: number): void {
    observe(this.kernel.probes[probe], value);
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
