import type { LooseBehaviour, Message, Micros, LooseOut } from '../../../sim';
import { nodeMachine } from '../../../nodes/machine';
import { dequeue, emptyFifo, enqueue } from '../../../nodes/server/queue';
import type { Caller, CallerMemory, CallerOptions, CallerTally, Span } from './caller-data';
import {
  begin as beginAnew,
  close,
  connectionId,
  emptyEndpoint,
  hear,
  ring,
  warm,
  type Owner,
} from './endpoint';
import { write, type Connection, type Read } from './connection';
import { ORDER, isShared, type Protocol } from './framing';
import { isOfConnection, PROBES, type Addresses, type Reply, type Task } from './messages';
import { callItem, grow, pick, reach, restock } from './pool';

const machine = nodeMachine('caller', {
  initial: 'calling',
  states: {
    calling: { on: { ALL_CALLED: 'waiting' }, description: 'calls when the workload says so' },
    waiting: { on: { ALL_ANSWERED: 'finished' }, description: 'no more calls; some unanswered' },
    finished: {},
  },
});

const owner: Owner<Caller> = {
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
function retire(node: Caller, c: Connection, out: LooseOut): void {
  const spent = c.state === 'draining' || node.options.perCall;
  if (spent && c.calls.size === 0) close(node.volatile.endpoint, c, 'goodbye', out);
}

function begin(node: Caller, { id, work }: Task, out: LooseOut): void {
  const { volatile: v, durable: tally, options: o } = node;
  tally.calls++;
  const free = v.lines.indexOf(false);
  const line = free < 0 ? v.lines.length : free;
  v.lines[line] = true;
  const process = node.index * 1000 + line;
  const timer = out.after(o.patience, 'patience', id);
  v.open.set(id, { since: out.now, work, process, timer, sent: -1, connection: -1, stream: -1 });
  out.history({ process, type: 'invoke', f: 'call', value: id });
  enqueue(v.waiting, id);
  serve(node, out);
}

/** Writes waiting calls to connections as long as there are some that take them, and opens more where that may help. */
function serve(node: Caller, out: LooseOut): void {
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
    Object.assign(call, { sent: out.now, connection: c.id, stream: item.stream });
    c.calls.set(item.stream, id);
    write(c, item, out);
  }
  out.gauge('waiting', v.waiting.length);
  out.gauge('open', v.open.size);
}

/**
 * Whose answer it is: on a shared connection its stream says so. Where calls have a connection to themselves nothing
 * does, and there is but one it can be.
 */
function streamOf(node: Caller, c: Connection, reply: Reply): number | undefined {
  const byPosition = !isShared(node.options.protocol) || node.options.bug === 'by-order';
  return byPosition ? c.calls.keys().next().value : reply.stream;
}

function answered(node: Caller, c: Connection, { item, arrived }: Read, out: LooseOut): void {
  if (item.kind !== 'reply') return;
  const stream = streamOf(node, c, item);
  const id = stream === undefined ? undefined : c.calls.get(stream);
  // Late: it was given up.
  if (id === undefined) return;
  c.calls.delete(stream!);
  if (item.answers !== id) {
    node.durable.mismatched++;
    out.note(`takes the answer to call ${item.answers} for the answer to call ${id}`);
  }
  settle(node, id, item.ok ? 'ok' : 'failed', out, { reply: item, arrived });
  retire(node, c, out);
  serve(node, out);
}

const ENTRY = { ok: 'ok', failed: 'fail', unknown: 'info' } as const;

function settle(
  node: Caller,
  id: number,
  outcome: 'ok' | 'failed' | 'unknown',
  out: LooseOut,
  got?: { reply: Reply; arrived: Micros },
): void {
  const { volatile: v, durable: tally, options: o } = node;
  const call = v.open.get(id);
  if (!call) return;
  out.cancel(call.timer);
  v.open.delete(id);
  v.lines[call.process - node.index * 1000] = false;
  tally[outcome]++;
  if (outcome === 'ok') {
    out.observe(PROBES.latency, out.now - call.since);
    out.observe(o.probe, out.now - call.since);
  } else out.observe(PROBES.errors, 1);
  const { process, sent } = call;
  const value = got && spanOf(id, sent, got, out.now - call.since);
  out.history({ process, type: ENTRY[outcome], f: 'call', value: value ?? { id, sent } });
  finish(node, out);
}

