import { InputError } from '../sim';
import type { System } from '../sim';

/**
 * The only registry: a line a system. Its folder has the same name and holds all the rest: `index.ts` exports the
 * `system`, `evidence.ts` its rows, `view/index.ts` its own view. Each is loaded when it is asked for.
 */
export const systemIds: readonly string[] = [
  'ledger',
  'service-boundaries',
  'contract-evolution',
  'transports',
  'task-farm',
  'atomic-commit',
  'outbox',
  'load-balancer',
  'partition',
  'api-compatibility',
  'replication',
  'voting',
  'clocks',
  'session-guarantees',
  'dns',
  'call-chain',
  'sliding-window',
  'system-models',
];

/** Throws an `InputError` on an unknown id. */
export function checkSystemId(id: string): void {
  if (!systemIds.some((known) => known === id))
    throw new InputError('system', `no "${id.slice(0, 40)}"`, systemIds.join(', '));
}

/** Loads a system. Throws an `InputError` on an unknown id. */
export async function loadSystem(id: string): Promise<System> {
  checkSystemId(id);
  const { system } = (await import(`./${id}/index.ts`)) as { system: System };
  return system;
}
