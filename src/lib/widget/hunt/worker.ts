/// <reference lib="webworker" />
import type { Counterexample, Found, Target, Seeds, Tally } from '../../hunt';
import { loadSystem } from '../../systems';
import { SlicedHunter } from './hunter';

/** From the page: what is hunted comes first and once. */
export type Request =
  | { readonly do: 'open'; readonly system: string; readonly target: Omit<Target, 'system'> }
  | { readonly do: 'attempt'; readonly seeds: Seeds }
  | { readonly do: 'shrink'; readonly found: Found };

/** To the page. */
export type Answer =
  | { readonly say: 'open' }
  | { readonly say: 'progress'; readonly tally: Tally }
  | { readonly say: 'tried'; readonly tally: Tally }
  | { readonly say: 'shrunk'; readonly counterexample: Counterexample }
  | { readonly say: 'failed'; readonly problem: string };

/** A worker disturbs nobody: its slices are long. Wall ms. */
const SLICE = 50;

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (answer: Answer) => scope.postMessage(answer);
let hunter: SlicedHunter | null = null;

async function perform(request: Request): Promise<Answer> {
  if (request.do === 'open') {
    const system = await loadSystem(request.system);
    hunter = new SlicedHunter({ ...request.target, system }, SLICE);
    return { say: 'open' };
  }
  if (request.do === 'shrink')
    return { say: 'shrunk', counterexample: await hunter!.shrink(request.found) };
  const tally = await hunter!.attempt(request.seeds, (t) => say({ say: 'progress', tally: t }));
  return { say: 'tried', tally };
}

scope.onmessage = async ({ data }: MessageEvent<Request>) => {
  try {
    say(await perform(data));
  } catch (error) {
    say({ say: 'failed', problem: error instanceof Error ? error.message : String(error) });
  }
};
