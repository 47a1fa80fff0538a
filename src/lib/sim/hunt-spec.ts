import type { Settings, SomeOf } from './settings';
import type { Micros } from './time';

/** A fault that a hunt may inject, within limits that the right design promises to bear. Each is undone in time. */
export interface HuntFault {
  readonly fault:
    | 'crash'
    | 'pause'
    | 'fail-fast'
    | 'slow'
    | 'skew'
    | 'wipe'
    | 'cut'
    | 'partition'
    | 'lose'
    | 'duplicate'
    | 'corrupt'
    | 'delay'
    | 'reorder';
  /** Nodes that it befalls, `*` standing for any letters: "replica-*". Of a link's fault the sender; a partition divides them all. */
  readonly nodes: string;
  /** The receiver, of a fault of links. A cut is drawn one way or both. */
  readonly to?: string;
  /** Most nodes (or links) that suffer from it at one time; 1 when left out. A wipe comes with a crash. */
  readonly atOnce?: number;
  /** The longest time until it is undone, µs; a quarter of the run when left out. */
  readonly longest?: Micros;
  /** The most of it: slow's factor (10), skew's offset in µs (1 s), delay's and reorder's time in µs (1 s). */
  readonly most?: number;
  /** The largest share of messages, 0 … 1, of lose, duplicate, corrupt, delay and reorder (0.5). */
  readonly share?: number;
}

/** What a hunt may draw for a setting: any value that it takes, numbers from one to another, or some choices. */
export type Varied<V> =
  'any' | ([V] extends [number] ? readonly [low: number, high: number] : readonly V[]);

/** How to look for failures of a system: short runs under faults that its right design bears. */
export interface HuntSpec<S = Settings> {
  /** Bounds the work of one run; laid over the design that is hunted, under what the caller sets. */
  readonly settings: SomeOf<S>;
  /** How long one run is, such as "20s". All faults are over after four fifths of it. */
  readonly until: string;
  /**
   * Settings that half the seeds draw at random, within what is said here: every one of these values, and any of them
   * together, must leave the design a right one. What is wrong on purpose, what bounds a run's work and what needs a
   * longer run to recover stays out.
   */
  readonly vary?: { readonly [K in keyof S]?: Varied<S[K]> };
  faults(settings: S): readonly HuntFault[];
  /** Most faults in one run; 5 when left out. */
  readonly mostFaults?: number;
  /** Whole-number settings that shrinking makes as small as it can, such as the count of requests. */
  readonly shrinks?: readonly (keyof S & string)[];
}
