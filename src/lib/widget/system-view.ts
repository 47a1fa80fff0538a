import type { Component } from 'svelte';
import type { SystemViewProps } from '../views/system-view';

/** A system's own view, which is its `view/index.ts`. */
export interface SystemView {
  readonly default: Component<SystemViewProps>;
}

/** Fetched when it is first opened. */
export const loadSystemView = async (id: string): Promise<SystemView> =>
  (await import(`../systems/${id}/view/index.ts`)) as SystemView;
