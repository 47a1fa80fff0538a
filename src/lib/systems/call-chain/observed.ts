import type { Micros } from '../../sim';

/** What became of a checkout, as its user saw it. */
export const OPEN = 0;
export const PAID = 1;
export const FAILED = 2;

/** What only somebody knows who sees the whole chain at once. No node reads it. Lists are by checkout, from 1. */
export interface Observed {
  readonly issuedAt: Micros[];
  readonly answeredAt: Micros[];
  readonly outcome: number[];
  /** Calls to the database that it caused. */
  readonly calls: number[];
  /** When its user stops waiting. */
  readonly deadline: Micros[];
  issued: number;
  paid: number;
  databaseCalls: number;
  /** Calls to the database that one checkout may cause at most, under any settings so far. */
  bound: number;
  maxCalls: number;
  /** While the database is down or most of its calls fail. */
  troubleFrom: Micros | null;
  troubleEnd: Micros | null;
  inTrouble: boolean;
  issuedInTrouble: number;
  callsInTrouble: number;
  /** The call that the database works on, and how many it began whose user had gone. */
  working: number;
  begun: number;
  wasted: number;
  /** What must not happen, in words, once it has. */
  overBound: string | null;
  lateWork: string | null;
  /** What was counted when the last second began, and what came of it. */
  readonly before: { issued: number; paid: number };
  load: number;
  goodput: number;
  /** Calls in the database's queue whose user has gone. */
  abandoned: number;
  /** Orders that were charged although their user was not told so. */
  unaware: number;
  /** Orders charged more than once, as was last shown. */
  doubled: number;
  nextSecond: Micros;
  nextLook: Micros;
}
