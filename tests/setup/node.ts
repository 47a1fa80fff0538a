import { afterAll, vi } from 'vitest';

// Files share their modules, which spares each of them loading half of the project anew: none leaves anything behind.
afterAll(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
