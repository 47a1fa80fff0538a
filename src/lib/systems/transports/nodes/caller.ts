import { range, type Behaviour, type Handlers, type Micros, type NodeRef } from '../../../sim';
import { finish } from '../../../nodes/load/open-loop';
import { dequeue, emptyFifo, enqueue } from '../../../nodes/server/queue';
import { machine, noteEnd, takeLine, type Caller, type CallerKind } from './caller-kind';
import type { CallerOptions, CallerOut, Outcome, Span } from './caller-kind';
import { begin as beginAnew, close, connectionId, emptyEndpoint } from './endpoint';
import { hear, onDue, tell, warm } from './endpoint';
import type { Owner } from './endpoint';
import { stampOf, write, type Connection, type Read } from './connection';
import { ORDER, isShared, type Protocol } from './framing';
import { isOfConnection, type Reply, type Task } from './messages';
import { callItem, grow, pick, reach, restock } from './pool';

const owner: Owner<Caller, CallerOut> = {
  opened: (node, _c, out) => serve(node, out),
  read: answered,
  gone(node, c, why, out) {
    for (const id of c.calls.values()) {
      out.note(`call ${id}: its connection was ${why === 'silent' ? 'given up' : why}`);
      settle(node, id, 'unknown', out);
    }
    restock(node, out);
    serve(node, out);
  },
  drain(node, c, out) {
    c.state = 'draining';
    restock(node, out);
    retire(node, c, out);
  },
};

/** Closes a connection that takes nothing new, once nothing is under way on it. */
function retire(node: Caller, c: Connection, out: CallerOut): void {
  const spent = c.state === 'draining' || node.options.perCall;
  if (spent && c.calls.size === 0) close(node.volatile.endpoint, c, 'goodbye', out);
}

/** A task that the network delivers twice while its call is open is one call. */
function begin(node: Caller, { id, work }: Task, out: CallerOut): void {
  const { volatile: v, durable: tally, options: o } = node;
  if (v.open.has(id)) return;
  tally.calls++;
  const process = takeLine(v.lines, node.index);
  const timer = out.after(o.patience, 'patience', id);
  const since = out.instant();
  v.open.set(id, { since, work, process, timer, sent: null, connection: null, stream: 0 });
  out.event('called', { call: id });
  out.history({ process, type: 'invoke', f: 'call', value: id });
  enqueue(v.waiting, id);
  serve(node, out);
}

/** Writes waiting calls to connections while there are some that take them, and opens more where that may help. */
function serve(node: Caller, out: CallerOut): void {
  const { volatile: v } = node;
  while (v.waiting.length > 0) {
    const c = pick(node);
    if (!c) {
      grow(node, out);
      break;
    }
    const id = dequeue(v.waiting)!;
    const call = v.open.get(id);
    if (!call) continue;
    const item = callItem(node, c, id, call.work);
    Object.assign(call, { sent: out.clock(), connection: c.id, stream: item.stream });
    c.calls.set(item.stream, id);
    write(c, item, out);
  }
  out.gauge('waiting', v.waiting.length);
  out.gauge('open', v.open.size);
}

/**
 * Which call an answer belongs to: on a shared connection its stream says so; on one of its own there is only one call
 * that it can be.
 */
function streamOf(node: Caller, c: Connection, reply: Reply): number | undefined {
  const byPosition = !isShared(node.options.protocol) || node.options.bug === 'by-order';
  return byPosition ? c.calls.keys().next().value : reply.stream;
}

function answered(node: Caller, c: Connection, { item, arrived }: Read, out: CallerOut): void {
  if (item.kind !== 'reply') return;
  const stream = streamOf(node, c, item);
  const id = stream === undefined ? undefined : c.calls.get(stream);
  // Late: the call was given up.
  if (id === undefined) return;
  c.calls.delete(stream!);
  if (item.answers !== id) {
    node.durable.mismatched++;
    out.note(`takes the answer to call ${item.answers} for the answer to call ${id}`);
  }
  settle(node, id, item.ok ? 'ok' : 'failed', out, spanOf(item, arrived.count, out));
  retire(node, c, out);
  serve(node, out);
}

function settle(
  node: Caller,
  id: number,
  outcome: Outcome,
  out: CallerOut,
  span: Span | null = null,
): void {
  const { volatile: v, durable: tally, options: o } = node;
  const call = v.open.get(id);
  if (!call) return;
  out.cancel(call.timer);
  v.open.delete(id);
  tally[outcome]++;
  if (outcome === 'unknown') out.gauge('unknown', tally.unknown);
  if (outcome === 'ok') {
    out.observeSince('latency', call.since);
    out.observeSince(o.protocol, call.since);
  } else out.observe('errors', 1);
  noteEnd(node, id, call, { outcome, span }, out);
  look(node, out);
}

function spanOf({ arrived, read, written, by }: Reply, back: Micros, out: CallerOut): Span {
  return { arrived, read, written, back: stampOf(back, out), by };
}

