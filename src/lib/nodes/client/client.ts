import {
  below,
  exponential,
  type LooseBehaviour,
  type Message,
  type NodeState,
  type LooseOut,
  type Stream,
} from '../../sim';
import { nodeMachine } from '../machine';
import { REQUEST_PROBES, type Answer, type Request } from '../messages';
import { add, emptyOutstanding, find, forEach, remove, type Outstanding } from '../outstanding';

export type WorkDistribution = 'exponential' | 'deterministic' | 'erlang-2';

export interface ClientOptions {
  /** This client's place among `clients`: request ids are place, place + clients, … */
  readonly place: number;
  readonly clients: number;
  /** How many requests it sends in all. */
  readonly quota: number;
  /** Mean time between two of them, µs. */
  readonly meanGap: number;
  readonly distribution: WorkDistribution;
  /** Users that requests are drawn from, for policies that look at them; 0 leaves the key out. */
  readonly users: number;
  /** Node that it sends to at first. */
  readonly balancer: number;
  /** Gives an answer up after this long, µs. */
  readonly patience: number;
}

interface Volatile {
  balancer: number;
  waiting: Outstanding;
  arrivals: Stream | null;
  work: Stream | null;
}

/** What happened to its requests. Kept like notes on paper: a measure, which no handler reads but to count on. */
export interface ClientTally {
  sent: number;
  ok: number;
  rejected: number;
  errors: number;
  timeouts: number;
  /** Sent before a crash of the client itself, and never heard of since. */
  finished: boolean;
}

type Client = NodeState<Volatile, ClientTally, ClientOptions>;

const SWEEP_EVERY = 1_000_000;

const machine = nodeMachine('client', {
  initial: 'sending',
  states: {
    sending: {
      on: { ALL_SENT: 'waiting' },
      description: 'requests leave at random times, whatever comes back',
    },
    waiting: { on: { ALL_ANSWERED: 'finished' }, description: 'all are sent, some unanswered' },
    finished: {},
  },
});

function gap(node: Client, out: LooseOut): number {
  const stream = (node.volatile.arrivals ??= out.stream(`arrivals:${node.id}`));
  return Math.round(exponential(stream) * node.options.meanGap);
}

function drawWork(node: Client, out: LooseOut): number {
  const stream = (node.volatile.work ??= out.stream(`work:${node.id}`));
  if (node.options.distribution === 'exponential') return exponential(stream);
  return node.options.distribution === 'deterministic'
    ? 1
    : (exponential(stream) + exponential(stream)) / 2;
}

function sendNext(node: Client, out: LooseOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  const id = o.place + o.clients * tally.sent++;
  const key = o.users > 0 ? below(out.stream(`users:${node.id}`), o.users) : 0;
  const request: Request = { type: 'request', id, work: drawWork(node, out), key };
  add(v.waiting, id, out.now, node.index, v.balancer);
  out.gauge('waiting', v.waiting.count);
  out.send(v.balancer, request);
  if (tally.sent < o.quota) out.after(gap(node, out), 'next');
  else out.become('ALL_SENT');
}

/** Takes a request off the books. False for a late or a second answer, which finds nothing to close. */
function close(node: Client, id: number, out: LooseOut): boolean {
  const { waiting } = node.volatile;
  const slot = find(waiting, id);
  if (slot < 0) return false;
  remove(waiting, slot);
  out.gauge('waiting', waiting.count);
  return true;
}

function onAnswer(node: Client, answer: Answer, out: LooseOut): void {
  if (!close(node, answer.id, out)) return;
  const { durable: tally } = node;
  if (answer.type === 'response') {
    tally.ok++;
    out.observe(REQUEST_PROBES.ok, 1);
  } else if (answer.type === 'rejected') {
    tally.rejected++;
    out.observe(REQUEST_PROBES.rejected, 1);
  } else {
    tally.errors++;
    out.observe(REQUEST_PROBES.errors, 1);
  }
  settle(node, out);
}

function giveUp(node: Client, id: number, out: LooseOut): void {
  if (!close(node, id, out)) return;
  node.durable.timeouts++;
  out.observe(REQUEST_PROBES.errors, 1);
  settle(node, out);
}

function settle(node: Client, out: LooseOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  if (tally.sent < o.quota || v.waiting.count > 0 || tally.finished) return;
  tally.finished = true;
  out.become('ALL_ANSWERED');
  out.done();
}

function onMessage(node: Client, message: Message, from: number, out: LooseOut): void {
  switch (message.type) {
    case 'response':
    case 'rejected':
    case 'error':
      return onAnswer(node, message as Answer, out);
    case 'announce':
      node.volatile.balancer = from;
  }
}

function onTimer(node: Client, name: string, _data: unknown, out: LooseOut): void {
  if (name === 'next') return sendNext(node, out);
  const { waiting } = node.volatile;
  const limit = out.now - node.options.patience;
  forEach(waiting, (slot) => {
    if (waiting.since[slot] <= limit) giveUp(node, waiting.id[slot], out);
  });
  if (!node.durable.finished) out.after(SWEEP_EVERY, 'sweep');
}

const handlers = { message: onMessage, timer: onTimer };

/** Sends at random times with exponential gaps (a Poisson process) and never waits for an answer before the next: open-loop. */
export const client: LooseBehaviour<Volatile, ClientTally, ClientOptions> = {
  kind: 'client',
  diskless: true,
  machine,
  volatile: ({ options }) => ({
    balancer: options.balancer,
    waiting: emptyOutstanding(),
    arrivals: null,
    work: null,
  }),
  durable: () => ({ sent: 0, ok: 0, rejected: 0, errors: 0, timeouts: 0, finished: false }),
  start(node, out) {
    // After a crash the answers under way find nobody: they are counted as never heard of.
    const { durable: t } = node;
    t.timeouts = t.sent - t.ok - t.rejected - t.errors;
    if (t.finished) out.done();
    if (t.finished) out.become('ALL_SENT');
    else if (t.sent < node.options.quota) out.after(gap(node, out), 'next');
    else out.become('ALL_SENT');
    settle(node, out);
    out.after(SWEEP_EVERY, 'sweep');
  },
  roles: { sending: handlers, waiting: handlers, finished: handlers },
};
