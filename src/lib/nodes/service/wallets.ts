import {
  chance,
  type LooseBehaviour,
  type LooseHandlers,
  type Micros,
  type NodeState,
} from '../../sim';
import type { LooseOut, TimerId } from '../../sim';
import type { Accepted, Ack, Deliver, Fetch, Publish } from '../message-queue/messages';
import { SAGA_PROBES, TOPICS, type Outcome, type UserEvent } from './messages';
import { processMachine } from './process';
import type { Conflict, Op, Transact } from './transactions';

/** What makes two wallets the same one: nothing, the message they came with, or the user they are for. */
export type Dedupe = 'none' | 'message' | 'user';

export interface WalletsOptions {
  readonly topic: string;
  readonly database: number;
  readonly broker: number;
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
  readonly delivery: Deliver;
  /** Number of the transaction, then of the message, whose answer it waits for. */
  waitsFor: number;
  timer: TimerId;
}

interface Volatile {
  inbox: Deliver[];
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

export type WalletsService = NodeState<Volatile, WalletsTally, WalletsOptions>;

const FETCH_EVERY = 500_000;
/** Lets go of a message when the database or the broker has said nothing for so long; it will come again. */
const GIVE_UP_AFTER = 1_000_000;

const wants = ({ volatile: v, options }: WalletsService): number =>
  options.idle || v.job || v.inbox.length > 0 ? 0 : 1;

function fetch(node: WalletsService, out: LooseOut): void {
  const { topic, broker } = node.options;
  out.send(broker, { type: 'fetch', topic, want: wants(node) } as Fetch);
}

function acknowledge(node: WalletsService, receipt: number, out: LooseOut): void {
  const { topic, broker } = node.options;
  out.send(broker, { type: 'ack', topic, receipt, want: wants(node) } as Ack);
}

function begin(node: WalletsService, delivery: Deliver, out: LooseOut): void {
  node.durable.received++;
  out.observe(SAGA_PROBES.receives, 1);
  const timer = out.work(node.options.work, 'worked');
  node.volatile.job = { delivery, waitsFor: -1, timer };
  out.gauge('busy', 1);
  if (node.options.bug === 'ack-first') acknowledge(node, delivery.receipt, out);
}

function finish(node: WalletsService, out: LooseOut): void {
  node.volatile.job = null;
  const next = node.volatile.inbox.shift();
  if (next) begin(node, next, out);
  else out.gauge('busy', 0);
}

/** The row that stands for a wallet, under the key that is to be unique. Rows of one kind of key never meet another's. */
function keyOf({ options }: WalletsService, { id, receipt }: Deliver, user: number): number {
  if (options.dedupe === 'user') return user;
  return options.dedupe === 'message' ? id : -receipt;
}

function stepFor(node: WalletsService, delivery: Deliver): Op {
  const { event, user, nature } = delivery.body as UserEvent;
  const row = { table: 'wallets', owner: user, body: null };
  if (event === 'user-cancelled') {
    // Closing is told twice or too early without harm: the row stays, and keeps a late "created" out.
    return node.options.bug === 'forgets-cancel'
      ? { do: 'move', table: 'wallets', key: user, from: 'open', to: 'closed' }
      : { do: 'put', ...row, key: user, state: 'closed' };
  }
  const state = node.options.settles || nature !== 'fine' ? 'refused' : 'open';
  return { do: 'insert', ...row, key: keyOf(node, delivery, user), state };
}

function onWorked(node: WalletsService, job: Job, out: LooseOut): void {
  const { options, durable: t, index } = node;
  const { event, nature } = job.delivery.body as UserEvent;
  if (nature === 'poison' && event === 'user-created' && !options.settles) return die(node, out);
  job.timer = out.after(GIVE_UP_AFTER, 'give-up');
  if (options.settles && options.blind) return tell(node, job, 'wallet-rejected', out);
  job.waitsFor = index * 1e9 + ++t.ids;
  const transact: Transact = {
    type: 'transact',
    id: job.waitsFor,
    ops: [stepFor(node, job.delivery)],
  };
  out.send(options.database, transact);
}

/** Says what became of it. A repetition is answered again, since the first answer may be what got lost. */
function tell(node: WalletsService, job: Job, event: Outcome['event'], out: LooseOut): void {
  const { user, since } = job.delivery.body as UserEvent;
  const body: Outcome = { event, user, since };
  job.waitsFor = node.index * 1e9 + ++node.durable.ids;
  const message: Publish = {
    type: 'publish',
    topic: TOPICS.outcomes,
    id: job.waitsFor,
    key: user,
    body,
  };
  out.send(node.options.broker, message);
}

function onCommit(node: WalletsService, job: Job, conflict: Conflict | null, out: LooseOut): void {
  const { event } = job.delivery.body as UserEvent;
  if (event === 'user-cancelled') return complete(node, job, out);
  const op = stepFor(node, job.delivery);
  const state = conflict?.state ?? ('state' in op ? op.state : '');
  tell(node, job, state === 'open' ? 'wallet-created' : 'wallet-rejected', out);
}

function complete(node: WalletsService, job: Job, out: LooseOut): void {
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

function die(node: WalletsService, out: LooseOut): void {
  node.volatile = { inbox: [], job: null };
  node.durable.died++;
  out.note('dies of what it read');
  out.become('DIE');
  out.gauge('busy', 0);
  out.after(node.options.restart, 'up');
}

const serving: LooseHandlers<Volatile, WalletsTally, WalletsOptions> = {
  message(node, message, _from, out) {
    const { volatile: v } = node;
    const { job } = v;
    switch (message.type) {
      case 'deliver':
        if (job) v.inbox.push(message as Deliver);
        else begin(node, message as Deliver, out);
        return;
      case 'committed':
      case 'conflict':
        if (job?.waitsFor === (message as Conflict).id)
          onCommit(node, job, message.type === 'conflict' ? (message as Conflict) : null, out);
        return;
      case 'accepted':
        if (job?.waitsFor === (message as Accepted).id) complete(node, job, out);
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

const restarting: LooseHandlers<Volatile, WalletsTally, WalletsOptions> = {
  timer(node, name, _data, out) {
    if (name === 'regularly') out.after(FETCH_EVERY, 'regularly');
    if (name !== 'up') return;
    out.become('UP');
    fetch(node, out);
  },
};

/**
 * One consumer of the wallet service: works on one message at a time, writes the wallet, tells the outcome and only then
 * acknowledges. All consumers share one database, whose unique key decides whether a repetition makes a second wallet.
 */
export const wallets: LooseBehaviour<Volatile, WalletsTally, WalletsOptions> = {
  kind: 'wallets',
  machine: processMachine('wallets', 'takes a message, makes a wallet, tells, acknowledges'),
  volatile: () => ({ inbox: [], job: null }),
  durable: () => ({ ids: 0, received: 0, died: 0, lostAcks: 0, gaveUp: 0 }),
  start(node, out) {
    out.gauge('busy', 0);
    fetch(node, out);
    out.after(FETCH_EVERY, 'regularly');
  },
  roles: { serving, restarting },
};
