import {
  campaign,
  shrink,
  type Counterexample,
  type Found,
  type Target,
  type Seeds,
  type Tally,
} from '../../hunt';

/** Works on parts of one hunt: in a worker, or in slices on the page's own thread. One thing at a time. */
export interface Hunter {
  /** Tries seeds up to the first one that fails. */
  attempt(seeds: Seeds, onprogress: (tally: Tally) => void): Promise<Tally>;
  shrink(found: Found): Promise<Counterexample>;
  close(): void;
}

/** Wall ms between two reports of progress. */
const REPORT_EVERY = 100;

/** Steps through generators, some milliseconds at a time; between two slices everything else gets its turn. */
export class SlicedHunter implements Hunter {
  readonly #turn = new MessageChannel();
  #slice: (() => void) | null = null;
  #closed = false;

  constructor(
    private readonly target: Target,
    private readonly sliceMs = 5,
  ) {
    this.#turn.port1.onmessage = () => this.#slice?.();
  }

  attempt(seeds: Seeds, onprogress: (tally: Tally) => void): Promise<Tally> {
    let reported = performance.now();
    return this.#drive(campaign(this.target, seeds, true), (tally) => {
      if (!tally || performance.now() - reported < REPORT_EVERY) return;
      reported = performance.now();
      onprogress(tally);
    });
  }

  shrink(found: Found): Promise<Counterexample> {
    return this.#drive(shrink(this.target, found), () => {});
  }

  close(): void {
    this.#closed = true;
    this.#slice = null;
    this.#turn.port1.close();
  }

  #drive<Y, R>(steps: Generator<Y, R>, hear: (yielded: Y) => void): Promise<R> {
    return new Promise((resolve, reject) => {
      this.#slice = () => {
        try {
          for (const end = performance.now() + this.sliceMs; performance.now() < end;) {
            const step = steps.next();
            if (step.done) return resolve(step.value);
            hear(step.value);
          }
          if (!this.#closed) this.#turn.port2.postMessage(null);
        } catch (error) {
          reject(error as Error);
        }
      };
      this.#turn.port2.postMessage(null);
    });
  }
}
