import type { Micros } from '../../sim';

/** What only somebody knows who sees all nodes at once. No node reads it. */
export interface Observed {
  /** By place: what was looked at last, so that an event that changes nothing costs little. */
  readonly looked: number[];
  readonly up: boolean[];
  readonly paused: boolean[];
  /** Since when it has been up without a pause, and when it crashed last, µs. */
  readonly upSince: Micros[];
  readonly crashedAt: (Micros | null)[];
  readonly liars: boolean[];
  /** By watcher and watched: since when it has suspected it, µs; −1: it does not. */
  readonly since: Micros[][];
  /** Ordered pairs of live nodes and how many of those suspicions are wrong, from `countedAt` on. */
  pairs: number;
  wrongPairs: number;
  countedAt: Micros;
  /** Time in pair-µs: watched at all, and wrongly suspected. */
  watchedTime: number;
  wrongTime: number;
  falseSuspicions: number;
  /** When a live node was last suspected, µs. */
  mistakenAt: Micros;
  /** Those where nothing but the detector can be blamed: see `perfect` among the properties. */
  imperfect: string | null;
  /** From a crash until it was suspected for good, µs. */
  readonly detections: Micros[];
  /** Pairs of a watcher and a dead node where the dead one came back before it was suspected. */
  missed: number;
  /** By slot: what the first honest node decided, and who; slots with two decisions. */
  readonly chosen: { readonly value: number; readonly by: number }[];
  readonly conflicts: number[];
  readonly conflictsOf: number[];
  /** How many each node has decided, and the last time that one did. */
  readonly decided: number[];
  progressAt: Micros;
  /** The highest round of the present vote, of any vote, and of the one that was decided last. */
  round: number;
  mostRounds: number;
  roundsOfLast: number;
  /** Live nodes that believe they lead. */
  leaders: number;
  /** When something last disturbed nodes or links, or delays had no bound, µs. */
  disturbedAt: Micros;
  /** Proposals of liars. */
  lies: number;
}
