import { afterEach, describe, expect, it, vi } from 'vitest';
import { makeRecipe } from '../../../sim';
import { system } from '..';
import { check, checkNow } from '../checker/check';
import type { Model } from '../checker/model';
import { modelOf } from '../checker/model-of';
import type { WindowSettings } from '../settings';
import { search, type Answer } from './searcher';

const { settings } = makeRecipe(system, {
  settings: {
    window: 2,
    bits: 4,
    ack: 'both',
    lossPercent: 20,
    duplicatePercent: 10,
    reorderMs: 40,
  },
});
const model = modelOf(settings as WindowSettings);

/** Does in the page what `search.worker.ts` does beside it. */
class NearWorker {
  static ended = 0;
  onmessage: ((event: { data: Answer }) => void) | null = null;
  onerror: (() => void) | null = null;
  postMessage(asked: Model): void {
    const found = check(asked);
    const say = (data: Answer) => this.onmessage?.({ data });
    for (let step = found.next(); ; step = found.next()) {
      if (step.done) return say({ say: 'done', verdict: step.value });
      say({ say: 'progress', progress: step.value });
    }
  }
  terminate(): void {
    NearWorker.ended++;
  }
}

class BrokenWorker extends NearWorker {
  override postMessage(): void {
    this.onerror?.();
  }
}

class SilentWorker extends NearWorker {
  override postMessage(): void {}
}

describe('a search', () => {
  const expected = checkNow(model);
  afterEach(() => void vi.unstubAllGlobals());
  const watch = () => ({ onprogress: vi.fn(), signal: new AbortController().signal });

  it.each([
    ['in a worker', NearWorker],
    ['on the page where the worker does not load', BrokenWorker],
    ['on the page where there are none', undefined],
  ])('comes to the same verdict %s, and tells how far it is', async (_where, worker) => {
    vi.stubGlobal('Worker', worker);
    const progress = watch();
    expect(await search(model, progress)).toEqual(expected);
    expect(progress.onprogress.mock.calls.length).toBeGreaterThan(1);
  });

  it('ends its worker, also when it is stopped', async () => {
    vi.stubGlobal('Worker', SilentWorker);
    NearWorker.ended = 0;
    const stop = new AbortController();
    const found = search(model, { onprogress: vi.fn(), signal: stop.signal });
    stop.abort();
    expect(await found).toBeNull();
    expect(NearWorker.ended).toBe(1);
  });

  it('stops on the page too', async () => {
    vi.stubGlobal('Worker', undefined);
    const stop = new AbortController();
    const found = search(model, { onprogress: () => stop.abort(), signal: stop.signal });
    expect(await found).toBeNull();
  });
});
