import { Fate, SECOND, upperBound, type Micros, type RunResult } from '../../sim';
import type { Scene } from './types';

/** How long a message is seen to travel at a moment, wall seconds. */
export const SEEN = 1;
/** So many messages before and after a moment are looked at. */
const AROUND = 48;

const median = (some: number[]): number => some.sort((a, b) => a - b)[some.length >> 1] ?? 0;

/** Says how long the messages around a moment are under way. */
export class Flights {
  readonly #index: ReadonlyMap<string, number>;
  /** Of the links, where there are no messages to look at. */
  readonly #usual: Micros;
  /** Messages that take longer have waited at a paused node, or were held up by a fault: they say nothing about speed. */
  readonly #longest: Micros;

  constructor(
    private readonly run: RunResult,
    { topology }: Scene,
  ) {
    this.#index = new Map(topology.nodes.map((n, i) => [n.id, i]));
    const latencies = topology.links.map((l) => l.latency + (l.jitter ?? 0));
    const usual = median(latencies);
    this.#usual = usual > 0 ? usual : Math.max(1, (run.virtualMs * 1000) / 60);
    this.#longest = latencies.reduce((a, b) => Math.max(a, b), this.#usual) * 4;
  }

  /** The median time that a message from or to one of the nodes `about` (any, where there are none) takes at `at`, µs. */
  at(at: Micros, about: readonly string[]): Micros {
    const { trace } = this.run;
    if (!trace) return this.#usual;
    const here = upperBound(trace.sent, at);
    const nodes = new Set(about.map((id) => this.#index.get(id)));
    const all: number[] = [];
    const own: number[] = [];
    const last = Math.min(trace.sent.length, here + AROUND);
    for (let e = Math.max(0, here - AROUND); e < last; e++) {
      const took = trace.ended[e] - trace.sent[e];
      if (trace.fate[e] !== Fate.Delivered || took <= 0 || took > this.#longest) continue;
      all.push(took);
      if (nodes.has(trace.from[e]) || nodes.has(trace.to[e])) own.push(took);
    }
    return median(own) || median(all) || this.#usual;
  }

  /** The speed at which those messages are seen to travel, simulated seconds a second. */
  speedAt(at: Micros, about: readonly string[]): number {
    return this.at(at, about) / SEEN / SECOND;
  }
}
