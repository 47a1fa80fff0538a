import type { System } from '../../sim';
import type { Job } from './job';
import { Work } from './work';

/** So long after the last answer nobody seems to want anything, wall ms. */
const QUIET = 150;
/** Computing that goes into it in all, wall ms: about what an engine watches before it compiles in earnest. */
const ENOUGH = 900;
/** At a time, wall ms: whoever comes in between waits no longer. */
const SLICE = 8;

/**
 * Runs a job again while a worker has nothing to do, and throws the outcome away: the reader's first change then meets
 * compiled code, and is there in half the time.
 */
export class WarmUp {
  #left = ENOUGH;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly system: System) {}

  /** Begins after a while, with what was just computed. */
  after(job: Job): void {
    this.stop();
    if (this.#left > 0 && job.trace === 'full') this.#soon(() => this.#run(job), QUIET);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(job: Job, work = new Work(this.system, job)): void {
    const began = performance.now();
    const isOver = work.step(SLICE);
    if (isOver) work.outcome();
    this.#left -= performance.now() - began;
    if (this.#left > 0) this.#soon(() => this.#run(job, isOver ? undefined : work), 0);
  }

  #soon(then: () => void, ms: number): void {
    this.#timer = setTimeout(then, ms);
  }
}
