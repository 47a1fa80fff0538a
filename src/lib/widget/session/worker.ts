/// <reference lib="webworker" />
import type { Message } from '../../sim';
import { loadSystem } from '../../systems';
import { Cancelled, type Job, type Outcome, type Progress } from './job';
import { columnsOf } from './reading';
import { SlicedSession } from './slices';

/** From the page. `system` comes first and once; `id` tells answers apart. */
export type Request =
  | { readonly do: 'open'; readonly system: string }
  | { readonly do: 'run'; readonly id: number; readonly job: Job }
  | { readonly do: 'cancel' }
  | { readonly do: 'inspect'; readonly id: number; readonly envelope: number };

/** To the page. */
export type Answer =
  | { readonly say: 'open' }
  | { readonly say: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly say: 'outcome'; readonly id: number; readonly outcome: Outcome }
  | { readonly say: 'message'; readonly id: number; readonly message: Message | undefined }
  | { readonly say: 'failed'; readonly id: number; readonly problem: string };

/** A worker looks up this seldom: a cancel waits no longer. Wall ms. */
const SLICE = 40;

const scope = self as unknown as DedicatedWorkerGlobalScope;
let session: SlicedSession | null = null;

const say = (answer: Answer, transfer: Transferable[] = []) => scope.postMessage(answer, transfer);

/** The columns change hands instead of being copied. */
function transferred({ result: { trace }, reading }: Outcome): Transferable[] {
  if (!trace) return [];
  const columns = Object.values(trace).filter((value) => ArrayBuffer.isView(value));
  const gauges = trace.gauges.flatMap((gauge) => [gauge.at, gauge.value]);
  const buffers = [...columns, ...gauges].map((column) => column.buffer as ArrayBuffer);
  return [...buffers, ...(reading ? columnsOf(reading) : [])];
}

async function run(id: number, job: Job): Promise<void> {
  try {
    const outcome = await session!.run(job, (progress) => say({ say: 'progress', id, progress }));
    say({ say: 'outcome', id, outcome }, transferred(outcome));
  } catch (error) {
    if (error instanceof Cancelled) return;
    say({ say: 'failed', id, problem: error instanceof Error ? error.message : String(error) });
  }
}

scope.onmessage = async ({ data }: MessageEvent<Request>) => {
  switch (data.do) {
    case 'open':
      session = new SlicedSession(await loadSystem(data.system), SLICE);
      return say({ say: 'open' });
    case 'run':
      return run(data.id, data.job);
    case 'cancel':
      return session?.cancel();
    case 'inspect':
      return say({
        say: 'message',
        id: data.id,
        message: await session?.inspect(data.envelope),
      });
  }
};
