import type { Micros, Node, NodeRef, Out } from '../../../../sim';
import { nodeMachine, off, partMachine, waiting, well } from '../../../../nodes/machine';
import type { Trait } from '../users-api/changes';
import type { Announce, AskReport, Complaint, ConsumerReport } from '../users-api/messages';
import type { Get, Reply, Ticket } from '../users-api/messages';
import type { Result } from './messages';
import type { ProgramId } from './programs';

export interface ConsumerOptions {
  readonly program: ProgramId;
  /** Its place among `places` consumers: ids of requests are place, place + places, … */
  readonly place: number;
  readonly places: number;
  readonly router: NodeRef;
  readonly customers: NodeRef;
  readonly pipeline: NodeRef;
  /** Mean time between two jobs, µs. */
  readonly meanGap: number;
  /** After this long it starts no more jobs, µs. */
  readonly loadFor: Micros;
  /** How long the Wallet waits for an answer, µs. */
  readonly deadline: Micros;
  readonly users: number;
  /** Its code relies on what it has always observed; otherwise only on what is promised. */
  readonly habits: boolean;
  /** From an announcement until its team has shipped code that can bear the change, µs. */
  readonly adaptTime: Micros;
}

/** Something that the program does, in one request or several. */
export interface Job {
  readonly about: Result['about'];
  readonly user: number;
  readonly limit: number;
  readonly ids: number[];
  readonly versions: number[];
}

interface Volatile {
  open: Map<number, { readonly job: Job; readonly isLate: boolean }>;
  /** Of the latest outcomes, newest last: the trait that failed loudly, or an empty text. */
  recent: (Trait | '')[];
  quietUntil: Micros;
}

/** Counts for the measures, and what its team knows. */
interface ConsumerTally {
  asked: number;
  jobs: number;
  done: number;
  failed: number;
  adapted: Trait[];
  /** Adaptations that the team works on, or that wait for it to ship again; and when each is ready, µs. */
  waiting: Trait[];
  ready: Partial<Record<Trait, Micros>>;
  isFrozen: boolean;
  /** Answers by the release that gave them, and those among them that it could not use. */
  by: Record<number, { n: number; failed: number }>;
}

export const machine = nodeMachine('consumer', {
  active: well('calls the service, whatever comes back', {
    FREEZE: 'frozen',
    ALL_SENT: 'finished',
  }),
  frozen: waiting('goes on calling, but ships no change of its own', {
    THAW: 'active',
    ALL_SENT: 'finished',
  }),
  finished: off('starts no more jobs'),
});

/** One thing that a program relies on. */
export const habitMachine = partMachine('habit', {
  relied: well('relies on it', { ANNOUNCE: 'adapting', ADAPT: 'adapted' }),
  adapting: waiting('has been told that it will change', { ADAPT: 'adapted' }),
  adapted: well('can bear either way'),
});

export interface ConsumerKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: ConsumerTally;
  options: ConsumerOptions;
  takes: Reply | Announce | Complaint | AskReport;
  sends: Get | Result | Ticket | ConsumerReport;
  timers: {
    next: undefined;
    /** Nobody waits any longer for the answer with this id; even a late one is not expected any more. */
    deadline: number;
    forget: number;
    /** Code that can bear the change is ready to ship. */
    adapt: Trait;
  };
  /** Changes that its team was told of and has or has not adapted to. */
  gauges: 'frozen' | 'adapting' | 'adapted';
}
export type Consumer = Node<ConsumerKind>;
export type ConsumerOut = Out<ConsumerKind>;
