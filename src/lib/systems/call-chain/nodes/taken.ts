/** Numbers of calls taken lately, so that a duplicated message is no second call: it comes within moments. */
export interface Taken {
  recent: Set<number>;
  older: Set<number>;
}

/** So many at least are remembered. */
const REMEMBERED = 2048;

export const noneTaken = (): Taken => ({ recent: new Set(), older: new Set() });

/** Notes a call; false where it was taken before. */
export function remember(taken: Taken, no: number): boolean {
  if (taken.recent.has(no) || taken.older.has(no)) return false;
  taken.recent.add(no);
  if (taken.recent.size >= REMEMBERED) {
    taken.older = taken.recent;
    taken.recent = new Set();
  }
  return true;
}
