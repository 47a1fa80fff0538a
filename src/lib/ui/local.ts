/** Small wishes kept by the browser. Storage may be refused (private windows, sandboxed frames): then nothing is kept. */
const PREFIX = 'faultline:';

export function readLocal(key: string): string | null {
  try {
    return localStorage.getItem(PREFIX + key);
  } catch {
    return null;
  }
}

/** Keeps a value, or forgets it when null. */
export function writeLocal(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(PREFIX + key);
    else localStorage.setItem(PREFIX + key, value);
  } catch {
    // Refused: the wish holds until the page is left.
  }
}
