import type { Behaviour, Micros, Node, NodeRef, NodeRefs, Out } from '../../../sim';
import { oneRole } from '../../../nodes/machine';
import { stampOf, write, type Connection, type EndpointKind, type Read } from './connection';
import { begin, connectionId, dial, emptyEndpoint, hear, onDue, tell, warm } from './endpoint';
import type { Endpoint, Owner } from './endpoint';
import { framesOfCall, ORDER, sizeOf, type Protocol } from './framing';
import { isOfConnection } from './messages';
import type { Addresses, Call, OfConnection, Reply } from './messages';
import { reply, type Taken } from './replying';

interface Layer7Options {
  /** What clients speak with it; to backends it speaks HTTP/2. */
  readonly protocol: Protocol;
  readonly payload: number;
  readonly backends: NodeRefs;
  /** Connections that clients had opened before the run began, and its own to each backend. */
  readonly warm: readonly { readonly id: number; readonly peer: NodeRef }[];
  readonly warmRtt: Micros;
  readonly innerRtt: Micros;
}

interface Volatile {
  endpoint: Endpoint;
  backends: NodeRef[];
  turn: number;
  /** Calls at backends, by a number of its own. */
  forwarded: Map<number, Taken>;
  count: number;
}

interface Layer7Tally {
  forwarded: number;
  failed: number;
  mostConnections: number;
}

const machine = oneRole('layer-7', { proxying: 'reads each call and chooses a backend for it' });

interface Layer7Kind {
  machine: typeof machine;
  volatile: Volatile;
  durable: Layer7Tally;
  options: Layer7Options;
  takes: OfConnection | Addresses;
  sends: OfConnection;
  timers: EndpointKind['timers'];
  probes: EndpointKind['probes'];
  gauges: EndpointKind['gauges'];
}
type Layer7 = Node<Layer7Kind>;
type Layer7Out = Out<Layer7Kind>;

const owner: Owner<Layer7, Layer7Out> = {
  read(node, c, read, out) {
    if (read.item.kind === 'call') forward(node, c, read, read.item, out);
    else giveBack(node, c, read.item, out);
  },
  gone(node, c, _why, out) {
    if (!c.dialled) return;
    for (const n of c.calls.values()) failBack(node, n, out);
    stock(node, out);
  },
};

/** One connection to each backend. */
function stock(node: Layer7, out: Layer7Out): void {
  const { volatile: v, durable: tally } = node;
  const mine = [...v.endpoint.connections.values()].filter((c) => c.dialled);
  for (const peer of v.backends)
    if (!mine.some((c) => c.peer === peer))
      dial(v.endpoint, node.index, { peer, order: 'connection', trips: 1 }, out);
  const dialled = [...v.endpoint.connections.values()].filter((c) => c.dialled).length;
  tally.mostConnections = Math.max(tally.mostConnections, dialled);
}

function forward(
  node: Layer7,
  from: Connection,
  { arrived }: Read,
  call: Call,
  out: Layer7Out,
): void {
  const { volatile: v, durable: tally } = node;
  const n = v.count++;
  v.forwarded.set(n, {
    call,
    connection: from.id,
    arrived: stampOf(arrived.count, out),
    read: out.clock(),
  });
  const able = [...v.endpoint.connections.values()].filter((c) => c.dialled && c.state === 'open');
  if (able.length === 0) return failBack(node, n, out);
  const c = able[v.turn++ % able.length];
  const stream = c.nextStream;
  c.nextStream += 2;
  c.calls.set(stream, n);
  const frames = framesOfCall('http2', call.id, !c.spoken);
  c.spoken = true;
  tally.forwarded++;
  write(c, { ...call, stream, frames, bytes: sizeOf(frames) }, out);
}

function giveBack(node: Layer7, c: Connection, reply: Reply, out: Layer7Out): void {
  const n = c.calls.get(reply.stream);
  if (n === undefined) return;
  c.calls.delete(reply.stream);
  passBack(node, n, reply.ok, reply.by, out);
}

function failBack(node: Layer7, n: number, out: Layer7Out): void {
  node.durable.failed++;
  passBack(node, n, false, node.index, out);
}

/** Passes an answer on to the client that waits for it, if its connection is still there. */
function passBack(node: Layer7, n: number, ok: boolean, by: NodeRef, out: Layer7Out): void {
  const { forwarded } = node.volatile;
  const taken = forwarded.get(n)!;
  forwarded.delete(n);
  reply(node, taken, ok, by, out);
}

/** A balancer at layer 7: connections of clients end here, and each call on them is sent to the backend whose turn it is. */
export const layer7: Behaviour<Layer7Kind> = {
  kind: 'layer-7',
  diskless: true,
  machine,
  volatile: ({ options }) => ({
    endpoint: emptyEndpoint(),
    backends: [...options.backends],
    turn: 0,
    forwarded: new Map(),
    count: 0,
  }),
  durable: () => ({ forwarded: 0, failed: 0, mostConnections: 0 }),
  start(node, out, again) {
    const { volatile: v, options: o } = node;
    begin(v.endpoint, out);
    if (!again) {
      for (const { id, peer } of o.warm)
        warm(v.endpoint, { id, peer, order: ORDER[o.protocol], dialled: false }, o.warmRtt);
      for (const [n, peer] of o.backends.entries())
        warm(
          v.endpoint,
          { id: connectionId(node.index, n), peer, order: 'connection', dialled: true },
          o.innerRtt,
        );
    }
    stock(node, out);
    tell(v.endpoint, out);
  },
  roles: {
    proxying: {
      message(node, message, from, out) {
        const { volatile: v, options: o } = node;
        if (isOfConnection(message))
          return hear(node, message, from, owner, ORDER[o.protocol], out);
        v.backends = [...message.backends];
        stock(node, out);
      },
      timer(node, name, data, out) {
        onDue(node, name, data, owner, out);
      },
    },
  },
};