/** No answer in time. A call with a connection of its own closes it: the answer may still come. */
function giveUp(node: Caller, id: number, out: CallerOut): void {
  const { volatile: v, options: o } = node;
  const call = v.open.get(id);
  if (!call) return;
  const c = call.connection === null ? undefined : v.endpoint.connections.get(call.connection);
  if (c && c.calls.get(call.stream) === id) {
    c.calls.delete(call.stream);
    if (!isShared(o.protocol) && o.bug !== 'keep-connection') close(v.endpoint, c, 'reset', out);
    else retire(node, c, out);
  }
  settle(node, id, 'unknown', out);
  serve(node, out);
}

function look({ volatile: v, durable: tally }: Caller, out: CallerOut): void {
  if (v.over && v.open.size === 0 && !tally.finished) finish(tally, out);
}

/** Timers of its connections and calls, in every role but the last. */
const timer: Handlers<CallerKind>['timer'] = (node, name, data, out) => {
  const { registry, resolveEvery } = node.options;
  switch (name) {
    case 'patience':
      return giveUp(node, data, out);
    case 'resolve':
      if (registry === null) return;
      out.send(registry, { type: 'resolve' });
      out.after(resolveEvery, 'resolve');
      return;
    default:
      onDue(node, name, data, owner, out);
  }
};

const calling: Handlers<CallerKind> = {
  message(node, message, from, out) {
    if (isOfConnection(message)) return hear(node, message, from, owner, null, out);
    switch (message.type) {
      case 'task':
        return begin(node, message, out);
      case 'over':
        node.volatile.over = true;
        out.become('ALL_CALLED');
        return look(node, out);
      case 'addresses':
        reach(node, message.backends, out);
        return serve(node, out);
    }
  },
  timer,
};

/** A task may still arrive late, or a second time. */
const waiting: Handlers<CallerKind> = {
  message(node, message, from, out) {
    if (isOfConnection(message)) hear(node, message, from, owner, null, out);
    else if (message.type === 'task') begin(node, message, out);
    else if (message.type === 'addresses') {
      reach(node, message.backends, out);
      serve(node, out);
    }
  },
  timer,
};

/** Its connections stay up; it makes no more calls and looks for no more backends. */
const finished: Handlers<CallerKind> = {
  message(node, message, from, out) {
    if (isOfConnection(message)) hear(node, message, from, owner, null, out);
  },
  timer(node, name, data, out) {
    if (name !== 'patience' && name !== 'resolve') onDue(node, name, data, owner, out);
  },
};

function openConnections(node: Caller, again: boolean, out: CallerOut): void {
  const { volatile: v, durable: t, options: o } = node;
  if (o.warmRtt === null || again || o.perCall) return restock(node, out);
  for (const [n, peer] of warmPeers(o).entries())
    warm(v.endpoint, { ...warmth(node.index, n, peer, o.protocol), dialled: true }, o.warmRtt);
  t.mostConnections = v.endpoint.connections.size;
}

/**
 * A client of a service: it makes calls when it is told to, over connections that it keeps, and gives each of them up
 * after a while. After a crash it has forgotten its calls and its connections; it goes on with what it is told next.
 * Takes tasks, answers and lists of backends; sends packets of calls.
 */
export const caller: Behaviour<CallerKind> = {
  kind: 'caller',
  diskless: true,
  machine,
  volatile: ({ options }) => ({
    endpoint: emptyEndpoint(),
    targets: [...options.targets],
    turn: 0,
    open: new Map(),
    waiting: emptyFifo(),
    lines: [],
    over: false,
  }),
  durable: () => ({
    calls: 0,
    ok: 0,
    failed: 0,
    unknown: 0,
    mismatched: 0,
    mostConnections: 0,
    finished: false,
  }),
  start(node, out, again) {
    const { volatile: v, durable: t, options: o } = node;
    beginAnew(v.endpoint, out);
    t.unknown = t.calls - t.ok - t.failed;
    if (t.unknown > 0) out.gauge('unknown', t.unknown);
    openConnections(node, again, out);
    tell(v.endpoint, out);
    if (o.registry !== null && o.resolveEvery > 0) out.after(o.resolveEvery, 'resolve');
    if (t.finished) {
      out.become('ALL_CALLED');
      finish(t, out);
    }
  },
  roles: { calling, waiting, finished },
};

/** The nodes that warm connections lead to, in the order in which they were dialled. */
export function warmPeers(
  o: Pick<CallerOptions, 'protocol' | 'targets' | 'connections'>,
): NodeRef[] {
  const n = isShared(o.protocol) ? o.connections * o.targets.length : o.connections;
  return range(n).map((i) => o.targets[i % o.targets.length]);
}

function warmth(self: NodeRef, n: number, peer: NodeRef, protocol: Protocol) {
  return { id: connectionId(self, n), peer, order: ORDER[protocol] };
}
