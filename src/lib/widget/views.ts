import type { ViewId } from '../link/extras';

/** What decides which views there are. */
interface Room {
  /** The stage is one of the views. */
  readonly alone: boolean;
  /** What the tab of the system's own view says, if it has one. */
  readonly own?: string;
  /** Where the controls are: a view of their own, or below the stage. */
  readonly settingsId: ViewId;
  readonly hasHistory: boolean;
  /** The view that is wanted. */
  readonly view: ViewId;
}

/** The tabs of a widget, in their order. */
export const viewsOf = (room: Room): readonly { id: ViewId; label: string }[] => [
  ...(room.alone ? [{ id: 'stage' as const, label: 'Stage' }] : []),
  ...(room.own ? [{ id: 'own' as const, label: room.own }] : []),
  { id: room.settingsId, label: 'Controls' },
  { id: 'spacetime', label: 'Space-time' },
  { id: 'states', label: 'States' },
  { id: 'charts', label: 'Charts' },
  { id: 'log', label: 'Log' },
  ...(room.hasHistory ? [{ id: 'history' as const, label: 'History' }] : []),
  ...(room.view === 'compare' ? [{ id: 'compare' as const, label: 'Compare' }] : []),
];
