import type { Result } from '$lib/evidence/result';
import type { Answer, Ask } from './run.worker';

type Port = Pick<Worker, 'postMessage' | 'terminate' | 'onmessage' | 'onerror'>;

const open = (): Port =>
  new Worker(new URL('./run.worker.ts', import.meta.url), { type: 'module' });

/** Runs a row in a worker of its own. Rejects when the worker does not load, or the row cannot be run. */
export function runRow(ask: Ask, port = open()): Promise<Result> {
  const answer = new Promise<Result>((resolve, reject) => {
    port.onmessage = ({ data }: MessageEvent<Answer>) =>
      'result' in data ? resolve(data.result) : reject(new Error(data.problem));
    port.onerror = ({ message }) => reject(new Error(message || 'The run could not be loaded.'));
  });
  port.postMessage(ask);
  return answer.finally(() => port.terminate());
}
