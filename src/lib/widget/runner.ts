import type { Micros, Recipe, RunResult } from '../sim';
import { Cancelled, type Job, type Outcome, type Progress, type Session } from './session/job';

/** Who wants to hear how the computing goes. */
export interface Listener {
  tracing(progress: Progress): void;
  /** The trace up to what is looked at; the whole of it follows. */
  looked(outcome: Outcome): void;
  traced(outcome: Outcome): void;
  counting(progress: Progress): void;
  counted(result: RunResult): void;
  failed(error: unknown): void;
  idle(): void;
}

interface Wanted {
  readonly recipe: Recipe;
  readonly story?: string;
}

interface Traced extends Wanted {
  /** The moment that is looked at. */
  readonly soon: Micros;
}

interface Count extends Wanted {
  readonly resolve: (result: RunResult) => void;
  readonly reject: (error: unknown) => void;
}

/** A trace of more events than this would not fit beside other things in a page's memory. */
const MOST_TRACED = 400_000;

/**
 * Decides what is computed next: a whole run in numbers when somebody waits for one, else the trace of the present
 * recipe. One at a time; what nobody wants any more is given up.
 */
export class Runner {
  #session: Session | null = null;
  #trace: Traced | null = null;
  #count: Count | null = null;
  #now: 'trace' | 'count' | null = null;
  #asked = false;
  #held = false;

  constructor(private readonly listener: Listener) {}

  open(session: Session): void {
    this.#session = session;
    this.#ask();
  }

  get session(): Session | null {
    return this.#session;
  }

  /** The trace that the stage is to show; the one under way is given up. */
  trace(wanted: Traced): void {
    this.#trace = wanted;
    if (this.#now === 'trace') this.#session?.cancel();
    this.#ask();
  }

  /** The whole run, in numbers. Goes first: somebody waits for it. */
  count(wanted: Wanted): Promise<RunResult> {
    this.stopCount();
    return new Promise((resolve, reject) => {
      this.#count = { ...wanted, resolve, reject };
      if (this.#now === 'trace') this.#session?.cancel();
      this.#ask();
    });
  }

  stopCount(): void {
    this.#count?.reject(new Cancelled());
    this.#count = null;
    if (this.#now === 'count') this.#session?.cancel();
  }

  /** Out of sight, no trace is begun. */
  set held(held: boolean) {
    this.#held = held;
    if (!held) this.#ask();
  }

  close(): void {
    this.stopCount();
    this.#trace = null;
    this.#session?.close();
    this.#session = null;
  }

  /** Looks for work after the caller is done, who may ask for more than one thing. */
  #ask(): void {
    if (this.#asked || this.#now !== null || !this.#session) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      void this.#next();
    });
  }

  async #next(): Promise<void> {
    if (this.#now !== null) return;
    if (this.#count) await this.#doCount(this.#count);
    else if (this.#trace && !this.#held) await this.#doTrace(this.#trace);
    else return this.listener.idle();
    this.#now = null;
    this.#ask();
  }

  async #doTrace(wanted: Traced): Promise<void> {
    this.#now = 'trace';
    const job: Job = { ...wanted, trace: 'full', mostEvents: MOST_TRACED };
    try {
      const outcome = await this.#session!.run(job, {
        onprogress: (progress) => {
          if (this.#trace === wanted) this.listener.tracing(progress);
        },
        onlook: (outcome) => {
          if (this.#trace === wanted) this.listener.looked(outcome);
        },
      });
      if (this.#trace !== wanted) return;
      this.#trace = null;
      this.listener.traced(outcome);
    } catch (error) {
      // Given up for a count, it is still wanted.
      if (error instanceof Cancelled || this.#trace !== wanted) return;
      this.#trace = null;
      this.listener.failed(error);
    }
  }

  async #doCount(count: Count): Promise<void> {
    this.#now = 'count';
    const { recipe, story } = count;
    try {
      const job: Job = { recipe, story, trace: 'metrics' };
      const { result } = await this.#session!.run(job, {
        onprogress: (progress) => this.listener.counting(progress),
      });
      if (this.#count !== count) return;
      this.#count = null;
      this.listener.counted(result);
      count.resolve(result);
    } catch (error) {
      if (this.#count !== count) return;
      this.#count = null;
      this.listener.failed(error);
      count.reject(error);
    }
  }
}
