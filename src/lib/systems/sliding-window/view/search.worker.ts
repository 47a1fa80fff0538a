/// <reference lib="webworker" />
import { check } from '../checker/check';
import type { Model } from '../checker/model';
import type { Answer } from './searcher';

const scope = self as unknown as DedicatedWorkerGlobalScope;
const say = (answer: Answer) => scope.postMessage(answer);

scope.onmessage = ({ data: model }: MessageEvent<Model>) => {
  const search = check(model);
  for (;;) {
    const { done, value } = search.next();
    if (done) return say({ say: 'done', verdict: value });
    say({ say: 'progress', progress: value });
  }
};
