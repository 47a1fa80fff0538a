/// <reference lib="webworker" />
import type { Message } from '../../sim';
import { loadSystem } from '../../systems';
import { Cancelled, type Job, type Outcome, type Progress } from './job';
import type { Look, Looked } from './scout';
import { toSend, transferred, type Sent } from './sent';
import { SlicedSession } from './slices';
import { WarmUp } from './warm-up';

/** From the page. `system` comes first and once; `id` tells answers apart. */
export type Request =
  | { readonly do: 'open'; readonly system: string }
  | { readonly do: 'run'; readonly id: number; readonly job: Job }
  | { readonly do: 'cancel' }
  | { readonly do: 'inspect'; readonly id: number; readonly envelope: number }
  | { readonly do: 'look'; readonly id: number; readonly look: Look };

/** To the page. */
export type Answer =
  | { readonly say: 'open' }
  | { readonly say: 'progress'; readonly id: number; readonly progress: Progress }
  | { readonly say: 'look' | 'outcome'; readonly id: number; readonly sent: Sent }
  | { readonly say: 'message'; readonly id: number; readonly message: Message | undefined }
  | { readonly say: 'looked'; readonly id: number; readonly looked: Looked | undefined }
  | { readonly say: 'failed'; readonly id: number; readonly problem: string };

/** A worker looks up this seldom: a cancel waits no longer. Wall ms. */
const SLICE = 40;

const scope = self as unknown as DedicatedWorkerGlobalScope;
let session: SlicedSession | null = null;
let warmUp: WarmUp | null = null;

const say = (answer: Answer, transfer: Transferable[] = []) => scope.postMessage(answer, transfer);

async function run(id: number, job: Job): Promise<void> {
  const send = (what: 'look' | 'outcome', outcome: Outcome) => {
    const sent = toSend(outcome);
    say({ say: what, id, sent }, transferred(sent));
  };
  warmUp?.stop();
  try {
    const outcome = await session!.run(job, {
      onprogress: (progress) => say({ say: 'progress', id, progress }),
      onlook: (outcome) => send('look', outcome),
    });
    send('outcome', outcome);
    warmUp?.after(job);
  } catch (error) {
    if (error instanceof Cancelled) return;
    say({ say: 'failed', id, problem: error instanceof Error ? error.message : String(error) });
  }
}

scope.onmessage = async ({ data }: MessageEvent<Request>) => {
  switch (data.do) {
    case 'open': {
      // Left to itself, a promise that fails tells the page nothing.
      const system = await loadSystem(data.system).catch(reportError);
      if (!system) return;
      session = new SlicedSession(system, SLICE);
      warmUp = new WarmUp(system);
      return say({ say: 'open' });
    }
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
    case 'look': {
      const looked = await session?.look(data.look).catch(reportError);
      return say({ say: 'looked', id: data.id, looked: looked ?? undefined });
    }
  }
};
