import type { World } from '../../sim';
import type { ObjectId } from './nodes/operations';
import type { settings } from './settings';
import type { topology } from './topology';

/** How many operations on one object were begun and answered, by side. */
export interface Flow {
  readonly begun: number[];
  readonly ok: number[];
  /** Updates among the answered. */
  readonly updates: number[];
}

/** An answer about an object kept by majority that no single copy could have given. */
export interface Disorder {
  /** `behind`: somebody had been told of a later version before the client asked. `twice`: one version, two updates. */
  readonly kind: 'behind' | 'twice';
  readonly client: string;
  readonly object: ObjectId;
  readonly version: number;
  /** The version that the answer had to know of. */
  readonly floor: number;
}

/** What somebody with a view of everything writes down. No node reads it. */
export interface Observed {
  readonly flow: Record<ObjectId, Flow>;
  /** Updates acknowledged to clients, and the highest version they were told of. */
  readonly acked: Record<ObjectId, number>;
  readonly highest: Record<ObjectId, number>;
  /** Reads that miss an update which was acknowledged before they began. */
  staleReads: number;
  /** Items that were in no replica's cart any more when their client came to take them out. */
  vanished: number;
  /** The most that was ever paid out beyond what was there. */
  overdraft: number;
  /** Answers that one copy could not have given: older than what somebody was told before the client asked. */
  readonly outOfOrder: Record<ObjectId, number>;
  /** The first of them, or two updates given one version, on an object kept by majority. */
  disorder: Disorder | null;
  lastAckAt: number;
  /** For each client and operation under way: what it has to know of, and its side. */
  readonly floor: Float64Array[];
  readonly side: Uint8Array[];
  /** Versions that an update was given, by their low bits. */
  readonly given: Record<ObjectId, Int32Array>;
  /** For objects kept by last writer wins: acknowledged updates by the place of the replica that decided on them. */
  readonly decided: Record<ObjectId, number[]>;
  /** For each client and operation under way: the place of the replica that decided on it, if another one than its own. */
  readonly decider: Int8Array[];
  /** When the first client heard of each version of the register, by its low bits, µs. */
  readonly heardAt: Float64Array;
  /** What the stage shows: updates lost by decider, stale reads by client, age of a stale answer by replica, µs. */
  readonly lostAt: number[];
  readonly staleAt: number[];
  readonly ageAt: number[];
}

/** The run without what is noted here. */
export type Bare = World<typeof settings, typeof topology>;
