import type { Behaviour, Handlers, Micros, Node, NodeRef, Out } from '../../../sim';
import { FAIL_FAST_AFTER, serverMachine } from '../../../nodes/server/fail-fast';
import { stampOf, type EndpointKind } from './connection';
import { close, emptyEndpoint, hear, onDue, tell, warm } from './endpoint';
import type { Endpoint, Owner } from './endpoint';
import { isShared, ORDER, type Protocol } from './framing';
import { isOfConnection, type Call, type OfConnection } from './messages';
import { reply, type Taken } from './replying';

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

/** Looks for connections that are too old this often, µs. */
const LOOK_EVERY = 500_000;

const machine = serverMachine('backend', 'works on all calls at once');

interface BackendKind {
  machine: typeof machine;
  volatile: { endpoint: Endpoint; busy: number };
  durable: BackendTally;
  options: BackendOptions;
  takes: OfConnection;
  sends: OfConnection;
  timers: EndpointKind['timers'] & { worked: Taken; look: undefined };
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

function answer(node: Backend, call: Taken, ok: boolean, out: BackendOut): void {
  node.volatile.busy--;
  show(node, out);
  node.durable[ok ? 'served' : 'failed']++;
  reply(node, call, ok, node.index, out);
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
