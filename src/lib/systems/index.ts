import type { System } from '../sim';
import { Mistake } from '../sim';

/**
 * The only registry: a line a system. Each is loaded when it is asked for, so that a page carries its own alone.
 */
const loaders: Record<string, () => Promise<System>> = {
  ledger: async () => (await import('./ledger')).ledger as unknown as System,
  'service-boundaries': async () =>
    (await import('./service-boundaries')).serviceBoundaries as unknown as System,
  transports: async () => (await import('./transports')).transports as unknown as System,
  'task-farm': async () => (await import('./task-farm')).taskFarm as unknown as System,
  'atomic-commit': async () => (await import('./atomic-commit')).atomicCommit as unknown as System,
  outbox: async () => (await import('./outbox')).outbox as unknown as System,
  'load-balancer': async () => (await import('./load-balancer')).loadBalancer as unknown as System,
  partition: async () => (await import('./partition')).partition as unknown as System,
  'api-compatibility': async () =>
    (await import('./api-compatibility')).apiCompatibility as unknown as System,
  replication: async () => (await import('./replication')).replication as unknown as System,
};

export const systemIds: readonly string[] = Object.keys(loaders);

/** Loads a system. Throws a `Mistake` on an unknown id. */
export async function loadSystem(id: string): Promise<System> {
  if (!Object.hasOwn(loaders, id))
    throw new Mistake('system', `no "${id.slice(0, 40)}"`, systemIds.join(', '));
  return loaders[id]();
}
