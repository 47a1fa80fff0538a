import {
  makeRecipe,
  InputError,
  parseDuration,
  type Micros,
  type Recipe,
  type Settings,
  type SettingValue,
  type System,
} from '../sim';
import { interventionsOf, planFaults, type Fault, type FaultSpace } from './plan';
import { trial, type Failure } from './trial';
import { knobsOf, varied, type Knob } from './vary';

/** What is hunted. */
export interface Target {
  readonly system: System;
  /** The design: settings on top of the defaults. What bounds a run (`hunt.settings`) goes over them. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** A planted bug's id; its settings go over those. */
  readonly bug?: string;
  /** Go over everything. */
  readonly set?: Readonly<Record<string, unknown>>;
}

/** Which seeds are tried: `seeds` of them from `firstSeed` on, of which shard i of n takes each n-th. */
export interface Seeds {
  readonly seeds: number;
  readonly firstSeed: number;
  /** i from 1 to n. */
  readonly shard?: { readonly i: number; readonly n: number };
}

/** A seed whose run broke a property. */
export interface Found {
  readonly seed: number;
  readonly failure: Failure;
}

export interface Tally {
  readonly tried: number;
  readonly failed: number;
  /** Of the smallest seed that failed. */
  readonly first: Found | null;
}

/** A run of a system that never ends by itself, and says nothing about hunts. */
const DEFAULT_UNTIL: Micros = 20_000_000;
const DEFAULT_FAULTS = 5;

function bugOf({ system, bug }: Target): Settings {
  if (bug === undefined) return {};
  const found = system.bugs.find((b) => b.id === bug);
  if (found) return found.settings as Record<string, SettingValue>;
  const known = system.bugs.map((b) => b.id).join(', ') || 'none';
  throw new InputError('bug', `no "${bug.slice(0, 40)}"`, known);
}

/** The hunted design as a recipe without faults. Throws an `InputError` on settings that are not valid or an unknown bug. */
export function baseOf(target: Target): Recipe {
  const { system } = target;
  const until = (system.hunt && parseDuration(system.hunt.until)) ?? DEFAULT_UNTIL;
  const settings = {
    ...target.settings,
    ...system.hunt?.settings,
    ...bugOf(target),
    ...target.set,
  };
  return makeRecipe(system, { settings, until });
}

/** What the seeds of a hunt may turn. What the hunter names stays as it is, and a planted bug is hunted as it was planted. */
function knobsFor({ system, settings, bug, set }: Target): Knob[] {
  if (bug !== undefined) return [];
  return knobsOf(system, [...Object.keys(settings ?? {}), ...Object.keys(set ?? {})]);
}

/** Where faults can be planted in a base recipe. */
function faultSpaceOf(system: System, base: Recipe): FaultSpace {
  return {
    faults: system.hunt?.faults(base.settings) ?? [],
    topology: system.topology(base.settings as never),
    until: base.until ?? DEFAULT_UNTIL,
    most: system.hunt?.mostFaults ?? DEFAULT_FAULTS,
  };
}

/** What a seed stands for: a checked recipe, and the faults to put into it. */
interface Draw {
  readonly base: Recipe;
  readonly faults: readonly Fault[];
}

/** Draws for one seed after the other. The fault space of the base itself is laid out once. */
export function drawer(target: Target): (seed: number) => Draw {
  const { system } = target;
  const base = baseOf(target);
  const knobs = knobsFor(target);
  const faultSpace = faultSpaceOf(system, base);
  return (seed) => {
    const drawn = varied(system, base, knobs, seed);
    const under = drawn === base ? faultSpace : faultSpaceOf(system, drawn);
    return { base: drawn, faults: planFaults(seed, under) };
  };
}

/** The recipe that a seed and faults make of a base. Not checked again: thousands are made of one checked base. */
export function recipeWith(base: Recipe, seed: number, faults: readonly Fault[]): Recipe {
  const all = interventionsOf(faults);
  const { until } = base;
  // What comes after the end does nothing.
  const interventions = until === null ? all : all.filter((i) => i.at <= until);
  return { ...base, seed, interventions };
}

/** The seeds of a shard, in order. */
export function* seedsOf({ seeds, firstSeed, shard }: Seeds): Generator<number> {
  const { i, n } = shard ?? { i: 1, n: 1 };
  for (let k = i - 1; k < seeds; k += n) yield firstSeed + k;
}

/**
 * Tries seeds, each with the workload and the faults that it stands for. Yields its tally after each run and
 * `undefined` in the midst of one, so that the caller can do other things, show progress or stop.
 */
export function* campaign(
  target: Target,
  seeds: Seeds,
  stopAtFirst = false,
): Generator<Tally | undefined, Tally> {
  const { system } = target;
  const draw = drawer(target);
  let tally: Tally = { tried: 0, failed: 0, first: null };
  for (const seed of seedsOf(seeds)) {
    const { base, faults } = draw(seed);
    const recipe = recipeWith(base, seed, faults);
    const failure = yield* trial(system, recipe);
    tally = {
      tried: tally.tried + 1,
      failed: tally.failed + (failure ? 1 : 0),
      first: tally.first ?? (failure && { seed, failure }),
    };
    yield tally;
    if (failure && stopAtFirst) break;
  }
  return tally;
}

/** What several parts of a campaign came to together. */
export function joinTallies(tallies: readonly Tally[]): Tally {
  const sum = (of: (t: Tally) => number) => tallies.reduce((n, t) => n + of(t), 0);
  const found = tallies.flatMap((t) => t.first ?? []).sort((a, b) => a.seed - b.seed);
  return { tried: sum((t) => t.tried), failed: sum((t) => t.failed), first: found[0] ?? null };
}
