import type { Micros, NodeState, TimerId } from '../../../../sim';
import type { ChangeId, Service, Trait, Version, Way } from '../users-api/changes';
import type { ConsumerReport } from '../users-api/messages';
import type { Expectations } from './contract-tests';
import type { Comparison } from './judge';

export interface PipelineOptions {
  readonly instances: readonly number[];
  readonly staging: number;
  readonly router: number;
  readonly consumers: readonly number[];
  readonly service: Service;
  /** How each change is built when its commit comes; `hold`: it does not come. */
  readonly ways: Readonly<Record<ChangeId, Way | 'hold'>>;
  /** Commits come at random times before this, µs. */
  readonly commitsWithin: Micros;
  /** 0: each change leaves by itself; else trains leave at multiples of this, µs. */
  readonly trainEvery: Micros;
  readonly tests: Expectations;
  /** A breaking difference of the schema stops a change; otherwise it is only written down. */
  readonly schemaBlocks: boolean;
  /** Building and the provider's own tests, µs. */
  readonly ciTime: Micros;
  readonly canaryShare: number;
  readonly bake: Micros;
  readonly comparison: Comparison;
  /** Consumers are told when a change that alters something for them is committed. */
  readonly announces: boolean;
  /** From then until it is released at the earliest, µs. */
  readonly notice: Micros;
  /** A ticket leads to a roll-back. */
  readonly listens: boolean;
  readonly bug: 'none' | 'tests-old' | 'no-wait' | 'forgets-canary';
}

/** A commit on its way. */
export interface Commit {
  state: string;
  way: Way;
  /** When it is due, when it came, when it left for the canary for the first time, and when everybody had it, µs; −1: not yet. */
  plannedAt: Micros;
  at: Micros;
  leftAt: Micros;
  shippedAt: Micros;
}

export type Phase = 'testing' | 'canary' | 'rolling-out' | 'rolling-back';

/** What the pipeline is at. On disk, so that it knows after a crash what it has begun. */
export interface Work {
  readonly kind: 'test' | 'release' | 'revert';
  readonly changes: readonly ChangeId[];
  readonly version: Version;
  phase: Phase;
  /** When it was begun, µs. */
  since: Micros;
  /** Of a roll-back: the changes that are to blame, and how they end. The others are queued again. */
  blamed: readonly ChangeId[];
  verdict: 'STOP' | 'REVERT';
  why: string;
}

export interface PipelineDisk {
  commits: Record<ChangeId, Commit>;
  /** What is installed everywhere, as the pipeline believes. */
  live: Version;
  releases: { no: number; changes: readonly ChangeId[] }[];
  /** Waiting for their tests, and for the next train. */
  queue: ChangeId[];
  boarded: ChangeId[];
  departing: boolean;
  tickets: Trait[];
  work: Work | null;
  epoch: number;
  nextNo: number;
  nextTest: number;
  tally: {
    releases: number;
    rollBacks: number;
    incidents: number;
    /** Changes by what has stopped them. */
    schemaBreaking: number;
    bySchema: number;
    byTest: number;
    byCanary: number;
    /** Harmless changes that went back with a guilty one. */
    takenAlong: number;
  };
}

export interface PipelineVolatile {
  /** Tells timers of this piece of work from those of an earlier one. */
  serial: number;
  /** Who has to install the version, and who has said that it did. */
  targets: number[];
  acked: number[];
  bakeUntil: Micros;
  reports: Record<number, ConsumerReport>;
  /** The test that runs, when it was sent, and under which id. */
  test: number;
  sentAt: Micros;
  testId: number;
  timer: TimerId;
  /** Will repeat the orders that were not confirmed. */
  again: TimerId;
}

export type Pipeline = NodeState<PipelineVolatile, PipelineDisk, PipelineOptions>;
