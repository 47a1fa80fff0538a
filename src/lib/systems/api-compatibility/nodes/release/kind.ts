import type { Micros, Node, NodeRef, NodeRefs, Out, TimerId } from '../../../../sim';
import { fault, nodeMachine, waiting, well } from '../../../../nodes/machine';
import type { ChangeId, Service, Trait, Version, Way } from '../users-api/changes';
import type { Announce, AskReport, AskStats, ConsumerReport } from '../users-api/messages';
import type { Get, Install, Installed, Reply } from '../users-api/messages';
import type { Stats, Ticket, Weigh } from '../users-api/messages';
import type { Expectations } from './contract-tests';
import type { Comparison } from './judge';
import type { Halted, Reason } from './reason';

export interface PipelineOptions {
  readonly instances: NodeRefs;
  readonly staging: NodeRef;
  readonly router: NodeRef;
  readonly consumers: NodeRefs;
  readonly service: Service;
  /** How each change is built; `hold`: it is not committed. */
  readonly ways: Readonly<Record<ChangeId, Way | 'hold'>>;
  /** Commits come at random times before this, µs. */
  readonly commitsWithin: Micros;
  /** 0: each change leaves by itself; else trains leave at multiples of this, µs. */
  readonly trainEvery: Micros;
  readonly tests: Expectations;
  /** A breaking difference of the schema stops a change; otherwise it is only reported. */
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
  /**
   * When it is due, when it came, when it left for the canary for the first time, and when every instance had it: by the
   * pipeline's own count of time, µs; `null`: not yet.
   */
  plannedAt: Micros | null;
  at: Micros | null;
  leftAt: Micros | null;
  shippedAt: Micros | null;
}

export type Phase = 'testing' | 'canary' | 'rolling-out' | 'rolling-back';

/** What the pipeline is doing. On disk, so that it knows after a crash what it has begun. */
export interface Work {
  readonly kind: 'test' | 'release' | 'revert';
  readonly changes: readonly ChangeId[];
  readonly version: Version;
  phase: Phase;
  /** When it was begun, by the pipeline's own count of time, µs. */
  since: Micros;
  /** Of a roll-back: the changes that are to blame, and how they end. The others are queued again. */
  blamed: readonly ChangeId[];
  verdict: 'STOP' | 'REVERT';
  reason: Reason | null;
}

interface Disk {
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
    /** Changes by what stopped them. */
    schemaBreaking: number;
    bySchema: number;
    byTest: number;
    byCanary: number;
    /** Harmless changes that were rolled back with the one to blame. */
    takenAlong: number;
  };
}

interface Volatile {
  /** Tells timers of this piece of work from those of an earlier one. */
  serial: number;
  /** Who has to install the version, and who has confirmed it. */
  targets: NodeRef[];
  acked: NodeRef[];
  bakeUntil: Micros;
  reports: Map<NodeRef, ConsumerReport>;
  /** The test that runs, by its place; when its request was sent, and under which id (`null`: none is under way). */
  test: number;
  sentAt: Micros;
  testId: number | null;
  /** Sends a test again; repeats the orders that were not confirmed. */
  lost: TimerId | null;
  again: TimerId | null;
}

export const machine = nodeMachine('pipeline', {
  idle: well('waits for a commit, a train or a ticket', {
    TEST: 'testing',
    RELEASE: 'canary',
    ROLL_BACK: 'rolling-back',
  }),
  testing: well('schema diff, then contract tests on staging', {
    DONE: 'idle',
    RELEASE: 'canary',
  }),
  canary: waiting('one instance has the release and is compared with the others', {
    PROMOTE: 'rolling-out',
    ROLL_BACK: 'rolling-back',
    // It is done here only when the disk was wiped under it.
    DONE: 'idle',
  }),
  'rolling-out': well('one instance after the other', {
    DONE: 'idle',
    ROLL_BACK: 'rolling-back',
  }),
  'rolling-back': fault('back to the release before', { DONE: 'idle' }),
});

export interface PipelineKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: Disk;
  options: PipelineOptions;
  takes: Installed | Stats | ConsumerReport | Ticket | Reply;
  sends: Announce | Get | Install | Weigh | AskStats | AskReport;
  timers: {
    commit: ChangeId;
    /** The notice for a change is over. */
    due: ChangeId;
    train: undefined;
  } & Record<Step, number>;
  events: { halted: Halted };
  /** Changes by how they have ended. */
  gauges: 'shipped' | 'stopped' | 'reverted';
}

/** Timers of a piece of work carry its serial number: one of an earlier piece means nothing any more. */
export type Step = 'next' | 'built' | 'again' | 'lost' | 'look';
export type Pipeline = Node<PipelineKind>;
export type PipelineOut = Out<PipelineKind>;
