import {
  chance,
  type LooseBehaviour,
  type LooseHandlers,
  type Message,
  type Micros,
} from '../../sim';
import type { NodeState, LooseOut } from '../../sim';
import type { Accepted, Ack, Deliver, Fetch, Publish } from '../message-queue/messages';
import { SAGA_PROBES, TOPICS } from './messages';
import type { Outcome, SignedUp, SignUp, UserEvent } from './messages';
import { processMachine } from './process';
import type { Conflict, Op, Rows, Select, Transact } from './transactions';

/** Who tells the broker: the service itself after the commit, a relay from a table, or a relay from the log. */
export type PublishMode = 'dual-write' | 'outbox' | 'cdc';

export interface UsersOptions {
  readonly mode: PublishMode;
  readonly database: number;
  readonly broker: number;
  /** Dual write only: share (0 … 1) of sign-ups at which it dies between commit and publish. */
  readonly crash: number;
  readonly restart: Micros;
  /** Dual write only: keeps an unconfirmed event in memory and sends it again. */
  readonly insists: boolean;
  /** Cancels users that are pending for so long, µs; 0: never. */
  readonly giveUp: Micros;
}

/** What a transaction is for, and when it was sent. */
type Purpose = { readonly at: Micros } & (
  | { readonly why: 'sign-up'; readonly event: UserEvent; readonly client: number }
  | { readonly why: 'settle'; readonly outcome: Outcome; readonly receipt: number }
  | { readonly why: 'cancel'; readonly event: UserEvent }
);

interface Volatile {
  /** Transactions under way. */
  waiting: Map<number, Purpose>;
  unconfirmed: Map<number, { message: Publish; at: Micros }>;
}

/** Upper ends of the classes that lags are counted in, µs; a last class holds the rest. */
export const LAG_CLASSES: readonly Micros[] = [
  100_000, 200_000, 300_000, 400_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000,
  20_000_000, 50_000_000,
];

export interface UsersTally {
  /** Ids of transactions and messages: never the same one again, as with random UUIDs. */
  ids: number;
  died: number;
  settled: number;
  lags: number[];
}

export type UsersService = NodeState<Volatile, UsersTally, UsersOptions>;

/** How many outcomes it would take at once. */
const APPETITE = 16;
const FETCH_EVERY = 500_000;
const RESEND_AFTER = 1_000_000;
/** A transaction without an answer is forgotten after this long: whoever wanted it will ask again. */
const FORGET_AFTER = 5_000_000;
const SWEEP = 100;

export const freshVolatile = (): Volatile => ({ waiting: new Map(), unconfirmed: new Map() });

function transact(node: UsersService, purpose: Purpose, ops: readonly Op[], out: LooseOut): void {
  const id = ++node.durable.ids;
  node.volatile.waiting.set(id, purpose);
  out.send(node.options.database, { type: 'transact', id, ops } as Transact);
}

/** With an outbox, the event is a row of the same transaction: both are there, or neither. */
const outboxRow = (node: UsersService, event: UserEvent): Op[] =>
  node.options.mode === 'outbox'
    ? [{ do: 'append', table: 'outbox', owner: event.user, body: event }]
    : [];

function signUp(node: UsersService, { user, nature }: SignUp, client: number, out: LooseOut): void {
  const event: UserEvent = { event: 'user-created', user, nature, since: out.now };
  transact(
    node,
    { why: 'sign-up', event, client, at: out.clock() },
    [
      { do: 'insert', table: 'users', key: user, owner: user, state: 'pending', body: event },
      ...outboxRow(node, event),
    ],
    out,
  );
}

function answer(client: number, user: number, out: LooseOut): void {
  out.send(client, { type: 'signed-up', user } as SignedUp);
}

/** The second write of two, to another machine: nothing ties it to the first. */
function publish(node: UsersService, event: UserEvent, out: LooseOut): void {
  const { options, durable, index } = node;
  if (options.mode !== 'dual-write') return;
  const id = index * 1e9 + ++durable.ids;
  const message: Publish = {
    type: 'publish',
    topic: TOPICS.users,
    id,
    key: event.user,
    body: event,
  };
  if (options.insists) node.volatile.unconfirmed.set(id, { message, at: out.clock() });
  out.send(options.broker, message);
}

function die(node: UsersService, out: LooseOut): void {
  node.volatile = freshVolatile();
  node.durable.died++;
  out.note('dies between commit and publish: the event was in its memory alone');
  out.become('DIE');
  out.after(node.options.restart, 'up');
}

function onCommitted(node: UsersService, purpose: Purpose, out: LooseOut): void {
  const { options } = node;
  switch (purpose.why) {
    case 'sign-up':
      if (options.mode === 'dual-write' && chance(out.stream('crash:publish'), options.crash))
        return die(node, out);
      publish(node, purpose.event, out);
      return answer(purpose.client, purpose.event.user, out);
    case 'cancel':
      count(node, purpose.event.since, out);
      return publish(node, purpose.event, out);
    case 'settle':
      count(node, purpose.outcome.since, out);
      return acknowledge(node, purpose.receipt, out);
  }
}

