import { logNormal, type Behaviour, type Handlers, type NodeRef } from '../../../sim';
import { byType } from '../../../nodes/by-type';
import { bit, perEndpoint } from './endpoints';
import { machine, type Process, type ProcessKind, type ProcessOut } from './kind';
import { die, fresh, leak, live } from './life';
import type { Call, Part, Read, Rows } from './messages';
import { arrived, fail, isPeer, miss, ownsAll, take, waitingFor, without } from './requests';

type Local = ProcessKind['timers']['local'];

/** Another service calls: what the call takes in all is drawn here, so that a slow callee makes it longer. */
function serve(node: Process, call: Call, caller: NodeRef, out: ProcessOut): void {
  const { options, durable } = node;
  if (leak(node, call.entities, out)) return;
  const whole = logNormal(out.stream(`calls:${node.id}`), options.callMedian, options.callSigma);
  const work = Math.max(0, Math.round(whole) - options.callWay);
  out.work(work, 'local', { read: readFor(call, caller), life: durable.deaths });
}

const readFor = ({ id, entities, attempt }: Call, caller: NodeRef): Read => ({
  type: 'read',
  id,
  entities,
  attempt,
  caller,
});

/** Reads its own store; what it owns may have changed since it was asked. */
function readStore(node: Process, { read, life }: Local, out: ProcessOut): void {
  if (life !== node.durable.deaths) return;
  if (ownsAll(node, read.entities)) return out.send(node.options.store, read);
  if (read.caller !== null) return answerCall(node, read, read.caller, 'no-part', out);
  const open = node.volatile.open.get(read.id);
  const w = open && waitingFor(open, read.entities);
  if (w) without(node, read.id, open, w, out);
}

function answerCall(
  node: Process,
  { id, entities, attempt }: Call | Read | Rows,
  caller: NodeRef,
  type: Part['type'],
  out: ProcessOut,
): void {
  if (isPeer(node, caller)) out.send(caller, { type, id, entities, attempt });
}

/** Rows of its own store: for another service's call, or for a request of its own. */
function onRows(node: Process, rows: Rows, _from: NodeRef, out: ProcessOut): void {
  if (rows.caller !== null) answerCall(node, rows, rows.caller, 'part', out);
  else arrived(node, rows.id, rows.entities, out);
}

function onPart(node: Process, part: Part, from: NodeRef, out: ProcessOut): void {
  const { id, entities, attempt } = part;
  if (part.type === 'part') return arrived(node, id, entities, out);
  const open = node.volatile.open.get(id);
  const w = open && waitingFor(open, entities);
  if (!w || w.attempt !== attempt || w.from !== from) return;
  out.cancel(w.timer);
  miss(node, id, open, w, out);
}

const onMessage = byType<Process, ProcessKind['takes'], ProcessOut>({
  request: take,
  call: serve,
  rows: onRows,
  part: onPart,
  'no-part': onPart,
  deadly(node, { entity }, _from, out) {
    if (ownsAll(node, bit(entity)))
      die(node, 'a poison request: the process dies, with everything in it', out);
  },
});

const serving: Handlers<ProcessKind> = {
  message: onMessage,
  timer(node, name, data, out) {
    if (name === 'local') return readStore(node, data, out);
    if (name === 'end') return data === node.durable.deaths ? die(node, 'dies', out) : undefined;
    // It is up already where it was emptied and filled again meanwhile.
    if (name === 'up') return;
    const open = node.volatile.open.get(data.id);
    const w = open && waitingFor(open, data.entities);
    if (!w) return;
    node.durable.timeouts++;
    miss(node, data.id, open, w, out);
  },
};

/** Takes on nothing new, and brings what it has begun to its end. */
const failing: Handlers<ProcessKind> = {
  message(node, message, from, out) {
    if (message.type === 'request') fail(node, message.id, from, out);
    else if (message.type === 'call') answerCall(node, message, from, 'no-part', out);
    else onMessage(node, message, from, out);
  },
  timer: serving.timer,
};

/** Nobody is there. Where the machine is up, it refuses the connection in the process's place. */
const down: Handlers<ProcessKind> = {
  message(node, message, from, out) {
    if (!node.options.refuses) return;
    if (message.type === 'request') out.send(from, { type: 'failed', id: message.id });
    else if (message.type === 'call') answerCall(node, message, from, 'no-part', out);
  },
  timer(node, name, _data, out) {
    if (name !== 'up') return;
    out.become('UP');
    live(node, out);
  },
};

function begin(node: Process, out: ProcessOut): void {
  if (node.options.owns === 0) return out.become('EMPTY');
  out.become('FILL');
  live(node, out);
}

/**
 * One unit of deployment: a service with the entities it owns, or a monolith with all of them. It answers requests
 * for endpoints whose first entity is its own, calling other owners at once and side by side, each with a time-out. Bugs:
 * `reads-store` and `second-owner` get what a call did not bring past its owner, `no-deadline` asks again when the client
 * has gone, `unmarked` leaves parts out without saying so.
 */
export const process: Behaviour<ProcessKind> = {
  kind: 'process',
  diskless: true,
  machine,
  volatile: fresh,
  durable: () => ({
    taken: perEndpoint(),
    calls: perEndpoint(),
    answered: 0,
    failed: 0,
    timeouts: 0,
    retries: 0,
    late: 0,
    deaths: 0,
    starved: 0,
  }),
  start: begin,
  reconfigure(node, out) {
    if (node.options.owns === 0) out.become('EMPTY');
    else if (node.mode.role === 'off') begin(node, out);
  },
  roles: { serving, failing, down, off: 'ignores' },
};
