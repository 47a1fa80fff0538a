import type { System } from '../../sim';
import type { Session } from './job';
import { RemoteSession } from './remote';

/** Wall ms of one slice on the page's own thread, and the most events that a trace made there may have. */
const ON_PAGE = { slice: 8, mostEvents: 150_000 };

/**
 * A session in a worker. Where workers are refused (a sandboxed frame) or do not load, the same code in slices on the
 * page's own thread.
 */
export async function openSession(system: System): Promise<Session> {
  // The page first shows what it has of the system: to start a worker takes a slow phone a while.
  await new Promise((done) => setTimeout(done));
  try {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    return await RemoteSession.open(worker, system.id);
  } catch {
    const { SlicedSession } = await import('./slices');
    return new SlicedSession(system, ON_PAGE.slice, ON_PAGE.mostEvents);
  }
}
