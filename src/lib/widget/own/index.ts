import type { Component } from 'svelte';
import type { Message, RunResult, SettingValue, System } from '../../sim';
import type { Cursor } from '../../views/cursor';

/** What a system's own view is given: all that the common views get, and what the widget can be asked for. */
export interface OwnProps {
  readonly system: System;
  readonly result: RunResult;
  /** Simulated time, µs. */
  readonly t: number;
  readonly selection?: Cursor;
  readonly hover?: Cursor;
  onseek(at: number): void;
  onselect(cursor: Cursor): void;
  onhover(cursor: Cursor | undefined): void;
  /** Another value of a setting: a new recipe, with undo. */
  onset(setting: string, value: SettingValue): void;
  /** Something done to the run at this moment, as an intervention's text has it: "operate team-1 release". */
  onact(text: string): void;
  /** A message as its sender wrote it. */
  inspect(envelope: number): Promise<Message | undefined>;
}

export interface OwnView {
  /** On its tab. */
  readonly label: string;
  load(): Promise<{ default: Component<OwnProps> }>;
}

/** A view that one system has beside the common ones, by system; fetched when it is first opened. */
export const ownViews: Readonly<Record<string, OwnView | undefined>> = {
  ledger: { label: 'Blocks', load: () => import('../../systems/ledger/view/Blocks.svelte') },
  'service-boundaries': {
    label: 'Boundaries',
    load: () => import('../../systems/service-boundaries/view/Boundaries.svelte'),
  },
  'contract-evolution': { label: 'Bytes', load: () => import('../../systems/contract-evolution/view/Bytes.svelte') },
  transports: { label: 'Waterfall', load: () => import('../../systems/transports/view/Waterfall.svelte') },
  'task-farm': { label: 'Work', load: () => import('../../systems/task-farm/view/TaskFarm.svelte') },
  'atomic-commit': { label: 'Who remembers', load: () => import('../../systems/atomic-commit/view/WhoRemembers.svelte') },
  replication: { label: 'Logs', load: () => import('../../systems/replication/view/Logs.svelte') },
  'api-compatibility': {
    label: 'Who relies on what',
    load: () => import('../../systems/api-compatibility/view/Compatibility.svelte'),
  },
};
