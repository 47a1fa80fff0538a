import type { Instant, Micros, Node, NodeRef, NodeRefs, Out, TimerId } from '../../../sim';
import { nodeMachine, off, waiting, well } from '../../../nodes/machine';
import type { Fifo } from '../../../nodes/server/queue';
import type { EndpointKind } from './connection';
import type { Endpoint } from './endpoint';
import type { Protocol } from './framing';
import type { Addresses, OfConnection, Over, Resolve, Task } from './messages';

export type CallerBug = 'none' | 'by-order' | 'stream-reuse' | 'keep-connection';

export interface CallerOptions {
  readonly protocol: Protocol;
  /** Nodes that it dials: a backend, a balancer, or all backends. */
  readonly targets: NodeRefs;
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
  /** A call without an answer is given up after this long, µs. */
  readonly patience: Micros;
  /** Whom it asks for the list of backends, and how often, µs; 0: never. */
  readonly registry: NodeRef | null;
  readonly resolveEvery: Micros;
  /** False: messages of gRPC are written to the connection without HTTP/2's frames. */
  readonly framed: boolean;
  readonly bug: CallerBug;
}

interface OpenCall {
  readonly since: Instant;
  readonly work: Micros;
  /** Its line in the history: a number that no other open call of this client has. */
  readonly process: number;
  readonly timer: TimerId;
  /** When it was written to a connection, by the client's clock, and which; `null`: it waits for one. */
  sent: Micros | null;
  connection: number | null;
  stream: number;
}

interface Memory {
  endpoint: Endpoint;
  targets: NodeRef[];
  /** Whose turn it is among targets, and among connections. */
  turn: number;
  open: Map<number, OpenCall>;
  waiting: Fifo<number>;
  lines: boolean[];
  over: boolean;
}

/** Counts for the measures. `mismatched` is an observer's: the client itself cannot know. */
interface CallerTally {
  calls: number;
  ok: number;
  failed: number;
  /** Given up, or the connection was lost: nobody knows what became of them. */
  unknown: number;
  mismatched: number;
  mostConnections: number;
  finished: boolean;
}

/** What a server did with a call and when its answer was back, µs by the clocks of those who say so. */
export interface Span {
  readonly arrived: Micros;
  readonly read: Micros;
  readonly written: Micros;
  /** When the answer's bytes had all arrived; it was read when the call was settled. */
  readonly back: Micros;
  /** The node that did the work. */
  readonly by: NodeRef;
}

/** How a call ended; of one that is `unknown` nobody can say whether it was done. */
export type Outcome = 'ok' | 'failed' | 'unknown';

/** What clients write down for the waterfall. */
export interface CallEvents {
  called: { readonly call: number };
  settled: {
    readonly call: number;
    readonly outcome: Outcome;
    /** By the client's clock; `null`: it never left. */
    readonly sent: Micros | null;
    /** Where the answer says so. */
    readonly span: Span | null;
  };
}

export const machine = nodeMachine('caller', {
  calling: well('calls when the workload says so', { ALL_CALLED: 'waiting' }),
  waiting: waiting('all calls are made, some unanswered', { ALL_ANSWERED: 'finished' }),
  finished: off('all calls are answered or given up'),
});

export interface CallerKind {
  machine: typeof machine;
  volatile: Memory;
  durable: CallerTally;
  options: CallerOptions;
  takes: OfConnection | Task | Over | Addresses;
  sends: OfConnection | Resolve;
  timers: EndpointKind['timers'] & { patience: number; resolve: undefined };
  events: CallEvents;
  gauges: EndpointKind['gauges'] | 'waiting' | 'open' | 'unknown';
  probes: EndpointKind['probes'] | 'latency' | 'errors' | Protocol;
}
export type Caller = Node<CallerKind>;
export type CallerOut = Out<CallerKind>;

/** Lines of a client, by thousands so that people can tell whose they are. */
const LINES = 1000;

/** A line of its own in the history for each of a client's open calls: the lowest one that is free. */
export function takeLine(lines: boolean[], client: NodeRef): number {
  const free = lines.indexOf(false);
  const line = free < 0 ? lines.length : free;
  lines[line] = true;
  return client * LINES + line;
}

function freeLine(lines: boolean[], client: NodeRef, process: number): void {
  lines[process - client * LINES] = false;
}

const ENTRY = { ok: 'ok', failed: 'fail', unknown: 'info' } as const;

/** A call that was made and has ended. */
interface Ended {
  readonly process: number;
  /** When it left, by the client's clock; `null`: it never did. */
  readonly sent: Micros | null;
}
type EndOut = Pick<Out<{ events: CallEvents }>, 'event' | 'history'>;

/** Writes down how a call of a client ended, and frees its line. */
export function noteEnd(
  { index, volatile: v }: { readonly index: NodeRef; readonly volatile: { lines: boolean[] } },
  call: number,
  { process, sent }: Ended,
  { outcome, span }: { outcome: Outcome; span: Span | null },
  out: EndOut,
): void {
  freeLine(v.lines, index, process);
  out.event('settled', { call, outcome, sent, span });
  out.history({ process, type: ENTRY[outcome], f: 'call', value: call });
}