function spanOf(
  id: number,
  sent: Micros,
  got: { reply: Reply; arrived: Micros },
  took: Micros,
): Span {
  const { arrived, read, written, by } = got.reply;
  return { id, ms: took / 1000, sent, arrived, read, written, back: got.arrived, by };
}

/** Nothing came in time. A call with a connection to itself takes that along: its answer may still come. */
function giveUp(node: Caller, id: number, out: LooseOut): void {
  const { volatile: v, options: o } = node;
  const call = v.open.get(id);
  if (!call) return;
  const c = v.endpoint.connections.get(call.connection);
  if (c && c.calls.get(call.stream) === id) {
    c.calls.delete(call.stream);
    if (!isShared(o.protocol) && o.bug !== 'keep-connection') close(v.endpoint, c, 'reset', out);
    else retire(node, c, out);
  }
  settle(node, id, 'unknown', out);
  serve(node, out);
}

function finish(node: Caller, out: LooseOut): void {
  const { volatile: v, durable: tally } = node;
  if (!v.over || v.open.size > 0 || tally.finished) return;
  tally.finished = true;
  out.become('ALL_ANSWERED');
  out.done();
}

function onMessage(node: Caller, message: Message, from: number, out: LooseOut): void {
  const { volatile: v } = node;
  if (isOfConnection(message)) return hear(node, message, from, owner, null, out);
  switch (message.type) {
    case 'task':
      return begin(node, message as Task, out);
    case 'over':
      v.over = true;
      out.become('ALL_CALLED');
      return finish(node, out);
    case 'addresses':
      reach(node, (message as Addresses).backends, out);
      return serve(node, out);
  }
}

function onTimer(node: Caller, name: string, data: unknown, out: LooseOut): void {
  const { options: o } = node;
  if (ring(node, name, data, owner, out)) return;
  if (name === 'patience') return giveUp(node, data as number, out);
  if (node.durable.finished) return;
  out.send(o.registry, { type: 'resolve' });
  out.after(o.resolveEvery, 'resolve');
}

const handlers = { message: onMessage, timer: onTimer };

/**
 * A client of a service: it makes calls when it is told to, over connections that it keeps, and gives each of them up
 * after a while. After a crash it has forgotten its calls and its connections.
 */
export const caller: LooseBehaviour<CallerMemory, CallerTally, CallerOptions> = {
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
  start(node, out) {
    const { volatile: v, durable: t, options: o } = node;
    beginAnew(v.endpoint, out);
    t.unknown = t.calls - t.ok - t.failed;
    if (o.warmRtt !== null && out.now === 0 && !o.perCall) {
      for (const [n, peer] of warmPeers(o).entries())
        warm(v.endpoint, { ...warmth(node.index, n, peer, o.protocol), dialled: true }, o.warmRtt);
      t.mostConnections = v.endpoint.connections.size;
    } else restock(node, out);
    if (o.registry >= 0 && o.resolveEvery > 0) out.after(o.resolveEvery, 'resolve');
    if (out.now > 0) t.finished = true;
    if (t.finished) {
      out.become('ALL_CALLED');
      out.become('ALL_ANSWERED');
      out.done();
    }
  },
  roles: { calling: handlers, waiting: handlers, finished: handlers },
};

/** The nodes that warm connections lead to, in the order in which they were dialled. */
export function warmPeers(
  o: Pick<CallerOptions, 'protocol' | 'targets' | 'connections'>,
): number[] {
  const n = isShared(o.protocol) ? o.connections * o.targets.length : o.connections;
  return Array.from({ length: n }, (_, i) => o.targets[i % o.targets.length]);
}

function warmth(self: number, n: number, peer: number, protocol: Protocol) {
  return { id: connectionId(self, n), peer, order: ORDER[protocol] };
}
