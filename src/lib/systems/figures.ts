import { InputError } from '../sim';
import type { Result } from '../evidence/result';
import { reproduce } from '../evidence/result';
import type { Row } from '../evidence/row';
import { systemIds } from '.';

/** The rows of a system, which are its `evidence.ts`; none for a system without any. */
export async function rowsOf(id: string): Promise<readonly Row[]> {
  const { rows } = (await import(`./${id}/evidence.ts`)) as { rows: readonly Row[] };
  return rows;
}

/** Every row of every system, by system, in the order of the registry. */
export async function allRows(): Promise<ReadonlyMap<string, readonly Row[]>> {
  const rows = await Promise.all(systemIds.map(async (id) => [id, await rowsOf(id)] as const));
  return new Map(rows);
}

/** The rows with that id or of that system (all without one). Throws an `InputError` on an unknown id. */
export async function rowsFor(only?: string): Promise<readonly Row[]> {
  const bySystem = await allRows();
  if (only !== undefined && bySystem.has(only)) return bySystem.get(only)!;
  const rows = [...bySystem.values()].flat();
  const found = only === undefined ? rows : rows.filter((r) => r.id === only);
  if (found.length === 0)
    throw new InputError('--only', `no "${only!.slice(0, 40)}"`, rows.map((r) => r.id).join(', '));
  return found;
}

export { reproduce, type Result };
