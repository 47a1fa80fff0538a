import type { Kernel } from './kernel';
import { isCut } from './network';
import type { NodeState } from './node';
import type { Probe } from './probes';
import type { Settings } from './settings';
import type { World } from './system';
import type { Micros } from './time';
import type { TimedHistoryEntry } from './trace';

/**
 * The kernel seen from outside. A class, so that the worlds of all runs have one shape: code that reads them was
 * compiled anew for each run when they were literals with getters, and a hunt makes thousands.
 */
export class KernelWorld implements World {
  readonly #kernel: Kernel;
  readonly #probeIndex: ReadonlyMap<string, number>;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#probeIndex = new Map(kernel.system.probes.map((p, i) => [p.id, i]));
  }

  get now(): Micros {
    return this.#kernel.now;
  }
  get settings(): Settings {
    return this.#kernel.settings;
  }
  get nodes(): readonly NodeState[] {
    return this.#kernel.nodes;
  }
  get calm(): boolean {
    return this.#kernel.rules.length === 0;
  }
  get history(): readonly TimedHistoryEntry[] | null {
    return this.#kernel.tracer?.history ?? null;
  }
  node(id: string): NodeState {
    return this.#kernel.nodes[this.#kernel.indexOf(id)];
  }
  probe(id: string): Probe {
    return this.#kernel.probes[this.#probeIndex.get(id) ?? -1];
  }
  noted(id: string): unknown {
    return this.#kernel.monitors.stateOf(id);
  }
  reaches(from: number, to: number): boolean {
    const { rules } = this.#kernel;
    return rules.length === 0 || !isCut(rules, from, to);
  }
}
