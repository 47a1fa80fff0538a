import type { Message, Micros, Recipe, RunResult, TraceLevel } from '../../sim';
import type { Reading } from './reading';
import type { Look, Looked } from './scout';

/** A run to be computed. */
export interface Job {
  readonly recipe: Recipe;
  /** The scenario whose captions are looked out for. */
  readonly story?: string;
  readonly trace: TraceLevel;
  /** A full trace ends after so many events, whether or not the run is over: it has to fit into memory. */
  readonly mostEvents?: number;
  /** Of a full trace: somebody looks at the run up to here, and would rather not wait for the rest. */
  readonly soon?: Micros;
}

/** What a job came to. */
export interface Outcome {
  readonly result: RunResult;
  /** False when the run was cut off at `mostEvents`, and in a first look. */
  readonly complete: boolean;
  /** Of a full trace. */
  readonly reading?: Reading;
}

/** A look at a run that is being computed. */
export interface Progress {
  /** 0 … 1; NaN where nobody can tell. */
  readonly fraction: number;
  /** As far as it goes, without a trace. */
  readonly result: RunResult;
}

/** Who hears of a run before it is over. */
export interface Watcher {
  onprogress?(progress: Progress): void;
  /** Once at most: the run up to what is looked at, where the rest takes longer. */
  onlook?(outcome: Outcome): void;
}

/** Computes one run at a time, away from the page: in a worker, or in slices where there is none. */
export interface Session {
  /** Begins a run and gives up on the one before it, which rejects with `Cancelled`. */
  run(job: Job, watcher?: Watcher): Promise<Outcome>;
  cancel(): void;
  /** The message of an envelope in the last full trace. */
  inspect(envelope: number): Promise<Message | undefined>;
  /** What a node of the last full trace knows at a moment; `undefined` before there is one. */
  look(look: Look): Promise<Looked | undefined>;
  close(): void;
}

/** Somebody asked for something else meanwhile. */
export class Cancelled extends Error {
  override name = 'Cancelled';
  constructor() {
    super('This run was given up for another.');
  }
}
