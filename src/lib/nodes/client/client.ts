import { below, exponential } from '../../sim';
import type { Behaviour, Handlers, Node, NodeRef, Out, Stream } from '../../sim';
import type { Announce, Answer, Request } from '../load-balancer/messages';
import { finish, gapOf, loadMachine, openLoop } from '../load/open-loop';
import {
  add,
  emptyOutstanding,
  find,
  forEach,
  idOf,
  remove,
  sinceOf,
  sweepEvery,
} from '../outstanding';
import type { Outstanding } from '../outstanding';

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
  readonly balancer: NodeRef;
  /** Gives an answer up after this long, µs. */
  readonly patience: number;
}

interface Volatile {
  balancer: NodeRef;
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

const machine = loadMachine('client', {
  sending: 'requests leave at random times, whatever comes back',
  waiting: 'all are sent, some unanswered',
  finished: 'all are answered',
});

export interface ClientKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: ClientTally;
  options: ClientOptions;
  takes: Answer | Announce;
  sends: Request;
  timers: { next: undefined; sweep: undefined };
  gauges: 'waiting' | 'clientErrors' | 'clientRejected';
  probes: 'ok' | 'rejected' | 'errors';
}
export type Client = Node<ClientKind>;
type ClientOut = Out<ClientKind>;

function drawWork(node: Client, out: ClientOut): number {
  const stream = (node.volatile.work ??= out.stream(`work:${node.id}`));
  if (node.options.distribution === 'exponential') return exponential(stream);
  return node.options.distribution === 'deterministic'
    ? 1
    : (exponential(stream) + exponential(stream)) / 2;
}

function send(node: Client, out: ClientOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  const id = o.place + o.clients * tally.sent++;
  const key = o.users > 0 ? below(out.stream(`users:${node.id}`), o.users) : 0;
  const request: Request = { type: 'request', id, work: drawWork(node, out), key };
  add(v.waiting, id, out.monotonic(), out.instant(), node.index, v.balancer);
  out.gauge('waiting', v.waiting.count);
  out.send(v.balancer, request);
}

const { arm, next } = openLoop<Client, ClientOut>({
  send,
  gap: ({ id, options, volatile: v }, out) =>
    gapOf(options.meanGap, (v.arrivals ??= out.stream(`arrivals:${id}`))),
  isOver: ({ durable, options }) => durable.sent >= options.quota,
  conclude: (_node, out) => out.become('ALL_SENT'),
});

/** Takes a request off the books. False for a late or a second answer, which finds nothing to close. */
function close(node: Client, id: number, out: ClientOut): boolean {
  const { waiting } = node.volatile;
  const slot = find(waiting, id);
  if (slot < 0) return false;
  remove(waiting, slot);
  out.gauge('waiting', waiting.count);
  return true;
}

/** What was never answered counts as an error: its outcome is unknown. */
const showErrors = (tally: ClientTally, out: ClientOut): void =>
  out.gauge('clientErrors', tally.errors + tally.timeouts);

function onAnswer(node: Client, answer: Answer, out: ClientOut): void {
  if (!close(node, answer.id, out)) return;
  const { durable: tally } = node;
  if (answer.type === 'response') {
    tally.ok++;
    out.observe('ok', 1);
  } else if (answer.type === 'rejected') {
    out.gauge('clientRejected', ++tally.rejected);
    out.observe('rejected', 1);
  } else {
    tally.errors++;
    showErrors(tally, out);
    out.observe('errors', 1);
  }
  settle(node, out);
}

function giveUp(node: Client, id: number, out: ClientOut): void {
  if (!close(node, id, out)) return;
  node.durable.timeouts++;
  showErrors(node.durable, out);
  out.observe('errors', 1);
  settle(node, out);
}

function settle(node: Client, out: ClientOut): void {
  const { durable: tally, volatile: v, options: o } = node;
  if (tally.sent < o.quota || v.waiting.count > 0 || tally.finished) return;
  finish(tally, out);
}

/** Gives up what has waited too long, in every role but the last. */
function sweep(node: Client, out: ClientOut): void {
  const { waiting } = node.volatile;
  const limit = out.monotonic() - node.options.patience;
  forEach(waiting, (slot) => {
    if (sinceOf(waiting, slot) <= limit) giveUp(node, idOf(waiting, slot), out);
  });
  if (!node.durable.finished) out.after(sweepEvery(node.options.patience), 'sweep');
}

const sending: Handlers<ClientKind> = {
  message(node, message, from, out) {
    if (message.type === 'announce') node.volatile.balancer = from;
    else onAnswer(node, message, out);
  },
  timer(node, name, _data, out) {
    if (name === 'next') next(node, out);
    else sweep(node, out);
  },
};

/** Whoever has sent everything does not care any more where to send. */
const waiting: Handlers<ClientKind> = {
  message(node, message, _from, out) {
    if (message.type !== 'announce') onAnswer(node, message, out);
  },
  timer: sending.timer,
};

/**
 * An open-loop load generator: sends at random times with exponential gaps (a Poisson process) and never
 * waits for an answer before the next. Takes answers and an address that moved; sends requests, each once, and gives
 * each up after its patience. It does not retry.
 */
export const client: Behaviour<ClientKind> = {
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
    else arm(node, out);
    settle(node, out);
    out.after(sweepEvery(node.options.patience), 'sweep');
  },
  roles: { sending, waiting, finished: { message: 'ignores', timer: 'ignores' } },
};
