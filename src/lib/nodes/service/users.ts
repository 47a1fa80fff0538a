import { chance } from '../../sim';
import type { Behaviour, Handlers, Instant, Micros, Node, NodeRef, Out } from '../../sim';
import type { Accepted } from '../message-queue/messages';
import { byType } from '../by-type';
import { TOPICS } from './messages';
import type { Outcome, OutcomeDelivery, SagaAck, SagaFetch } from './messages';
import type { SignedUp, SignUp, UserEvent, UserPublish } from './messages';
import { die, FETCH_EVERY, processMachine, whileDown } from './process';
import type { Committed, Conflict, Op, Rows, Select, Transact } from './transactions';

/** Who tells the broker: the service itself after the commit, a relay from a table, or a relay from the log. */
export type PublishMode = 'dual-write' | 'outbox' | 'cdc';

export interface UsersOptions {
  readonly mode: PublishMode;
  readonly database: NodeRef;
  readonly broker: NodeRef;
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
  | { readonly why: 'sign-up'; readonly event: UserEvent; readonly client: NodeRef }
  | { readonly why: 'settle'; readonly outcome: Outcome; readonly receipt: number }
  | { readonly why: 'cancel'; readonly event: UserEvent }
);

interface Volatile {
  /** Transactions under way, oldest first. */
  waiting: Map<number, Purpose>;
  unconfirmed: Map<number, { message: UserPublish; at: Micros }>;
}

export interface UsersTally {
  /** Ids of transactions and messages: never the same one again, as with random UUIDs. */
  ids: number;
  /** Ids of events. */
  events: number;
  died: number;
  settled: number;
}

/** How many outcomes it would take at once. */
const APPETITE = 16;
const RESEND_AFTER = 1_000_000;
/** A transaction without an answer is forgotten after this long: whoever wanted it will ask again. */
const FORGET_AFTER = 5_000_000;
const SWEEP = 100;

const machine = processMachine(
  'users',
  'commits sign-ups and settles them when the wallet service has answered',
);

interface UsersKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: UsersTally;
  options: UsersOptions;
  takes: SignUp | Committed | Conflict | Accepted | OutcomeDelivery | Rows<UserEvent>;
  sends: SignedUp | Transact<UserEvent> | Select | UserPublish | SagaFetch | SagaAck;
  timers: { regularly: undefined; up: undefined };
  probes: 'lag';
}
type Users = Node<UsersKind>;
type UsersOut = Out<UsersKind>;
type UserOp = Op<UserEvent>;

const freshVolatile = (): Volatile => ({ waiting: new Map(), unconfirmed: new Map() });

function transact(node: Users, purpose: Purpose, ops: readonly UserOp[], out: UsersOut): void {
  const id = ++node.durable.ids;
  node.volatile.waiting.set(id, purpose);
  out.send(node.options.database, { type: 'transact', id, ops });
}

/** With an outbox, the event is a row of the same transaction: both are there, or neither. */
const outboxRow = (node: Users, event: UserEvent): UserOp[] =>
  node.options.mode === 'outbox'
    ? [{ do: 'append', table: 'outbox', owner: event.user, body: event }]
    : [];

function signUp(node: Users, { user, nature }: SignUp, client: NodeRef, out: UsersOut): void {
  const id = ++node.durable.events;
  const event: UserEvent = { id, event: 'user-created', user, nature, since: out.instant() };
  const ops: UserOp[] = [
    { do: 'insert', table: 'users', key: user, owner: user, state: 'pending', body: event },
    ...outboxRow(node, event),
  ];
  transact(node, { why: 'sign-up', event, client, at: out.monotonic() }, ops, out);
}

/** The second write of two, to another machine: nothing ties it to the first. */
function publish(node: Users, event: UserEvent, out: UsersOut): void {
  const { options, durable, index } = node;
  if (options.mode !== 'dual-write') return;
  const id = index * 1e9 + ++durable.ids;
  const message: UserPublish = {
    type: 'publish',
    topic: TOPICS.users,
    id,
    key: event.user,
    body: event,
  };
  if (options.insists) node.volatile.unconfirmed.set(id, { message, at: out.monotonic() });
  out.send(options.broker, message);
}

function dies(node: Users, out: UsersOut): void {
  const why = 'dies between commit and publish; the event existed only in its memory';
  die(node, { fresh: freshVolatile(), why, downFor: node.options.restart }, out);
}

function onCommitted(node: Users, purpose: Purpose, out: UsersOut): void {
  const { options } = node;
  switch (purpose.why) {
    case 'sign-up':
      if (options.mode === 'dual-write' && chance(out.stream('crash:publish'), options.crash))
        return dies(node, out);
      publish(node, purpose.event, out);
      return out.send(purpose.client, { type: 'signed-up', user: purpose.event.user });
    case 'cancel':
      count(node, purpose.event.since, out);
      return publish(node, purpose.event, out);
    case 'settle':
      count(node, purpose.outcome.since, out);
      return acknowledge(node, purpose.receipt, out);
  }
}

