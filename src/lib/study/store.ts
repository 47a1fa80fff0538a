import { createStore, get, set } from 'idb-keyval';

/**
 * What the reader has done, kept in this browser. Where storage is refused, it is kept until the page is left;
 * `persistent()` tells which, so that pages can say so.
 */
const memory = new Map<string, unknown>();
let refused = false;
let database: ReturnType<typeof createStore> | undefined;

const open = () => (database ??= createStore('faultline-study', 'kept'));

export async function load<T>(key: string): Promise<T | undefined> {
  if (!refused) {
    try {
      return await get<T>(key, open());
    } catch {
      refused = true;
    }
  }
  return memory.get(key) as T | undefined;
}

export async function save(key: string, value: unknown): Promise<void> {
  memory.set(key, value);
  if (refused) return;
  try {
    await set(key, value, open());
  } catch {
    refused = true;
  }
}

export function persistent(): boolean {
  return !refused;
}
