import type { Message, System } from '../../sim';
import { Cancelled, type Job, type Outcome, type Session, type Watcher } from './job';
import { Outcomes } from './by-hand';
import { readRun } from './reading';
import type { Look, Looked } from './scout';
import { Work } from './work';

/** Wall ms between two reports of progress. */
const REPORT_EVERY = 100;
/** A run that is over in so many wall ms is not looked at before. */
const LOOK_AFTER = 12;
/** Wall ms at a time of what is done ahead: whoever comes in between waits no longer. */
const PREPARE = 8;

interface Current {
  readonly work: Work;
  readonly watcher: Watcher;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
  reported: number;
  /** Whether the first look was had, or is not wanted. */
  looked: boolean;
}

/**
 * The same work in slices of `sliceMs`, between which whatever else has to be done gets its turn. On the page that keeps
 * input and frames going; in a worker it lets a cancel in.
 */
export class SlicedSession implements Session {
  #current: Current | null = null;
  #last: Work | null = null;
  /** What runs came to, to tell what was done to one by. */
  readonly #outcomes = new Outcomes();
  #closed = false;
  readonly #turn = new MessageChannel();
  #asked = false;
  #preparing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly system: System,
    private readonly sliceMs = 8,
    /** A full trace is cut off after so many events: to hand it over is one bit of work, which grows with it. */
    private readonly mostEvents = Infinity,
  ) {
    this.#turn.port1.onmessage = () => {
      this.#asked = false;
      this.#slice();
    };
  }

  run(job: Job, watcher: Watcher = {}): Promise<Outcome> {
    this.cancel();
    return new Promise((resolve, reject) => {
      try {
        const mostEvents = Math.min(this.mostEvents, job.mostEvents ?? Infinity);
        const work = new Work(this.system, { ...job, mostEvents }, this.#last);
        const looked = job.soon === undefined || !watcher.onlook;
        const reported = performance.now();
        this.#current = { work, watcher, resolve, reject, reported, looked };
        this.#ask();
      } catch (error) {
        reject(error as Error);
      }
    });
  }

  cancel(): void {
    this.#current?.reject(new Cancelled());
    this.#current = null;
  }

  inspect(envelope: number): Promise<Message | undefined> {
    return Promise.resolve(this.#last?.payload(envelope));
  }

  look(look: Look): Promise<Looked | undefined> {
    const last = this.#last;
    this.#prepare();
    return new Promise((resolve) => resolve(last?.look(look)));
  }

  /** Once a node was looked into, more looks will come: what makes them quick is done while there is nothing else to do. */
  #prepare(): void {
    clearTimeout(this.#preparing);
    this.#preparing = setTimeout(() => {
      const isBusy = this.#current !== null || this.#closed;
      if (!isBusy && this.#last?.prepareLooks(PREPARE) === false) this.#prepare();
    }, 0);
  }

  close(): void {
    this.cancel();
    this.#closed = true;
    clearTimeout(this.#preparing);
    this.#turn.port1.close();
  }

  #ask(): void {
    if (this.#asked || this.#closed) return;
    this.#asked = true;
    this.#turn.port2.postMessage(null);
  }

  #slice(): void {
    const current = this.#current;
    if (!current) return;
    const { work, looked } = current;
    try {
      if (work.step(looked ? this.sliceMs : Math.min(this.sliceMs, LOOK_AFTER))) {
        void this.#finish(current).catch((error: unknown) => this.#fail(current, error));
      } else if (!looked && work.isBeyond(work.job.soon!)) {
        current.looked = true;
        void this.#look(current).catch((error: unknown) => this.#fail(current, error));
      } else {
        this.#report(current);
        this.#ask();
      }
    } catch (error) {
      this.#fail(current, error);
    }
  }

  #fail(current: Current, error: unknown): void {
    if (this.#current === current) this.#current = null;
    current.reject(error);
  }

  #report(current: Current): void {
    const now = performance.now();
    if (!current.watcher.onprogress || now - current.reported < REPORT_EVERY) return;
    current.reported = now;
    current.watcher.onprogress(current.work.progress());
  }

  async #look(current: Current): Promise<void> {
    const outcome = await this.#read(current, false);
    if (this.#current !== current) return;
    current.watcher.onlook!(outcome);
    this.#ask();
  }

  async #finish(current: Current): Promise<void> {
    const outcome = await this.#read(current, true);
    if (this.#current !== current) return;
    this.#current = null;
    current.resolve(outcome);
  }

  /** What the work came to so far; from now on it is the last, whose messages can be inspected. */
  async #read({ work }: Current, isOver: boolean): Promise<Outcome> {
    const outcome = work.outcome();
    if (!outcome.result.trace) return outcome;
    this.#last = work;
    const payload = (envelope: number) => work.payload(envelope);
    const { result } = outcome;
    if (isOver && outcome.complete) this.#outcomes.keep(result);
    const { job } = work;
    const reading = await readRun(
      this.system,
      job,
      result,
      this.sliceMs,
      isOver,
      payload,
      outcome.complete ? this.#outcomes : undefined,
    );
    return { ...outcome, reading };
  }
}
