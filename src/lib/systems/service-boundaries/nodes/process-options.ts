import type { Micros, NodeState, TimerId } from '../../../sim';

/** A wrong design, for hunts to find. */
export type ProcessBug = 'none' | 'reads-store' | 'second-owner' | 'no-deadline' | 'unmarked';

export interface ProcessOptions {
  /** What it owns, as bits. */
  readonly owns: number;
  /** The owner of each entity in the same deployment, by number. */
  readonly owner: readonly number[];
  /** Its own store, and that of each entity's owner. */
  readonly store: number;
  readonly stores: readonly number[];
  /** Services that it shares a link with. */
  readonly peers: readonly number[];
  /** Waits so long for a part, µs, and asks so often. */
  readonly timeout: Micros;
  readonly attempts: number;
  /** For each endpoint the entities, as bits, that an answer may do without. */
  readonly fallbacks: readonly number[];
  /** A call within the process, µs, for each entity. */
  readonly inProcess: Micros;
  /** A call from another process, there and back and what comes between: log-normal, median in µs. */
  readonly callMedian: Micros;
  readonly callSigma: number;
  /** The part of it that is spent on links, µs. */
  readonly callWay: Micros;
  /** From its death until it serves again, µs. */
  readonly restart: Micros;
  /** Mean time from serving to dying by itself, µs; 0: never. */
  readonly life: Micros;
  /** Entities, as bits, whose code forgets to free memory: MB a request; it dies at `memory`. */
  readonly leaks: number;
  readonly leak: number;
  readonly memory: number;
  readonly bug: ProcessBug;
}

/** One part of an answer that is being waited for. */
export interface Waiting {
  readonly entities: number;
  readonly from: number;
  attempt: number;
  timer: TimerId;
}

/** A request that this process took from a client. */
export interface Open {
  readonly client: number;
  readonly endpoint: number;
  /** On its own clock, µs. */
  readonly deadline: Micros;
  readonly waiting: Waiting[];
  /** What has come, and what is done without, as bits. */
  parts: number;
  missing: number;
}

export interface Volatile {
  open: Map<number, Open>;
  /** MB that leaked. */
  leaked: number;
}

/** Counters by endpoint, as a log file would have them. */
export interface ProcessTally {
  taken: number[];
  calls: number[];
  answered: number;
  failed: number;
  timeouts: number;
  retries: number;
  /** Parts that came when nobody waited for them any more. */
  late: number;
  deaths: number;
  /** Those of them for lack of memory. */
  starved: number;
}

export type Process = NodeState<Volatile, ProcessTally, ProcessOptions>;
