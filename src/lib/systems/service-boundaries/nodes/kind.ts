import type { Micros, Node, NodeRef, NodeRefs, Out, TimerId } from '../../../sim';
import { fault, nodeMachine, off, well } from '../../../nodes/machine';
import type { Answer, Call, Deadly, Failed, Part, Read, Request, Rows } from './messages';

interface ProcessOptions {
  /** What it owns, as bits. */
  readonly owns: number;
  /** The owner of each entity in the same deployment. */
  readonly owner: NodeRefs;
  /** Its own store, and that of each entity's owner. */
  readonly store: NodeRef;
  readonly stores: NodeRefs;
  /** Services that it shares a link with. */
  readonly peers: NodeRefs;
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
  /** Dead on a machine that is up: its connections are refused at once. Else there is nobody to answer. */
  readonly refuses: boolean;
  /** From its death until it serves again, µs. */
  readonly restart: Micros;
  /** Mean time from serving to dying by itself, µs; 0: never. */
  readonly life: Micros;
  /** Entities, as bits, whose code forgets to free memory: MB a request; it dies at `memory`. */
  readonly leaks: number;
  readonly leak: number;
  readonly memory: number;
  /** A wrong design, for hunts to find. */
  readonly bug: 'none' | 'reads-store' | 'second-owner' | 'no-deadline' | 'unmarked';
}

/** One part of an answer that is being waited for. */
export interface Waiting {
  readonly entities: number;
  readonly from: NodeRef;
  attempt: number;
  /** −1 until it is asked for. */
  timer: TimerId;
}

/** A request that this process took from a client. */
export interface Open {
  readonly client: NodeRef;
  readonly endpoint: number;
  /** By its own count of time, µs. */
  readonly deadline: Micros;
  readonly waiting: Waiting[];
  /** What has come, and what is done without, as bits. */
  parts: number;
  missing: number;
}

interface Memory {
  open: Map<number, Open>;
  /** MB that leaked. */
  leaked: number;
}

/** Counters, by endpoint or in all, as a log file would have them. */
interface ProcessTally {
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

export const machine = nodeMachine('process', {
  serving: well('takes requests, calls the owners of what it lacks, answers calls', {
    DIE: 'down',
    FAIL_FAST: 'failing',
    EMPTY: 'off',
  }),
  failing: fault('answers at once, with an error', {
    RECOVER: 'serving',
    DIE: 'down',
    EMPTY: 'off',
  }),
  down: fault('dead until its supervisor has started it again', {
    UP: 'serving',
    EMPTY: 'off',
  }),
  off: off('owns no entity', { FILL: 'serving' }),
});

export interface ProcessKind {
  machine: typeof machine;
  volatile: Memory;
  durable: ProcessTally;
  options: ProcessOptions;
  takes: Request | Call | Part | Rows | Deadly;
  sends: Answer | Failed | Call | Part | Read;
  timers: {
    /** Work within the process is done. `life` tells a dead process's apart: how often it had died. */
    local: { readonly read: Read; readonly life: number };
    /** A part did not come in time. */
    late: { readonly id: number; readonly entities: number };
    /** It dies by itself, unless it has died since: how often it had. */
    end: number;
    up: undefined;
  };
  gauges: 'open' | 'memory';
}
export type Process = Node<ProcessKind>;
export type ProcessOut = Out<ProcessKind>;
