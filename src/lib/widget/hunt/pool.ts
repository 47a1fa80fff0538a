import {
  baseOf,
  joinTallies,
  type Counterexample,
  type Target,
  type Seeds,
  type Tally,
} from '../../hunt';
import { SlicedHunter, type Hunter } from './hunter';
import { RemoteHunter } from './remote';

/** How a hunt stands. */
export interface HuntProgress {
  readonly stage: 'trying' | 'shrinking';
  readonly tried: number;
  readonly failed: number;
}

export interface PoolResult extends Tally {
  readonly counterexample: Counterexample | null;
}

export interface PoolOptions {
  readonly seeds: number;
  readonly firstSeed?: number;
  readonly signal?: AbortSignal;
  onprogress?(progress: HuntProgress): void;
  /** For tests: other hunters than workers. */
  open?(target: Target): Promise<Hunter[]>;
}

/** Seeds handed out at a time. */
const CHUNK = 10;
const MOST_WORKERS = 8;

/** As many workers as leave the page a core of its own; where they are refused or do not load, the page's own thread. */
export async function openHunters(target: Target): Promise<Hunter[]> {
  const cores = (navigator.hardwareConcurrency || 2) - 1;
  try {
    const workers = Array.from({ length: Math.min(MOST_WORKERS, Math.max(1, cores)) }, () => {
      return new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    });
    try {
      return await Promise.all(workers.map((worker) => RemoteHunter.open(worker, target)));
    } catch (error) {
      workers.forEach((worker) => worker.terminate());
      throw error;
    }
  } catch {
    return [new SlicedHunter(target)];
  }
}

/**
 * Lets hunters take chunks of seeds in order until one finds a failure. Chunks are handed out in order and those begun
 * are finished, so the smallest failing seed is the same however many hunters there are.
 */
async function tryAll(
  hunters: readonly Hunter[],
  { seeds, firstSeed }: Seeds,
  report: (tally: Tally) => void,
): Promise<Tally> {
  const chunks: Tally[] = [];
  let next = 0;
  let isFound = false;
  const work = async (hunter: Hunter) => {
    while (next < seeds && !isFound) {
      const place = chunks.push({ tried: 0, failed: 0, first: null }) - 1;
      const part = { firstSeed: firstSeed + next, seeds: Math.min(CHUNK, seeds - next) };
      next += part.seeds;
      const hear = (tally: Tally) => {
        chunks[place] = tally;
        report(joinTallies(chunks));
      };
      const tally = await hunter.attempt(part, hear);
      hear(tally);
      isFound ||= tally.first !== null;
    }
  };
  await Promise.all(hunters.map(work));
  return joinTallies(chunks);
}

/**
 * Hunts in workers up to the first failure and makes it small. `null` when the signal stops it. Throws an `InputError` on
 * settings that are not valid.
 */
export async function huntInPool(target: Target, options: PoolOptions): Promise<PoolResult | null> {
  const { signal, seeds, firstSeed = 1, open = openHunters } = options;
  baseOf(target);
  const stopped = new Promise<null>((resolve) => {
    if (signal?.aborted) resolve(null);
    signal?.addEventListener('abort', () => resolve(null), { once: true });
  });
  const hunters = await open(target);
  const say = (stage: HuntProgress['stage'], { tried, failed }: Tally) =>
    options.onprogress?.({ stage, tried, failed });
  const work = async (): Promise<PoolResult> => {
    const tally = await tryAll(hunters, { seeds, firstSeed }, (t) => say('trying', t));
    if (!tally.first) return { ...tally, counterexample: null };
    say('shrinking', tally);
    return { ...tally, counterexample: await hunters[0].shrink(tally.first) };
  };
  try {
    return await Promise.race([work(), stopped]);
  } finally {
    hunters.forEach((hunter) => hunter.close());
  }
}
