import {
  Run,
  scenarioOf,
  type Checkpoint,
  type Intervention,
  type Message,
  type Micros,
  type Recipe,
  type System,
} from '../../sim';
import type { Job, Outcome, Progress } from './job';

/** Events between two looks at the clock: well under a millisecond on a slow phone's share of a core. */
const STRIDE = 250;
/** Checkpoints of one run, evenly spaced; each holds a copy of the run's whole state. */
const CHECKPOINTS = 12;

/** A checkpoint, and the time up to which everything had happened. */
interface Kept {
  readonly to: Micros;
  readonly state: Checkpoint;
}

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
  #kept: Kept[] = [];
  readonly #every: Micros;
  #over = false;

  /** Starts from a checkpoint of `before` where that is the same run up to there. */
  constructor(
    readonly system: System,
    readonly job: Job,
    before: Work | null = null,
  ) {
    const captions = job.story === undefined ? [] : scenarioOf(system, job.story).captions;
    const point = before && this.#pointIn(before);
    this.#run = point
      ? Run.resume(job.recipe, before.#run, point.state)
      : new Run(system, job.recipe, { trace: job.trace, captions });
    if (point) this.#kept = before.#kept.filter((k) => k.to <= point.to);
    this.#every = spacing(system, job);
  }

  /** The last checkpoint before this job and that work part. */
  #pointIn(before: Work): Kept | null {
    const { trace, story, recipe } = this.job;
    if (trace !== before.job.trace || story !== before.job.story) return null;
    const parting = partingOf(before.job.recipe, recipe);
    return before.#kept.findLast((k) => k.to < parting) ?? null;
  }

  /** Events handled so far, those before a checkpoint included. */
  get events(): number {
    return this.#run.events;
  }

  /** Works for about `ms` of wall time. True when there is nothing left to do. */
  step(ms: number): boolean {
    const until = performance.now() + ms;
    const most = (this.job.trace === 'full' && this.job.mostEvents) || Infinity;
    while (!this.#over && performance.now() < until) {
      const run = this.#run;
      const before = run.events;
      const to = this.#nextPoint();
      if (run.advance(STRIDE, to) || run.events >= most) this.#over = true;
      else if (run.events - before < STRIDE && to !== Infinity)
        this.#kept.push({ to, state: run.save() });
    }
    return this.#over;
  }

  #nextPoint(): Micros {
    if (this.job.trace !== 'full') return Infinity;
    return (this.#kept.at(-1)?.to ?? 0) + this.#every;
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

  payload(envelope: number): Message | undefined {
    return this.#run.payload(envelope) as Message | undefined;
  }
}

/** Time between checkpoints: of a run whose end is open, by how far apart its samples are. */
function spacing(system: System, { recipe }: Job): Micros {
  const end = recipe.until ?? system.measures.sampleEvery(recipe.settings) * 500;
  return Math.max(1, Math.round(end / (CHECKPOINTS + 1)));
}
