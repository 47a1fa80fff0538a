import { afterAll, vi } from 'vitest';

// Files that run in one process leave nothing to each other.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
