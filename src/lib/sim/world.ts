import { isCut, type Rule } from './network';
import { timeOf } from './instant';
import type { Instant, NodeRef, NodeState } from './kind';
import type { Probe } from './probes';
import type { Settings } from './settings';
import type { World } from './system';
import type { Micros } from './time';
import type { TimedHistoryEntry } from './trace';
import type { Tracer } from './tracer';

/** What of the kernel can be seen from outside. */
interface Observed {
  readonly now: Micros;
  readonly settings: Settings;
  readonly nodes: readonly NodeState[];
  readonly at: World['at'];
  readonly rules: readonly Rule[];
  readonly tracer: Tracer | null;
  readonly monitors: { readonly observed: unknown; stateOf(property: string): unknown };
  indexOf(id: string): number;
  probe(id: string): Probe;
}

/**
 * The kernel seen from outside. A class, so that the worlds of all runs have one shape: code that reads them was
 * compiled anew for each run when they were literals with getters, and a hunt makes thousands.
 */
export class KernelWorld implements World {
  readonly #kernel: Observed;

  constructor(kernel: Observed) {
    this.#kernel = kernel;
  }

  get now(): Micros {
    return this.#kernel.now;
  }
  since(instant: Instant): Micros {
    return this.#kernel.now - timeOf(instant);
  }
  get settings(): Settings {
    return this.#kernel.settings;
  }
  get nodes(): readonly NodeState[] {
    return this.#kernel.nodes;
  }
  get at(): World['at'] {
    return this.#kernel.at;
  }
  get observed(): unknown {
    return this.#kernel.monitors.observed;
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
    return this.#kernel.probe(id);
  }
  /** The kernel numbers a part's nodes one after the other; whoever asks knows the part by what was sent. */
  as(_part: string, node: NodeRef): never {
    return this.#kernel.nodes[node] as never;
  }
  noted(id: string): unknown {
    return this.#kernel.monitors.stateOf(id);
  }
  reaches(from: number, to: number): boolean {
    const { rules } = this.#kernel;
    return rules.length === 0 || !isCut(rules, from, to);
  }
}