/** The user has become ACTIVE or CANCELLED: how long after the sign-up is the lag that people ask for. */
function count(node: Users, since: Instant, out: UsersOut): void {
  out.observeSince('lag', since);
  node.durable.settled++;
}

function acknowledge(node: Users, receipt: number, out: UsersOut): void {
  out.send(node.options.broker, { type: 'ack', topic: TOPICS.outcomes, receipt, want: APPETITE });
}

/** The row was there already, or was settled before: what was to be done is done. */
function onConflict(node: Users, purpose: Purpose, out: UsersOut): void {
  if (purpose.why === 'sign-up')
    out.send(purpose.client, { type: 'signed-up', user: purpose.event.user });
  if (purpose.why === 'settle') acknowledge(node, purpose.receipt, out);
}

function onAnswer(
  node: Users,
  { type, id }: Committed | Conflict,
  _from: NodeRef,
  out: UsersOut,
): void {
  const purpose = node.volatile.waiting.get(id);
  if (!purpose) return;
  node.volatile.waiting.delete(id);
  if (type === 'committed') onCommitted(node, purpose, out);
  else onConflict(node, purpose, out);
}

/** The end of the saga, either way. Only a pending user moves, so a second telling changes nothing. */
function onOutcome(
  node: Users,
  { body: outcome, receipt }: OutcomeDelivery,
  _from: NodeRef,
  out: UsersOut,
): void {
  const to = outcome.event === 'wallet-created' ? 'active' : 'cancelled';
  const move: UserOp = { do: 'move', table: 'users', key: outcome.user, from: 'pending', to };
  transact(node, { why: 'settle', outcome, receipt, at: out.monotonic() }, [move], out);
}

/** Time is up for these: cancelled whether or not a wallet is on its way. */
function cancelOverdue(
  node: Users,
  { rows }: Rows<UserEvent>,
  _from: NodeRef,
  out: UsersOut,
): void {
  for (const { key, body } of rows) {
    const id = ++node.durable.events;
    const event: UserEvent = { ...body, id, event: 'user-cancelled' };
    const move: UserOp = { do: 'move', table: 'users', key, from: 'pending', to: 'cancelled' };
    const purpose: Purpose = { why: 'cancel', event, at: out.monotonic() };
    transact(node, purpose, [move, ...outboxRow(node, event)], out);
  }
}

function regularly(node: Users, out: UsersOut): void {
  const { options, volatile: v } = node;
  const now = out.monotonic();
  out.send(options.broker, { type: 'fetch', topic: TOPICS.outcomes, want: APPETITE });
  for (const unconfirmed of v.unconfirmed.values()) {
    if (now - unconfirmed.at < RESEND_AFTER) continue;
    unconfirmed.at = now;
    out.send(options.broker, unconfirmed.message);
  }
  for (const [id, { at }] of v.waiting) {
    if (now - at < FORGET_AFTER) break;
    v.waiting.delete(id);
  }
  if (options.giveUp > 0) {
    const before = out.clock() - options.giveUp;
    const overdue = { table: 'users', state: 'pending', before, limit: SWEEP };
    out.send(options.database, { type: 'select', ...overdue });
  }
  out.after(FETCH_EVERY, 'regularly');
}

const serving: Handlers<UsersKind> = {
  message: byType<Users, UsersKind['takes'], UsersOut>({
    'sign-up': signUp,
    committed: onAnswer,
    conflict: onAnswer,
    accepted: (node, { id }) => void node.volatile.unconfirmed.delete(id),
    deliver: onOutcome,
    rows: cancelOverdue,
  }),
  timer(node, name, _data, out) {
    if (name === 'regularly') regularly(node, out);
  },
};

const restarting: Handlers<UsersKind> = whileDown<Users, UsersOut>(
  () => {},
  (_node, _name, out) => void out.after(FETCH_EVERY, 'regularly'),
);

/**
 * Keeps who there is. A user begins as PENDING and becomes ACTIVE with a wallet, or CANCELLED without one. Takes sign-ups
 * and, from the broker, what became of their wallets; writes both to its database. Dies on purpose between commit and
 * publish, where it publishes itself.
 */
export const users: Behaviour<UsersKind> = {
  kind: 'users',
  machine,
  volatile: freshVolatile,
  durable: () => ({ ids: 0, events: 0, died: 0, settled: 0 }),
  start: regularly,
  roles: { serving, restarting },
};
