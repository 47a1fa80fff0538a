import { configure } from '@testing-library/svelte';
import '@testing-library/jest-dom/vitest';

/** A busy machine takes several times as long as a quiet one. */
configure({ asyncUtilTimeout: 10_000 });

/** jsdom lays nothing out, so nothing changes its size. */
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
