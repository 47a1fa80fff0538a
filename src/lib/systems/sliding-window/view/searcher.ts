import { yieldToMain } from '../../../ui/yield-to-main';
import { check, type Progress, type Verdict } from '../checker/check';
import type { Model } from '../checker/model';

/** From the worker. */
export type Answer =
  | { readonly say: 'progress'; readonly progress: Progress }
  | { readonly say: 'done'; readonly verdict: Verdict };

interface Watch {
  onprogress(progress: Progress): void;
  readonly signal: AbortSignal;
}

/** On the page’s own thread, in slices; `null` where it was stopped. */
async function searchHere(model: Model, { onprogress, signal }: Watch): Promise<Verdict | null> {
  const others = yieldToMain();
  const search = check(model);
  for (;;) {
    const { done, value } = search.next();
    if (done) return value;
    onprogress(value);
    await others();
    if (signal.aborted) return null;
  }
}

function searchThere(worker: Worker, model: Model, { onprogress, signal }: Watch) {
  return new Promise<Verdict | null>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve(null));
    worker.onerror = () => reject(new Error('The worker did not load.'));
    worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if (data.say === 'progress') onprogress(data.progress);
      else resolve(data.verdict);
    };
    worker.postMessage(model);
  });
}

/** Searches in a worker of its own; where there is none, or it does not load, on the page. `null`: stopped by the reader. */
export async function search(model: Model, watch: Watch): Promise<Verdict | null> {
  let worker: Worker | null = null;
  try {
    worker = new Worker(new URL('./search.worker.ts', import.meta.url), { type: 'module' });
    return await searchThere(worker, model, watch);
  } catch {
    return searchHere(model, watch);
  } finally {
    worker?.terminate();
  }
}
