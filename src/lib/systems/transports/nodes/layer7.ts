import type { LooseBehaviour, LooseHandlers, Micros, NodeState, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { write, type Connection, type Read } from './connection';
import {
  begin,
  connectionId,
  dial,
  emptyEndpoint,
  hear,
  ring,
  warm,
  type Endpoint,
  type Owner,
} from './endpoint';
import { framesOfCall, framesOfReply, ORDER, sizeOf, type Protocol } from './framing';
import { isOfConnection, type Addresses, type Call, type Reply } from './messages';

export interface Layer7Options {
  /** What clients speak with it; to backends it speaks HTTP/2. */
  readonly protocol: Protocol;
  readonly payload: number;
  readonly backends: readonly number[];
  /** Connections that clients had opened before the run began, and its own to each backend. */
  readonly warm: readonly { readonly id: number; readonly peer: number }[];
  readonly warmRtt: Micros;
  readonly innerRtt: Micros;
}

interface Forwarded {
  readonly call: Call;
  /** Whom the answer is for. */
  readonly connection: number;
  readonly arrived: Micros;
  readonly read: Micros;
}

interface Volatile {
  endpoint: Endpoint;
  backends: number[];
  turn: number;
  /** Calls at backends, by a number of its own. */
  forwarded: Map<number, Forwarded>;
  count: number;
}

export interface Layer7Tally {
  forwarded: number;
  failed: number;
  mostConnections: number;
}

type Layer7 = NodeState<Volatile, Layer7Tally, Layer7Options>;

const machine = nodeMachine('layer-7', {
  initial: 'proxying',
  states: { proxying: { description: 'reads each call and chooses a backend for it' } },
});

const owner: Owner<Layer7> = {
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
function stock(node: Layer7, out: LooseOut): void {
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
  out: LooseOut,
): void {
  const { volatile: v, durable: tally } = node;
  const n = v.count++;
  v.forwarded.set(n, { call, connection: from.id, arrived, read: out.now });
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

function giveBack(node: Layer7, c: Connection, reply: Reply, out: LooseOut): void {
  const n = c.calls.get(reply.stream);
  if (n === undefined) return;
  c.calls.delete(reply.stream);
  passBack(node, n, reply.ok, reply.by, out);
}

function failBack(node: Layer7, n: number, out: LooseOut): void {
  node.durable.failed++;
  passBack(node, n, false, node.index, out);
}

/** Passes an answer on to the client that waits for it, if its connection is still there. */
function passBack(node: Layer7, n: number, ok: boolean, by: number, out: LooseOut): void {
  const { volatile: v, options: o } = node;
  const { call, connection, arrived, read } = v.forwarded.get(n)!;
  v.forwarded.delete(n);
  const c = v.endpoint.connections.get(connection);
  if (!c) return;
  const { id: answers, stream } = call;
  const frames = framesOfReply(o.protocol, answers, ok ? o.payload : 0, !c.spoken);
  c.spoken = true;
  const bytes = sizeOf(frames);
  const times = { arrived, read, written: out.now };
  write(c, { kind: 'reply', answers, stream, ok, bytes, frames, ...times, by }, out);
}

const proxying: LooseHandlers<Volatile, Layer7Tally, Layer7Options> = {
  message(node, message, from, out) {
    const { volatile: v, options: o } = node;
    if (isOfConnection(message)) return hear(node, message, from, owner, ORDER[o.protocol], out);
    if (message.type !== 'addresses') return;
    v.backends = [...(message as Addresses).backends];
    stock(node, out);
  },
  timer(node, name, data, out) {
    ring(node, name, data, owner, out);
  },
};

/** A balancer at layer 7: connections of clients end here, and each call on them is sent to the backend whose turn it is. */
export const layer7: LooseBehaviour<Volatile, Layer7Tally, Layer7Options> = {
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
  start(node, out) {
    const { volatile: v, options: o } = node;
    begin(v.endpoint, out);
    if (out.now === 0) {
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
  },
  roles: { proxying },
};
