import type { Message, NodeSpec, Recipe, RunResult, SettingValue, System, Trace } from '../sim';
import type { Cursor } from './cursor';

/** What every view of a run is given. */
export interface ViewProps {
  readonly system: System;
  readonly result: RunResult;
  /** Simulated time, µs. */
  readonly t: number;
  readonly selection?: Cursor;
  readonly hover?: Cursor;
  readonly onseek?: (at: number) => void;
  readonly onselect?: (cursor: Cursor) => void;
  readonly onhover?: (cursor: Cursor) => void;
}

/** What a system's own view is given: all that the common views get, and what the widget can be asked for. */
export interface SystemViewProps {
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
  /** Another run altogether, from its beginning, as a failure that was found. */
  onplay?(recipe: Recipe): void;
  /** A message as its sender wrote it. */
  inspect(envelope: number): Promise<Message | undefined>;
}

/** What a part of such a view is given that needs the run's records. */
export interface TracedViewProps extends SystemViewProps {
  readonly trace: Trace;
  readonly nodes: readonly Pick<NodeSpec, 'id' | 'label' | 'shape'>[];
}
