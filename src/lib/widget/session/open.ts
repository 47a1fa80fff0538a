import type { System } from '../../sim';
import type { Session } from './job';
import { RemoteSession } from './remote';

/**
 * A session in a worker. Where workers are refused (a sandboxed frame) or do not load, the same code in slices on the
 * page's own thread.
 */
export async function openSession(system: System): Promise<Session> {
  try {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    return await RemoteSession.open(worker, system.id);
  } catch {
    const { SlicedSession } = await import('./slices');
    return new SlicedSession(system);
  }
}
