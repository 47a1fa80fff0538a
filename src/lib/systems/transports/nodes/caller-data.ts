import type { Micros, NodeState, TimerId } from '../../../sim';
import type { Fifo } from '../../../nodes/server/queue';
import type { Endpoint } from './endpoint';
import type { Protocol } from './framing';

export type CallerBug = 'none' | 'by-order' | 'stream-reuse' | 'keep-connection';

export interface CallerOptions {
  readonly protocol: Protocol;
  /** Nodes that it dials: a backend, a balancer, or all backends. By number. */
  readonly targets: readonly number[];
  /** Connections: to each target where calls share them, in all where each call has one to itself. */
  readonly connections: number;
  /** A new connection for each call, closed after its answer. */
  readonly perCall: boolean;
  /** Calls that may be under way on one shared connection. */
  readonly maxStreams: number;
  /** Round trips of a handshake. */
  readonly trips: number;
  /** Connections are open at the start and know this round trip, µs; `null`: they have yet to be opened. */
  readonly warmRtt: Micros | null;
  /** An answer that takes longer is given up, µs. */
  readonly patience: Micros;
  /** Whom it asks for the list of backends, and how often, µs; 0: never. */
  readonly registry: number;
  readonly resolveEvery: Micros;
  /** False: messages of gRPC are written to the connection without HTTP/2's frames. */
  readonly framed: boolean;
  /** The probe that this client's latencies go to as well. */
  readonly probe: number;
  readonly bug: CallerBug;
}

export interface OpenCall {
  readonly since: Micros;
  readonly work: Micros;
  /** The line that it has in the history: a number that no other open call of this client has. */
  readonly process: number;
  readonly timer: TimerId;
  /** When it was written to a connection; −1: it waits for one. */
  sent: Micros;
  connection: number;
  stream: number;
}

export interface CallerMemory {
  endpoint: Endpoint;
  targets: number[];
  /** Whose turn it is among targets, and among connections. */
  turn: number;
  open: Map<number, OpenCall>;
  waiting: Fifo<number>;
  lines: boolean[];
  over: boolean;
}

/** Counts for the measures. `mismatched` is an observer's: the client itself cannot know. */
export interface CallerTally {
  calls: number;
  ok: number;
  failed: number;
  /** Given up, or the connection was lost: nobody knows what became of them. */
  unknown: number;
  mismatched: number;
  mostConnections: number;
  finished: boolean;
}

export type Caller = NodeState<CallerMemory, CallerTally, CallerOptions>;

/** What a waterfall draws of one call; all times in µs. */
export interface Span {
  readonly id: number;
  readonly ms: number;
  readonly sent: Micros;
  readonly arrived: Micros;
  readonly read: Micros;
  readonly written: Micros;
  /** When the answer's bytes were all there; it was read when the entry was made. */
  readonly back: Micros;
  readonly by: number;
}
