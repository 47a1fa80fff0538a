import type { Component } from 'svelte';
import type { SystemViewProps } from '../views/system-view';

/** A system's own view, which is its `view/index.ts`; fetched when it is first opened. */
export async function loadSystemView(id: string): Promise<Component<SystemViewProps>> {
  const view = (await import(`../systems/${id}/view/index.ts`)) as {
    default: Component<SystemViewProps>;
  };
  return view.default;
}
