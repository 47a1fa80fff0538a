import { loadMachine } from '../../../nodes/load/open-loop';
import type { Instant, Micros, Node, NodeRef, Out, Stream } from '../../../sim';
import type { Answer, ObjectId, Request } from './operations';

export interface LocalClientOptions {
  /** This client's place among `clients`, and the node that it asks. */
  readonly place: number;
  readonly clients: number;
  readonly replica: NodeRef;
  /** Mean time between two operations, µs. */
  readonly meanGap: number;
  /** Gaps between half and one and a half of the mean, instead of exponential ones (a Poisson process). */
  readonly isEven: boolean;
  /** Share of them that change something. */
  readonly writeShare: number;
  /** What they are on, each as likely. */
  readonly objects: readonly ObjectId[];
  /** Gives an operation up after this long, µs, and asks so many times until then. */
  readonly timeout: Micros;
  readonly attempts: number;
  /** Sends nothing more after this long, µs, and then waits for `settle`. */
  readonly loadFor: Micros;
  readonly settle: Micros;
  /** Probes of this client alone: what was answered, and what was not. */
  readonly okProbe: `ok-${number}`;
  readonly failedProbe: `failed-${number}`;
}

/** An operation without an answer so far. */
export interface Open {
  readonly request: Request;
  /** By its own count of time, µs. */
  readonly since: Micros;
  readonly begun: Instant;
  sent: number;
}

interface Volatile {
  open: Map<number, Open>;
  /** When the next look at unanswered operations is due; Infinity: none is set. */
  lookAt: Micros;
  gaps: Stream | null;
  kinds: Stream | null;
}

/** What one object's updates came to, as this client was told. */
interface Score {
  asked: number;
  done: number;
  declined: number;
  refused: number;
  unknown: number;
}

/** What the client did and was told. Outlives a crash, as a log file does. */
export interface ClientTally {
  sent: number;
  ok: number;
  refused: number;
  /** No answer in time: done or not, nobody can tell this client. */
  unknown: number;
  updates: Record<ObjectId, Score>;
  /** Money paid in (as far as it may have been), and money that was paid out for sure. */
  paidIn: number;
  paidOut: number;
  /** Items whose adding was acknowledged and that this client has not asked to take out. */
  mine: number[];
  finished: boolean;
}

export const machine = loadMachine('local-client', {
  sending: 'sends operations to its own replica',
  waiting: 'has sent its last operation; waits for answers and for the copies to settle',
  finished: 'every operation is answered or given up',
});

export interface LocalClientKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: ClientTally;
  options: LocalClientOptions;
  takes: Answer;
  sends: Request;
  timers: {
    next: undefined;
    /** Time to look for operations whose answer is overdue. */
    look: undefined;
    over: undefined;
  };
  gauges: 'waiting' | 'refused' | 'unknown' | 'paidOut';
  probes:
    | 'latency'
    | 'near-write'
    | 'near-read'
    | 'ok'
    | 'refused'
    | 'unknown'
    | LocalClientOptions['okProbe']
    | LocalClientOptions['failedProbe'];
}
export type LocalClient = Node<LocalClientKind>;
export type ClientOut = Out<LocalClientKind>;
