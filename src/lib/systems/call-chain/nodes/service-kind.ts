import type { Micros, Node, NodeRef, Out, Stream, TimerId } from '../../../sim';
import { fault, nodeMachine, waiting, well } from '../../../nodes/machine';
import { failFast } from '../../../nodes/server/fail-fast';
import type { ChainSettings } from '../settings';
import type { Call, Cause, Reply } from './messages';
import type { Taken } from './taken';

export interface ServiceOptions {
  readonly next: NodeRef;
  /** 1 where this layer does not retry. */
  readonly attempts: number;
  /** For one attempt, µs. */
  readonly timeout: Micros;
  /** Tokens that a first attempt adds to the retry budget; `null` where retries are not limited. */
  readonly budget: number | null;
  readonly backoff: ChainSettings['backoff'];
  readonly pause: Micros;
  readonly deadlines: boolean;
  readonly breaker: boolean;
  readonly breakerOpen: Micros;
  /** Calls that it holds at most; 0: any number. */
  readonly bulkhead: number;
  /** Its own work for a call, and what decoding any message takes, µs. */
  readonly work: Micros;
  readonly marshal: Micros;
  /** Time that a message occupies its link, µs. */
  readonly transmit: Micros;
  /** Callers' tokens are refused when older than this, µs; 0: nobody asks. */
  readonly tokenLife: Micros;
  /** It gets a new address so often, µs; 0: never. */
  readonly moveEvery: Micros;
  /** Wrong designs, for hunts to find: a deadline of its own, µs after it took the call, and another key for a retry. */
  readonly ownDeadline: Micros | null;
  readonly newKey: boolean;
}

/** A call that it has taken and not answered. */
export interface Job {
  readonly id: number;
  readonly caller: NodeRef;
  readonly call: Call;
  attempt: number;
  /** Number of the attempt that it waits for, and its time-out; 0 between attempts. */
  no: number;
  timer: TimerId;
}

/** The last outcomes of its calls, newest last. */
export interface Recent {
  outcomes: boolean[];
  failures: number;
}

/** What its log would count. */
interface Tally {
  /** Attempts sent in its whole life: numbers must not repeat after a crash. */
  sent: number;
  retries: number;
  /** Retries that the budget did not allow. */
  denied: number;
  /** Calls dropped because their deadline had passed, and answers that nobody waited for. */
  expired: number;
  late: number;
  /** Times that its breaker opened. */
  opened: number;
  refused: number;
  moves: number;
}

export const machine = nodeMachine('chain-service', {
  closed: well('takes calls and calls the next layer', {
    TRIP: 'open',
    FAIL_FAST: 'failing',
  }),
  open: fault('breaker open: answers with an error and leaves the next layer alone', {
    PROBE: 'half-open',
    FAIL_FAST: 'failing',
  }),
  'half-open': waiting('breaker half-open: one call goes through as a probe', {
    TRIP: 'open',
    CLOSE: 'closed',
    FAIL_FAST: 'failing',
  }),
  failing: failFast('closed'),
});

export interface ServiceKind {
  machine: typeof machine;
  volatile: {
    jobs: Map<number, Job>;
    /** The job that each attempt under way belongs to. */
    waiting: Map<number, number>;
    taken: Taken;
    jobsTaken: number;
    budget: number;
    recent: Recent;
    /** The job whose call is the probe; 0: none. */
    probe: number;
    /** When its link has sent all it was given. */
    linkFree: Micros;
    token: Micros;
    /** Its own address, and the one that it has of the next layer. */
    address: number;
    moving: boolean;
    nextAddress: number;
    pauses: Stream | null;
  };
  durable: Tally;
  options: ServiceOptions;
  takes: Call | Reply;
  sends: Call | Reply;
  timers: {
    worked: number;
    attempt: number;
    silence: number;
    wire: { to: NodeRef; message: Call | Reply };
    probe: undefined;
    move: undefined;
  };
  events: {
    began: { checkout: number; caller: NodeRef; no: number };
    finished: { checkout: number; caller: NodeRef; no: number; why: Cause | null };
    asked: { checkout: number; no: number; attempt: number; to: NodeRef };
    ended: { checkout: number; no: number; why: Cause | null };
  };
  gauges: 'budget' | 'held' | 'expired';
  probes: Cause;
}
export type Service = Node<ServiceKind>;
export type ServiceOut = Out<ServiceKind>;
