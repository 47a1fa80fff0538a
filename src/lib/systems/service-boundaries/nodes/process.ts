import type { LooseBehaviour, LooseHandlers, Message, LooseOut } from '../../../sim';
import { logNormal } from '../../../nodes/log-normal';
import { nodeMachine } from '../../../nodes/machine';
import { bit, ENDPOINTS } from './endpoints';
import { die, fresh, leak, live } from './life';
import type { Call, Deadly, Part, Read, Request } from './messages';
import type { Process, ProcessOptions, ProcessTally, Volatile } from './process-options';
import {
  arrived,
  fail,
  isPeer,
  miss,
  ownsAll,
  take,
  waitingFor,
  without,
  type Late,
  type Local,
} from './requests';

const machine = nodeMachine('process', {
  initial: 'serving',
  states: {
    serving: {
      on: { DIE: 'booting', FAIL_FAST: 'failing', EMPTY: 'off' },
      description: 'takes requests, calls the owners of what it lacks, answers calls',
    },
    failing: {
      on: { RECOVER: 'serving', DIE: 'booting', EMPTY: 'off' },
      description: 'answers at once, with an error',
    },
    booting: {
      on: { UP: 'serving', EMPTY: 'off' },
      description: 'dead; its supervisor has it started again, and until then it is deaf',
    },
    off: { on: { FILL: 'serving' }, description: 'owns no entity' },
  },
});

/** Another service calls: what the call takes in all is drawn here, so that a slow callee makes it longer. */
function serve(node: Process, call: Call, caller: number, out: LooseOut): void {
  const { options, durable } = node;
  const { id, entities, attempt } = call;
  if (leak(node, entities, out)) return;
  const whole = logNormal(out.stream(`calls:${node.id}`), options.callMedian, options.callSigma);
  const read: Read = { type: 'read', id, entities, attempt, caller };
  const work = Math.max(0, Math.round(whole) - options.callWay);
  out.work(work, 'local', { read, life: durable.deaths } satisfies Local);
}

/** Reads its own store; what it owns may have changed since it was asked. */
function readStore(node: Process, { read, life }: Local, out: LooseOut): void {
  if (life !== node.durable.deaths) return;
  if (ownsAll(node, read.entities)) return out.send(node.options.store, read);
  if (read.caller >= 0) return answerCall(node, read, 'no-part', out);
  const open = node.volatile.open.get(read.id);
  const w = open && waitingFor(open, read.entities);
  if (w) without(node, read.id, open, w, out);
}

function answerCall(node: Process, read: Read, type: Part['type'], out: LooseOut): void {
  const { id, entities, attempt, caller } = read;
  if (isPeer(node, caller)) out.send(caller, { type, id, entities, attempt } as Part);
}

function onMessage(node: Process, message: Message, from: number, out: LooseOut): void {
  switch (message.type) {
    case 'request':
      return take(node, message as Request, from, out);
    case 'call':
      return serve(node, message as Call, from, out);
    default:
      return onAnswer(node, message, from, out);
  }
}

function onAnswer(node: Process, message: Message, from: number, out: LooseOut): void {
  switch (message.type) {
    case 'rows': {
      const rows = message as Read;
      if (rows.caller >= 0) return answerCall(node, rows, 'part', out);
      return arrived(node, rows.id, rows.entities, out);
    }
    case 'part':
      return arrived(node, (message as Part).id, (message as Part).entities, out);
    case 'no-part': {
      const { id, entities, attempt } = message as Part;
      const open = node.volatile.open.get(id);
      const w = open && waitingFor(open, entities);
      if (!w || w.attempt !== attempt || w.from !== from) return;
      out.cancel(w.timer);
      return miss(node, id, open, w, out);
    }
    case 'deadly':
      if (ownsAll(node, bit((message as Deadly).entity)))
        die(node, 'a query of death: the process ends, with everything in it', out);
  }
}

function onTimer(node: Process, name: string, data: unknown, out: LooseOut): void {
  if (name === 'local') return readStore(node, data as Local, out);
  if (name === 'end') {
    if (data === node.durable.deaths) die(node, 'dies', out);
    return;
  }
  if (name !== 'late') return;
  const { id, entities } = data as Late;
  const open = node.volatile.open.get(id);
  const w = open && waitingFor(open, entities);
  if (!w) return;
  node.durable.timeouts++;
  miss(node, id, open, w, out);
}

type Role = LooseHandlers<Volatile, ProcessTally, ProcessOptions>;

const failing: Role = {
  message(node, message, from, out) {
    if (message.type === 'request') return fail(node, (message as Request).id, from, out);
    if (message.type !== 'call') return onAnswer(node, message, from, out);
    answerCall(node, { ...(message as Call), type: 'read', caller: from }, 'no-part', out);
  },
  timer: onTimer,
};

const booting: Role = {
  timer(node, name, _data, out) {
    if (name !== 'up') return;
    out.become('UP');
    live(node, out);
  },
};

function begin(node: Process, out: LooseOut): void {
  if (node.options.owns === 0) return out.become('EMPTY');
  out.become('FILL');
  live(node, out);
}

const none = (): number[] => ENDPOINTS.map(() => 0);

/**
 * One unit of deployment: a service with the entities it owns, or a monolith with all of them. It answers requests
 * for endpoints whose first entity is its own, calling other owners at once and side by side, each with a time-out.
 */
export const process: LooseBehaviour<Volatile, ProcessTally, ProcessOptions> = {
  kind: 'process',
  diskless: true,
  machine,
  volatile: fresh,
  durable: () => ({
    taken: none(),
    calls: none(),
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
  roles: { serving: { message: onMessage, timer: onTimer }, failing, booting, off: {} },
};
