import { campaign, type Target, type Seeds, type Tally } from './campaign';
import { shrink, type Counterexample } from './shrink';

export { bugName } from './bug-name';
export {
  baseOf,
  campaign,
  joinTallies,
  type Found,
  type Target,
  type Seeds,
  type Tally,
} from './campaign';
export { shrink, type Counterexample } from './shrink';
export { type Failure } from './trial';

export interface HuntOptions extends Partial<Seeds> {
  readonly settings?: Target['settings'];
  readonly bug?: string;
  readonly set?: Target['set'];
  /** Go on after the first failure, to count them all; true when left out. */
  readonly all?: boolean;
  onProgress?(tally: Tally): void;
  /** Asked every few milliseconds. */
  shouldStop?(): boolean;
}

export interface HuntResult extends Tally {
  /** Of the smallest seed that failed, made small; `null` when nothing failed or the hunt was stopped. */
  readonly counterexample: Counterexample | null;
}

/** Hunts at one go: tries seeds, then shrinks the first failure. Throws an `InputError` on settings that are not valid. */
export function hunt(system: Target['system'], options: HuntOptions = {}): HuntResult {
  const { seeds = 1000, firstSeed = 1, shard, settings, bug, set, all = true } = options;
  const target: Target = { system, settings, bug, set };
  let tally: Tally = { tried: 0, failed: 0, first: null };
  const isStopped = () => options.shouldStop?.() === true;
  for (const progress of campaign(target, { seeds, firstSeed, shard }, !all)) {
    if (progress) {
      tally = progress;
      options.onProgress?.(tally);
    }
    if (isStopped()) return { ...tally, counterexample: null };
  }
  if (!tally.first) return { ...tally, counterexample: null };
  const shrinking = shrink(target, tally.first);
  for (let step = shrinking.next(); ; step = shrinking.next()) {
    if (step.done) return { ...tally, counterexample: step.value };
    if (isStopped()) return { ...tally, counterexample: null };
  }
}
