import type { Checkpoint, Micros, Run } from '../../sim';

/** So many are thinned out to half; each holds a copy of the run's whole state. */
const MOST = 24;
/** What checkpoints may cost, and when they are worth it. */
export interface Price {
  /** The most of a run's computing time that goes into them, from 0 to 1 and beyond. */
  readonly share: number;
  /** What is computed again in less than this needs no checkpoint nearer, wall ms. */
  readonly again: number;
}

const PRICE: Price = { share: 1 / 8, again: 50 };
/** Every checkpoint there can be, however fast the machine: what a test wants. */
export const AT_ANY_PRICE: Price = { share: Infinity, again: 0 };

/** A checkpoint, and the time up to which everything had happened. */
export interface Kept {
  readonly to: Micros;
  readonly state: Checkpoint;
}

/**
 * The checkpoints of one run, from which a changed one goes on: evenly spaced however long the run turns out to be, and
 * fewer where the state is large. Which there are changes no outcome.
 */
export class Checkpoints {
  #kept: readonly Kept[];
  #every: Micros;
  #next: Micros;
  /** Wall ms that went into them. */
  #cost = 0;
  /** Wall ms of computing up to the last one. */
  #worked = 0;

  /** @param every µs between two, to begin with */
  constructor(
    every: Micros,
    private readonly price = PRICE,
    kept: readonly Kept[] = [],
  ) {
    this.#kept = kept;
    this.#every = every;
    this.#next = (kept.at(-1)?.to ?? 0) + every;
  }

  /** When the run is to stop next for one. */
  get next(): Micros {
    return this.#next;
  }

  /** The last one before `parting`. */
  before(parting: Micros): Kept | undefined {
    return this.#kept.findLast((k) => k.to < parting);
  }

  /** Those up to `point`, for the run that goes on from there. */
  upTo(point: Kept): Checkpoints {
    return new Checkpoints(
      this.#every,
      this.price,
      this.#kept.filter((k) => k.to <= point.to),
    );
  }

  /** Everything up to `next` has happened: saves it where that is worth its price, after `worked` ms of computing. */
  reached(run: Run, worked: number): void {
    const to = this.#next;
    const { share, again } = this.price;
    if (this.#cost <= share * worked && worked - this.#worked >= again) {
      const began = performance.now();
      this.#worked = worked;
      this.#kept = [...this.#kept, { to, state: run.save() }];
      this.#cost += performance.now() - began;
    }
    if (this.#kept.length === MOST) {
      this.#kept = this.#kept.filter((_, i) => i % 2 === 1);
      this.#every *= 2;
    }
    this.#next = to + this.#every;
  }
}
