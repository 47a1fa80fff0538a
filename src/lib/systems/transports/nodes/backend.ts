import type {
  LooseBehaviour,
  LooseHandlers,
  Message,
  Micros,
  NodeState,
  LooseOut,
} from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { close, emptyEndpoint, hear, ring, warm, type Endpoint, type Owner } from './endpoint';
import { write, type Connection, type Read } from './connection';
import { framesOfReply, isShared, ORDER, sizeOf, type Protocol } from './framing';
import { isOfConnection, type Call, type Reply } from './messages';

export interface BackendOptions {
  readonly protocol: Protocol;
  /** Length of the text in an answer, bytes. */
  readonly payload: number;
  /** Connections that were open before the run began: who dialled, and from where its packets come. */
  readonly warm: readonly { readonly id: number; readonly peer: number }[];
  readonly warmRtt: Micros;
  /** A connection that is older is asked to go, µs; 0: never. */
  readonly maxAge: Micros;
}

interface Volatile {
  endpoint: Endpoint;
  busy: number;
}

/** Counts for the measures; they outlive a crash as a log file would. */
export interface BackendTally {
  served: number;
  failed: number;
  /** Calls read. */
  read: number;
  refused: number;
}

export type Backend = NodeState<Volatile, BackendTally, BackendOptions>;

/** A failing server answers with an error after this long, µs. */
const FAIL_FAST_AFTER = 1_000;
/** Looks for connections that are too old so often, µs. */
const LOOK_EVERY = 500_000;

const machine = nodeMachine('backend', {
  initial: 'serving',
  states: {
    serving: { on: { FAIL_FAST: 'failing' }, description: 'works on all calls at once' },
    failing: { on: { RECOVER: 'serving' }, description: 'answers at once, with an error' },
  },
});

/** A call that is being worked on, and where its answer goes. */
interface Job {
  readonly connection: number;
  readonly call: Call;
  readonly arrived: Micros;
  readonly read: Micros;
}

const owner: Owner<Backend> = { read: begin };

function show({ volatile: v }: Backend, out: LooseOut): void {
  out.gauge('busy', v.busy);
  out.gauge('engaged', v.busy > 0 ? 1 : 0);
}

function begin(node: Backend, c: Connection, { item, arrived }: Read, out: LooseOut): void {
  if (item.kind !== 'call') return;
  const { durable: tally, volatile: v, options: o } = node;
  // A server of HTTP/2 waits for the preface and for frames; anything else is a connection error (RFC 9113 §3.4).
  if (isShared(o.protocol) && item.frames.length === 0) {
    tally.refused++;
    out.note(`no HTTP/2 preface and no frame on connection ${c.id}: refused`);
    return close(v.endpoint, c, 'reset', out);
  }
  tally.read++;
  v.busy++;
  show(node, out);
  const job: Job = { connection: c.id, call: item, arrived, read: out.now };
  out.work(node.mode.role === 'failing' ? FAIL_FAST_AFTER : item.work, 'worked', job);
}

function answer(node: Backend, { connection, call, arrived, read }: Job, out: LooseOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  const ok = node.mode.role === 'serving';
  v.busy--;
  show(node, out);
  tally[ok ? 'served' : 'failed']++;
  const c = v.endpoint.connections.get(connection);
  if (!c) return;
  const { id: answers, stream } = call;
  const frames = framesOfReply(o.protocol, answers, ok ? o.payload : 0, !c.spoken);
  c.spoken = true;
  const bytes = sizeOf(frames);
  const times = { arrived, read, written: out.now };
  const reply: Reply = {
    kind: 'reply',
    answers,
    stream,
    ok,
    bytes,
    frames,
    ...times,
    by: node.index,
  };
  write(c, reply, out);
}

/** Asks connections that are too old to go, and again those that do not. */
function look(node: Backend, out: LooseOut): void {
  const { volatile: v, options: o } = node;
  if (o.maxAge > 0)
    for (const c of v.endpoint.connections.values())
      if (out.now - c.since >= o.maxAge)
        out.send(c.peer, { type: 'go-away', connection: c.id } as Message);
  out.after(LOOK_EVERY, 'look');
}

const handlers: LooseHandlers<Volatile, BackendTally, BackendOptions> = {
  message(node, message, from, out) {
    if (isOfConnection(message))
      hear(node, message, from, owner, ORDER[node.options.protocol], out);
  },
  timer(node, name, data, out) {
    if (ring(node, name, data, owner, out)) return;
    if (name === 'worked') answer(node, data as Job, out);
    else look(node, out);
  },
};

/** A server that works on as many calls as there are, each for as long as it takes. */
export const backend: LooseBehaviour<Volatile, BackendTally, BackendOptions> = {
  kind: 'backend',
  diskless: true,
  machine,
  volatile: () => ({ endpoint: emptyEndpoint(), busy: 0 }),
  durable: () => ({ served: 0, failed: 0, read: 0, refused: 0 }),
  start(node, out) {
    const { volatile: v, options: o } = node;
    if (out.now === 0)
      for (const { id, peer } of o.warm)
        warm(v.endpoint, { id, peer, order: ORDER[o.protocol], dialled: false }, o.warmRtt);
    show(node, out);
    out.after(LOOK_EVERY, 'look');
  },
  roles: { serving: handlers, failing: handlers },
};
