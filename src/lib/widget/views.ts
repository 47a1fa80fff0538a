import type { ViewId } from '../link/extras';
import type { WidgetController } from './controller.svelte';

/**
 * The tabs of a widget, in their order. `own`: what the tab of the system's own view says, if it has one. `controls`: a
 * view of their own, or what stands below the stage. `staged`: the stage is one of the views.
 */
export const viewsOf = (
  { result, view }: WidgetController,
  own: string | undefined,
  controls: ViewId,
  staged: boolean,
): readonly { id: ViewId; label: string }[] => [
  ...(staged ? [{ id: 'stage' as const, label: 'Stage' }] : []),
  ...(own ? [{ id: 'own' as const, label: own }] : []),
  { id: controls, label: 'Controls' },
  { id: 'spacetime', label: 'Space-time' },
  { id: 'states', label: 'States' },
  { id: 'charts', label: 'Charts' },
  { id: 'log', label: 'Log' },
  ...(result?.history.length ? [{ id: 'history' as const, label: 'History' }] : []),
  ...(view === 'compare' ? [{ id: 'compare' as const, label: 'Compare' }] : []),
];
