import {
  Run,
  scenarioOf,
  type Intervention,
  type Message,
  type Micros,
  type Recipe,
  type System,
} from '../../sim';
import { Checkpoints, type Kept, type Price } from './checkpoints';
import type { Job, Outcome, Progress } from './job';
import { Scout, type Look, type Looked } from './scout';

/** Events between two looks at the clock: well under a millisecond on a slow phone's share of a core. */
const STRIDE = 250;
/** Checkpoints of a run whose end is known. */
const CHECKPOINTS = 8;

/** The earliest time at which two recipes part; −1 when they are of different runs altogether. */
export function partingOf(a: Recipe, b: Recipe): Micros {
  const same = (x: unknown, y: unknown) => JSON.stringify(x) === JSON.stringify(y);
  const [head, tail] = [a, b].map(({ system, seed, settings }) => ({ system, seed, settings }));
  if (!same(head, tail)) return -1;
  let parting = Infinity;
  if (a.until !== b.until) {
    // A run until its work is done may have ended on the way; one with a fixed end has not, before that end.
    if (a.until === null || b.until === null) return -1;
    parting = Math.min(a.until, b.until);
  }
  const most = Math.max(a.interventions.length, b.interventions.length);
  for (let i = 0; i < most; i++) {
    const pair: (Intervention | undefined)[] = [a.interventions[i], b.interventions[i]];
    if (same(pair[0], pair[1])) continue;
    return Math.min(parting, ...pair.map((act) => act?.at ?? Infinity));
  }
  return parting;
}

/** One job in the making: advanced a few milliseconds at a time, wherever there is time. */
export class Work {
  #run: Run;
  readonly #checkpoints: Checkpoints;
  /** Wall ms of computing so far. */
  #worked = 0;
  #over = false;
  #scout: Scout | null = null;

  /**
   * Starts from a checkpoint of `before` where that is the same run up to there.
   * @param price of the checkpoints; theirs by default
   */
  constructor(
    readonly system: System,
    readonly job: Job,
    before: Work | null = null,
    price?: Price,
  ) {
    const captions = job.story === undefined ? [] : scenarioOf(system, job.story).captions;
    const point = before && this.#pointIn(before);
    this.#run = point
      ? Run.resume(job.recipe, before.#run, point.state)
      : new Run(system, job.recipe, { trace: job.trace, captions });
    this.#checkpoints = point
      ? before.#checkpoints.upTo(point)
      : new Checkpoints(spacing(system, job), price);
  }

  /** The last checkpoint before this job and that work part. */
  #pointIn(before: Work): Kept | undefined {
    const { trace, story, recipe } = this.job;
    if (trace !== before.job.trace || story !== before.job.story) return undefined;
    return before.#checkpoints.before(partingOf(before.job.recipe, recipe));
  }

  /** Events handled so far, those before a checkpoint included. */
  get events(): number {
    return this.#run.events;
  }

  /** Whether all up to `t` is computed. */
  isBeyond(t: Micros): boolean {
    return this.#run.now > t;
  }

  /** Works for about `ms` of wall time. True when there is nothing left to do. */
  step(ms: number): boolean {
    const began = performance.now();
    const isFull = this.job.trace === 'full';
    const most = (isFull && this.job.mostEvents) || Infinity;
    let now = began;
    while (!this.#over && now < began + ms) {
      const run = this.#run;
      const before = run.events;
      const to = isFull ? this.#checkpoints.next : Infinity;
      if (run.advance(STRIDE, to) || run.events >= most) this.#over = true;
      else if (run.events - before < STRIDE && to !== Infinity)
        this.#checkpoints.reached(run, this.#worked + now - began);
      now = performance.now();
    }
    this.#worked += now - began;
    return this.#over;
  }

  progress(): Progress {
    const result = this.#run.result({ trace: false });
    const { recipe, virtualMs, metrics } = result;
    const asked = Number(recipe.settings.requests);
    const fraction =
      recipe.until === null ? metrics.requests / asked : (virtualMs * 1000) / recipe.until;
    return { fraction: Math.min(1, fraction), result };
  }

  outcome(): Outcome {
    return { result: this.#run.result(), complete: this.#run.finished };
  }

  /** What a node knows at any moment, up to where this job has come or beyond. */
  look(look: Look): Looked {
    this.#scout ??= new Scout(this.#run, this.#checkpoints);
    return this.#scout.look(look);
  }

  /** Makes the looks to come quick, for about `ms` of wall time. True when there is nothing left to do. */
  prepareLooks(ms: number): boolean {
    return this.#scout?.walk(ms) ?? true;
  }

  payload(envelope: number): Message | undefined {
    return this.#run.payload(envelope) as Message | undefined;
  }
}

/** Time between checkpoints: of a run whose end is open, by how far apart its samples are. */
function spacing(system: System, { recipe }: Job): Micros {
  const end = recipe.until ?? system.measures.sampleEvery(recipe.settings) * 500;
  return Math.max(1, Math.round(end / (CHECKPOINTS + 1)));
}
