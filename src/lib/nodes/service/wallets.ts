import { chance } from '../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRef, Out, TimerId } from '../../sim';
import type { Accepted } from '../message-queue/messages';
import { TOPICS } from './messages';
import type { Outcome, OutcomePublish, SagaAck, SagaFetch, UserDelivery } from './messages';
import { die, FETCH_EVERY, processMachine, whileDown } from './process';
import type { Committed, Conflict, Op, Transact } from './transactions';

/** What makes two wallets the same one: nothing, the broker's id of the message, the event's own id, or the user they are for. */
export type Dedupe = 'none' | 'message' | 'event' | 'user';

export interface WalletsOptions {
  readonly topic: UserDelivery['topic'];
  readonly database: NodeRef;
  readonly broker: NodeRef;
  readonly dedupe: Dedupe;
  /** Time that it takes over one message, µs. */
  readonly work: Micros;
  /** Share (0 … 1) of deliveries that it does all the work of and whose acknowledgement is lost. */
  readonly lostAcks: number;
  readonly restart: Micros;
  /** The owner of the dead letters: makes no wallet any more, but says so where there is none. */
  readonly settles: boolean;
  /** Nobody is there: it takes nothing. */
  readonly idle: boolean;
  /** A settling one that does not look whether there is a wallet. */
  readonly blind: boolean;
  /** A planted design bug, for hunts. */
  readonly bug: 'none' | 'ack-first' | 'forgets-cancel';
}

interface Job {
  readonly delivery: UserDelivery;
  /** Number of the transaction, then of the message, whose answer it waits for; `null` while it works. */
  waitsFor: number | null;
  timer: TimerId;
}

interface Volatile {
  inbox: UserDelivery[];
  job: Job | null;
}

export interface WalletsTally {
  /** As in the users service: never the same twice. */
  ids: number;
  received: number;
  died: number;
  lostAcks: number;
  gaveUp: number;
}

/** Lets go of a message when the database or the broker has said nothing for so long; it will come again. */
const GIVE_UP_AFTER = 1_000_000;

const machine = processMachine(
  'wallets',
  'takes a message, makes a wallet, reports the outcome, acknowledges',
);

interface WalletsKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: WalletsTally;
  options: WalletsOptions;
  takes: UserDelivery | Committed | Conflict | Accepted;
  sends: SagaFetch | SagaAck | Transact<null> | OutcomePublish;
  timers: { regularly: undefined; worked: undefined; 'give-up': undefined; up: undefined };
  gauges: 'busy';
}
export type Wallets = Node<WalletsKind>;
type WalletsOut = Out<WalletsKind>;

const freshVolatile = (): Volatile => ({ inbox: [], job: null });

const wants = ({ volatile: v, options }: Wallets): number =>
  options.idle || v.job || v.inbox.length > 0 ? 0 : 1;

function fetch(node: Wallets, out: WalletsOut): void {
  const { topic, broker } = node.options;
  out.send(broker, { type: 'fetch', topic, want: wants(node) });
}

function acknowledge(node: Wallets, receipt: number, out: WalletsOut): void {
  const { topic, broker } = node.options;
  out.send(broker, { type: 'ack', topic, receipt, want: wants(node) });
}

function begin(node: Wallets, delivery: UserDelivery, out: WalletsOut): void {
  node.durable.received++;
  const timer = out.work(node.options.work, 'worked');
  node.volatile.job = { delivery, waitsFor: null, timer };
  out.gauge('busy', 1);
  if (node.options.bug === 'ack-first') acknowledge(node, delivery.receipt, out);
}

function finish(node: Wallets, out: WalletsOut): void {
  node.volatile.job = null;
  const next = node.volatile.inbox.shift();
  if (next) begin(node, next, out);
  else out.gauge('busy', 0);
}

/** Where keys of each kind begin; users count from 1. */
const MESSAGE_KEYS = 1e9;
const EVENT_KEYS = 2e9;

/** The row that stands for a wallet, under the key that is to be unique. Rows of one kind of key never meet another's. */
function keyOf({ options }: Wallets, { brokerId, receipt, body }: UserDelivery): number {
  switch (options.dedupe) {
    case 'none':
      return -receipt;
    case 'message':
      return MESSAGE_KEYS + brokerId;
    case 'event':
      return EVENT_KEYS + body.id;
    case 'user':
      return body.user;
  }
}

