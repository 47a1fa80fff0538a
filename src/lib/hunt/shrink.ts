import {
  formatIntervention,
  makeRecipe,
  InputError,
  type Act,
  type Micros,
  type Recipe,
  type Settings,
  type System,
} from '../sim';
import { baseOf, drawer, recipeWith, type Found, type Target } from './campaign';
import { ddmin } from './ddmin';
import type { Fault } from './plan';
import { trial, type Failure } from './trial';

/** A small recipe that breaks a property. */
export interface Counterexample {
  readonly recipe: Recipe;
  readonly property: string;
  readonly why: string;
  /** When it breaks, µs. */
  readonly at: Micros;
  /** The faults, one a line, as `parseIntervention` reads them. */
  readonly interventions: readonly string[];
}

/** Runs that shrinking may take. */
const MOST_RUNS = 400;
/** Seeds tried instead of the one found: small numbers are easier to say. */
const SMALL_SEEDS = 20;

interface Case {
  readonly settings: Settings;
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly until: Micros | null;
}

/** Rounder numbers for an act, the roundest first. */
function simplerActs(act: Act): Act[] {
  const rounder = (x: number, steps: number[]) => steps.filter((s) => s < x && s > 0);
  if (act.do === 'slow')
    return rounder(act.factor, [2, 5, 10, 20]).map((factor) => ({ ...act, factor }));
  if ('share' in act) return act.share < 1 ? [{ ...act, share: 1 }] : [];
  return [];
}

/** The same fault at a rounder time, for a rounder while, or more simply. */
function simpler(fault: Fault): Fault[] {
  const { from, to } = fault;
  const length = to - from;
  const grids = [5_000_000, 1_000_000, 500_000, 100_000];
  const down = (x: number, grid: number) => Math.floor(x / grid) * grid;
  const moved = grids
    .map((grid) => down(from, grid))
    .filter((start) => start < from)
    .map((start) => ({ ...fault, from: start, to: start + length }));
  const shorter = grids
    .map((grid) => down(length, grid))
    .filter((span) => span > 0 && span < length)
    .reverse()
    .map((span) => ({ ...fault, to: from + span }));
  const plainer = simplerActs(fault.begin[0]).map((act) => ({
    ...fault,
    begin: [act, ...fault.begin.slice(1)],
  }));
  return [...plainer, ...moved, ...shorter];
}

/** A failing case under hands: it only ever changes into a smaller one that breaks the same property. */
class Shrinking {
  #runs = 0;
  constructor(
    private readonly system: System,
    private readonly base: Recipe,
    /** What the hunted design has, where nothing was drawn. */
    private readonly plain: Settings,
    public best: Case,
    public failure: Failure,
  ) {}

  recipeOf(c: Case): Recipe {
    const { settings, until } = c;
    return recipeWith({ ...this.base, settings, until }, c.seed, c.faults);
  }

  /** Takes a change on when the run still breaks the property. */
  *take(change: Partial<Case>): Generator<undefined, boolean> {
    if (this.#runs >= MOST_RUNS) return false;
    this.#runs++;
    const next = { ...this.best, ...change };
    const failure = yield* trial(this.system, this.recipeOf(next));
    if (failure?.property !== this.failure.property) return false;
    this.best = next;
    this.failure = failure;
    return true;
  }

  /** An `always` is broken once and for all: the run may end there (at a tenth of a second), and nothing after it matters. */
  *stopEarlier(): Generator<undefined> {
    const { at, kind } = this.failure;
    if (kind !== 'always') return;
    const earliest = Math.max(100_000, Math.ceil(at / 100_000) * 100_000);
    const until = Math.min(earliest, this.best.until ?? Infinity);
    const faults = this.best.faults
      .filter((f) => f.from <= at)
      .map((f) => (f.to > at ? { ...f, end: [] } : f));
    yield* this.take({ until, faults });
  }

  *fewerFaults(): Generator<undefined> {
    yield* ddmin(this.best.faults, (faults) => this.take({ faults }));
  }

  /** False where faults name nodes that are there with other settings only. */
  isRecipe(settings: Settings): boolean {
    try {
      makeRecipe(this.system, this.recipeOf({ ...this.best, settings }));
      return true;
    } catch (error) {
      if (error instanceof InputError) return false;
      throw error;
    }
  }

  /** Settings that were drawn go back to what the design has, but those that the failure needs. */
  *plainerSettings(): Generator<undefined> {
    const { settings } = this.best;
    const drawn = Object.keys(settings).filter((k) => settings[k] !== this.plain[k]);
    yield* ddmin(drawn, (kept) => this.withDrawn(settings, kept));
  }

  *withDrawn(drawn: Settings, kept: readonly string[]): Generator<undefined, boolean> {
    const some = Object.fromEntries(kept.map((k) => [k, drawn[k]]));
    const settings = { ...this.plain, ...some };
    return this.isRecipe(settings) && (yield* this.take({ settings }));
  }

  *lessWork(): Generator<undefined> {
    for (const name of this.system.hunt?.shrinks ?? []) {
      const field = this.system.settings[name];
      if (field?.type !== 'integer') continue;
      let low = field.min;
      const withValue = (value: number) =>
        this.take({ settings: { ...this.best.settings, [name]: value } });
      if (yield* withValue(low)) continue;
      // What fails with a number mostly fails with a larger one: halving comes close to the smallest.
      for (;;) {
        const high = Number(this.best.settings[name]);
        const middle = Math.floor((low + high) / 2);
        if (middle <= low) break;
        if (!(yield* withValue(middle))) low = middle;
      }
    }
  }

  *simplerFaults(): Generator<undefined> {
    for (let i = 0; i < this.best.faults.length; i++) {
      for (const other of simpler(this.best.faults[i])) {
        yield* this.take({ faults: this.best.faults.with(i, other) });
      }
    }
  }

  *smallerSeed(): Generator<undefined> {
    const most = Math.min(this.best.seed - 1, SMALL_SEEDS);
    for (let seed = 1; seed <= most; seed++) if (yield* this.take({ seed })) return;
  }
}

/**
 * Makes the smallest recipe it can of a seed that was found to break a property: fewest faults and settings,
 * least work, roundest times, smallest seed, shortest run. Every step is run again, and kept only when the same property breaks.
 */
export function* shrink(target: Target, found: Found): Generator<undefined, Counterexample> {
  const { system } = target;
  const { base, faults } = drawer(target)(found.seed);
  const { settings, until } = base;
  const s = new Shrinking(
    system,
    base,
    baseOf(target).settings,
    { settings, seed: found.seed, faults, until },
    found.failure,
  );
  yield* s.stopEarlier();
  yield* s.plainerSettings();
  yield* s.fewerFaults();
  yield* s.lessWork();
  yield* s.smallerSeed();
  yield* s.simplerFaults();
  yield* s.fewerFaults();
  yield* s.plainerSettings();
  yield* s.lessWork();
  yield* s.stopEarlier();
  // Checked as any recipe is: it will be shown and shared.
  const recipe = makeRecipe(system, s.recipeOf(s.best));
  const { property, why, at } = s.failure;
  return { recipe, property, why, at, interventions: recipe.interventions.map(formatIntervention) };
}