/** The user has come to an end, ACTIVE or CANCELLED: how long after the beginning is the lag that people ask for. */
function count(node: UsersService, since: Micros, out: LooseOut): void {
  const lag = out.now - since;
  out.observe(SAGA_PROBES.lag, lag);
  out.observe(SAGA_PROBES.settled, 1);
  const place = LAG_CLASSES.findIndex((top) => lag <= top);
  node.durable.lags[place < 0 ? LAG_CLASSES.length : place]++;
  node.durable.settled++;
}

function acknowledge(node: UsersService, receipt: number, out: LooseOut): void {
  const ack: Ack = { type: 'ack', topic: TOPICS.outcomes, receipt, want: APPETITE };
  out.send(node.options.broker, ack);
}

/** The row was there already, or has come to its end already: what was to be done is done. */
function onConflict(node: UsersService, purpose: Purpose, out: LooseOut): void {
  if (purpose.why === 'sign-up') answer(purpose.client, purpose.event.user, out);
  if (purpose.why === 'settle') acknowledge(node, purpose.receipt, out);
}

function onAnswer(node: UsersService, message: Message, out: LooseOut): void {
  const { id } = message as Conflict;
  const purpose = node.volatile.waiting.get(id);
  if (!purpose) return;
  node.volatile.waiting.delete(id);
  if (message.type === 'committed') onCommitted(node, purpose, out);
  else onConflict(node, purpose, out);
}

/** The end of the saga, either way. Only a pending user moves, so a second telling changes nothing. */
function onOutcome(node: UsersService, { body, receipt }: Deliver, out: LooseOut): void {
  const outcome = body as Outcome;
  const to = outcome.event === 'wallet-created' ? 'active' : 'cancelled';
  const move: Op = { do: 'move', table: 'users', key: outcome.user, from: 'pending', to };
  transact(node, { why: 'settle', outcome, receipt, at: out.clock() }, [move], out);
}

/** Time is up for these: cancelled whether or not a wallet is on its way. */
function cancelOverdue(node: UsersService, { rows }: Rows, out: LooseOut): void {
  for (const { key: user, body } of rows) {
    const event: UserEvent = { ...(body as UserEvent), event: 'user-cancelled' };
    const move: Op = { do: 'move', table: 'users', key: user, from: 'pending', to: 'cancelled' };
    transact(
      node,
      { why: 'cancel', event, at: out.clock() },
      [move, ...outboxRow(node, event)],
      out,
    );
  }
}

function regularly(node: UsersService, out: LooseOut): void {
  const { options, volatile: v } = node;
  const now = out.clock();
  const fetch: Fetch = { type: 'fetch', topic: TOPICS.outcomes, want: APPETITE };
  out.send(options.broker, fetch);
  for (const u of v.unconfirmed.values()) {
    if (now - u.at < RESEND_AFTER) continue;
    u.at = now;
    out.send(options.broker, u.message);
  }
  for (const [id, { at }] of v.waiting) {
    if (now - at < FORGET_AFTER) break;
    v.waiting.delete(id);
  }
  if (options.giveUp > 0) {
    const before = now - options.giveUp;
    const overdue: Select = {
      type: 'select',
      table: 'users',
      state: 'pending',
      before,
      limit: SWEEP,
    };
    out.send(options.database, overdue);
  }
}

const serving: LooseHandlers<Volatile, UsersTally, UsersOptions> = {
  message(node, message, from, out) {
    switch (message.type) {
      case 'sign-up':
        return signUp(node, message as SignUp, from, out);
      case 'committed':
      case 'conflict':
        return onAnswer(node, message, out);
      case 'accepted':
        node.volatile.unconfirmed.delete((message as Accepted).id);
        return;
      case 'deliver':
        return onOutcome(node, message as Deliver, out);
      case 'rows':
        return cancelOverdue(node, message as Rows, out);
    }
  },
  timer(node, _name, _data, out) {
    regularly(node, out);
    out.after(FETCH_EVERY, 'regularly');
  },
};

const restarting: LooseHandlers<Volatile, UsersTally, UsersOptions> = {
  timer(_node, name, _data, out) {
    if (name === 'up') out.become('UP');
    else out.after(FETCH_EVERY, 'regularly');
  },
};

/** Keeps who there is. A user begins as PENDING and becomes ACTIVE with a wallet, or CANCELLED without one. */
export const users: LooseBehaviour<Volatile, UsersTally, UsersOptions> = {
  kind: 'users',
  machine: processMachine(
    'users',
    'commits sign-ups and settles them when the wallet service has answered',
  ),
  volatile: freshVolatile,
  durable: () => ({
    ids: 0,
    died: 0,
    settled: 0,
    lags: new Array<number>(LAG_CLASSES.length + 1).fill(0),
  }),
  start(node, out) {
    regularly(node, out);
    out.after(FETCH_EVERY, 'regularly');
  },
  roles: { serving, restarting },
};