/** What a delivery asks to be written, and the state in which it leaves the wallet. */
function stepFor(node: Wallets, delivery: UserDelivery): { op: Op<null>; state: string } {
  const { event, user, nature } = delivery.body;
  const row = { table: 'wallets', owner: user, body: null };
  if (event === 'user-cancelled') {
    // Closing is told twice or too early without harm: the row stays, and keeps a late "created" out.
    const state = 'closed';
    const op: Op<null> =
      node.options.bug === 'forgets-cancel'
        ? { do: 'move', table: 'wallets', key: user, from: 'open', to: state }
        : { do: 'put', ...row, key: user, state };
    return { op, state };
  }
  const state = node.options.settles || nature !== 'fine' ? 'refused' : 'open';
  return { op: { do: 'insert', ...row, key: keyOf(node, delivery), state }, state };
}

const idOf = (node: Wallets): number => node.index * 1e9 + ++node.durable.ids;

function onWorked(node: Wallets, job: Job, out: WalletsOut): void {
  const { options } = node;
  const { event, nature } = job.delivery.body;
  if (nature === 'poison' && event === 'user-created' && !options.settles) return dies(node, out);
  job.timer = out.after(GIVE_UP_AFTER, 'give-up');
  if (options.settles && options.blind) return tell(node, job, 'wallet-rejected', out);
  const id = idOf(node);
  job.waitsFor = id;
  out.send(options.database, { type: 'transact', id, ops: [stepFor(node, job.delivery).op] });
}

/** Says what became of it. A repetition is answered again, since the first answer may be what got lost. */
function tell(node: Wallets, job: Job, event: Outcome['event'], out: WalletsOut): void {
  const { user, since } = job.delivery.body;
  const id = idOf(node);
  job.waitsFor = id;
  const body: Outcome = { event, user, since };
  out.send(node.options.broker, { type: 'publish', topic: TOPICS.outcomes, id, key: user, body });
}

function onDecided(node: Wallets, job: Job, answer: Committed | Conflict, out: WalletsOut): void {
  if (job.delivery.body.event === 'user-cancelled') return complete(node, job, out);
  const { state } = answer.type === 'conflict' ? answer : stepFor(node, job.delivery);
  tell(node, job, state === 'open' ? 'wallet-created' : 'wallet-rejected', out);
}

function complete(node: Wallets, job: Job, out: WalletsOut): void {
  const { options, durable: t } = node;
  out.cancel(job.timer);
  finish(node, out);
  if (options.bug === 'ack-first') return fetch(node, out);
  if (chance(out.stream(`acks:${node.id}`), options.lostAcks)) {
    t.lostAcks++;
    out.note(`the acknowledgement of message ${job.delivery.id} is lost`);
    return fetch(node, out);
  }
  acknowledge(node, job.delivery.receipt, out);
}

function dies(node: Wallets, out: WalletsOut): void {
  const why = 'crashes on a poison message';
  die(node, { fresh: freshVolatile(), why, downFor: node.options.restart }, out);
  out.gauge('busy', 0);
}

const serving: Handlers<WalletsKind> = {
  message(node, message, _from, out) {
    const { job, inbox } = node.volatile;
    if (message.type === 'deliver') {
      if (job) inbox.push(message);
      else begin(node, message, out);
    } else if (job?.waitsFor === message.id) {
      if (message.type === 'accepted') complete(node, job, out);
      else onDecided(node, job, message, out);
    }
  },
  timer(node, name, _data, out) {
    const { job } = node.volatile;
    if (name === 'regularly') {
      fetch(node, out);
      out.after(FETCH_EVERY, 'regularly');
    } else if (name === 'worked' && job) onWorked(node, job, out);
    else if (name === 'give-up' && job) {
      node.durable.gaveUp++;
      finish(node, out);
      fetch(node, out);
    }
  },
};

const restarting: Handlers<WalletsKind> = whileDown<Wallets, WalletsOut>(
  fetch,
  (_node, name, out) => {
    if (name === 'regularly') out.after(FETCH_EVERY, 'regularly');
  },
);

/**
 * One consumer of the wallet service: works on one message at a time, writes the wallet, publishes the outcome and only
 * then acknowledges. All consumers share one database, whose unique key decides whether a repetition makes a second
 * wallet. Bugs: `ack-first` acknowledges before the work, `forgets-cancel` keeps no trace of an early cancellation.
 */
export const wallets: Behaviour<WalletsKind> = {
  kind: 'wallets',
  machine,
  volatile: freshVolatile,
  durable: () => ({ ids: 0, received: 0, died: 0, lostAcks: 0, gaveUp: 0 }),
  start(node, out) {
    out.gauge('busy', 0);
    fetch(node, out);
    out.after(FETCH_EVERY, 'regularly');
  },
  roles: { serving, restarting },
};
