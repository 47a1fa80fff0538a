import { systemIds } from '$lib/systems';
import type { Result } from '$lib/evidence/result';

/** What `npm run -s sim -- evidence --write` wrote last, a file a system. */
const files = import.meta.glob<{ rows: Result[] }>('/src/lib/systems/*/evidence.json', {
  eager: true,
  import: 'default',
});

/** The rows of the last evidence run, by system. */
export const KEPT: ReadonlyMap<string, readonly Result[]> = new Map(
  systemIds.map((id) => [id, files[`/src/lib/systems/${id}/evidence.json`]?.rows ?? []]),
);

/** All of them, in the order of the systems. */
export const ROWS: readonly Result[] = [...KEPT.values()].flat();
