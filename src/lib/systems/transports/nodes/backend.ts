import type { Behaviour, Handlers, Micros, Node, NodeRef, Out } from '../../../sim';
import { fault, nodeMachine, well } from '../../../nodes/machine';
import { stampOf, write, type EndpointKind } from './connection';
import { close, emptyEndpoint, hear, onDue, tell, warm } from './endpoint';
import type { Endpoint, Owner } from './endpoint';
import { framesOfReply, isShared, ORDER, sizeOf, type Protocol } from './framing';
import { isOfConnection, type Call, type OfConnection } from './messages';

export interface BackendOptions {
  readonly protocol: Protocol;
  /** Length of the text in an answer, bytes. */
  readonly payload: number;
  /** Connections that were open before the run began: who dialled, and from where its packets come. */
  readonly warm: readonly { readonly id: number; readonly peer: NodeRef }[];
  readonly warmRtt: Micros;
  /** A connection that is older is asked to go, µs; 0: never. */
  readonly maxAge: Micros;
}

/** Counts for the measures; they outlive a crash as a log file would. */
interface BackendTally {
  served: number;
  failed: number;
  /** Calls read. */
  read: number;
  refused: number;
}

/** A failing server answers with an error after this long, µs. */
const FAIL_FAST_AFTER = 1_000;
/** Looks for connections that are too old this often, µs. */
const LOOK_EVERY = 500_000;

const machine = nodeMachine('backend', {
  serving: well('works on all calls at once', { FAIL_FAST: 'failing' }),
  failing: fault('answers at once, with an error', { RECOVER: 'serving' }),
});

/** A call that is being worked on, and where its answer goes. */
interface Job {
  readonly connection: number;
  readonly call: Call;
  /** By the backend's clock. */
  readonly arrived: Micros;
  readonly read: Micros;
}

interface BackendKind {
  machine: typeof machine;
  volatile: { endpoint: Endpoint; busy: number };
  durable: BackendTally;
  options: BackendOptions;
  takes: OfConnection;
  sends: OfConnection;
  timers: EndpointKind['timers'] & { worked: Job; look: undefined };
  gauges: EndpointKind['gauges'] | 'busy' | 'engaged' | 'read' | 'refused';
  probes: EndpointKind['probes'];
}
type Backend = Node<BackendKind>;
type BackendOut = Out<BackendKind>;

function show({ volatile: v }: Backend, out: BackendOut): void {
  out.gauge('busy', v.busy);
  out.gauge('engaged', v.busy > 0 ? 1 : 0);
}

/** Begins to work on each call that it reads, which takes `timeOf` the call. */
const ownerThatWorks = (timeOf: (call: Call) => Micros): Owner<Backend, BackendOut> => ({
  read(node, c, { item, arrived }, out) {
    if (item.kind !== 'call') return;
    const { durable: tally, volatile: v, options: o } = node;
    // A server of HTTP/2 waits for the preface and for frames; anything else is a connection error (RFC 9113 §3.4).
    if (isShared(o.protocol) && item.frames.length === 0) {
      tally.refused++;
      out.gauge('refused', tally.refused);
      out.note(`refuses connection ${c.id}: no HTTP/2 preface and no frame on it`);
      return close(v.endpoint, c, 'reset', out);
    }
    tally.read++;
    out.gauge('read', tally.read);
    v.busy++;
    show(node, out);
    const times = { arrived: stampOf(arrived.count, out), read: out.clock() };
    out.work(timeOf(item), 'worked', { connection: c.id, call: item, ...times });
  },
});

function answer(node: Backend, job: Job, ok: boolean, out: BackendOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  const { connection, call, arrived, read } = job;
  v.busy--;
  show(node, out);
  tally[ok ? 'served' : 'failed']++;
  const c = v.endpoint.connections.get(connection);
  if (!c) return;
  const { id: answers, stream } = call;
  const frames = framesOfReply(o.protocol, answers, ok ? o.payload : 0, !c.spoken);
  c.spoken = true;
  const times = { arrived, read, written: out.clock() };
  const bytes = sizeOf(frames);
  write(c, { kind: 'reply', answers, stream, ok, bytes, frames, ...times, by: node.index }, out);
}

/** Asks connections that are too old to go, and again those that do not. */
function look(node: Backend, out: BackendOut): void {
  const { volatile: v, options: o } = node;
  if (o.maxAge > 0)
    for (const c of v.endpoint.connections.values())
      if (out.monotonic() - c.since >= o.maxAge)
        out.send(c.peer, { type: 'go-away', connection: c.id });
  out.after(LOOK_EVERY, 'look');
}

/** Work begun in one role may end in another: what the answer is depends on the role in which it ends. */
function handlers(owner: Owner<Backend, BackendOut>, ok: boolean): Handlers<BackendKind> {
  return {
    message: (node, message, from, out) => {
      if (isOfConnection(message))
        hear(node, message, from, owner, ORDER[node.options.protocol], out);
    },
    timer(node, name, data, out) {
      if (name === 'worked') answer(node, data, ok, out);
      else if (name === 'look') look(node, out);
      else onDue(node, name, data, owner, out);
    },
  };
}

/** A server that works on any number of calls at once, each for as long as it takes. */
export const backend: Behaviour<BackendKind> = {
  kind: 'backend',
  diskless: true,
  machine,
  volatile: () => ({ endpoint: emptyEndpoint(), busy: 0 }),
  durable: () => ({ served: 0, failed: 0, read: 0, refused: 0 }),
  start(node, out, again) {
    const { volatile: v, options: o } = node;
    if (!again)
      for (const { id, peer } of o.warm)
        warm(v.endpoint, { id, peer, order: ORDER[o.protocol], dialled: false }, o.warmRtt);
    tell(v.endpoint, out);
    out.gauge('read', node.durable.read);
    show(node, out);
    out.after(LOOK_EVERY, 'look');
  },
  roles: {
    serving: handlers(
      ownerThatWorks((call) => call.work),
      true,
    ),
    failing: handlers(
      ownerThatWorks(() => FAIL_FAST_AFTER),
      false,
    ),
  },
};
