import { chance } from '../../../sim';
import type { Behaviour, Handlers, Micros, Node, NodeRef, Out, TimerId } from '../../../sim';
import type { Accepted } from '../../../nodes/message-queue/messages';
import { TOPICS, type UserEvent, type UserPublish } from '../../../nodes/service/messages';
import { die, processMachine, whileDown } from '../../../nodes/service/process';
import type { Changes, Mark, Rows, Select, Tail } from '../../../nodes/service/transactions';

export interface RelayOptions {
  readonly mode: 'outbox' | 'cdc';
  readonly database: NodeRef;
  readonly broker: NodeRef;
  readonly pollEvery: Micros;
  /** Share (0 … 1) of rows at which it dies: half of them before the broker has the event, half after it. */
  readonly crash: number;
  readonly restart: Micros;
  /** A planted design bug, for hunts: it notes first and publishes then. */
  readonly bug: 'none' | 'mark-first';
}

interface Item {
  readonly from: 'outbox' | 'cdc';
  /** Of an outbox row its key, of a change its position in the log. */
  readonly key: number;
  readonly event: UserEvent;
}

interface Volatile {
  /** Read, and not yet with the broker. The first is being published, under `id`. */
  items: Item[];
  id: number | null;
  timer: TimerId | null;
}

export interface RelayDisk {
  /** Change data capture: the position up to which all has been published. */
  offset: number;
  /** Numbers of what it publishes, for the broker's confirmations alone: after a death an event gets a new one. */
  ids: number;
  published: number;
  died: number;
}

const BATCH = 100;
/** The broker has said nothing for so long: the same message again. */
const RESEND_AFTER = 250_000;
/** A subscriber asks again after so long without news; the question or the answer may be lost. */
const ASK_AFTER = 1_000_000;

const machine = processMachine('relay', 'reads events, publishes them, then records that it has');

interface RelayKind {
  machine: typeof machine;
  volatile: Volatile;
  durable: RelayDisk;
  options: RelayOptions;
  takes: Rows<UserEvent> | Changes<UserEvent> | Accepted;
  sends: Tail | Select | Mark | UserPublish;
  timers: { ask: undefined; resend: number; up: undefined };
  gauges: 'unpublished';
}
export type Relay = Node<RelayKind>;
type RelayOut = Out<RelayKind>;

const freshVolatile = (): Volatile => ({ items: [], id: null, timer: null });

function ask(node: Relay, out: RelayOut): void {
  const { mode, database, pollEvery } = node.options;
  const idle = node.volatile.items.length === 0;
  if (idle && mode === 'cdc') out.send(database, { type: 'tail', after: node.durable.offset });
  if (idle && mode === 'outbox')
    out.send(database, { type: 'select', table: 'outbox', limit: BATCH });
  // A poll that finds the last batch unfinished leaves it at that.
  node.volatile.timer = out.after(mode === 'outbox' ? pollEvery : ASK_AFTER, 'ask');
}

/** One event at a time, in order: the next is not sent before the broker has this one. */
function publishNext(node: Relay, out: RelayOut): void {
  const { volatile: v, options, durable, index } = node;
  const [item] = v.items;
  if (!item) return;
  if (chance(out.stream('crash:publish'), options.crash / 2))
    return dies(node, 'before the broker has the event', out);
  const id = index * 1e9 + ++durable.ids;
  v.id = id;
  if (options.bug === 'mark-first') mark(node, item, out);
  send(node, id, out);
}

function mark({ options, durable }: Relay, { from, key }: Item, out: RelayOut): void {
  if (from === 'cdc') durable.offset = key;
  else out.send(options.database, { type: 'mark', table: 'outbox', keys: [key] });
}

function send({ volatile: v, options }: Relay, id: number, out: RelayOut): void {
  const [{ event: body }] = v.items;
  out.send(options.broker, { type: 'publish', topic: TOPICS.users, id, key: body.user, body });
  out.after(RESEND_AFTER, 'resend', id);
}

function onAccepted(node: Relay, out: RelayOut): void {
  const { volatile: v, options, durable } = node;
  durable.published++;
  v.id = null;
  if (chance(out.stream('crash:mark'), options.crash / 2))
    return dies(node, 'before it has recorded that the broker has the event', out);
  if (options.bug !== 'mark-first') mark(node, v.items[0], out);
  v.items.shift();
  if (v.items.length > 0) publishNext(node, out);
  // A poll waits for its time; who follows a log asks at once.
  else if (options.mode === 'cdc') askAgain(node, out);
  out.gauge('unpublished', v.items.length);
}

function stopAsking({ volatile: v }: Relay, out: RelayOut): void {
  if (v.timer !== null) out.cancel(v.timer);
}

function askAgain(node: Relay, out: RelayOut): void {
  stopAsking(node, out);
  ask(node, out);
}

function take(node: Relay, items: Item[], out: RelayOut): void {
  const { volatile: v } = node;
  if (v.items.length > 0) return;
  v.items = items;
  out.gauge('unpublished', items.length);
  publishNext(node, out);
}

/** What a subscriber makes of the table's history: a new row was created, one that turned CANCELLED was cancelled. */
function eventFor(state: string): UserEvent['event'] | null {
  if (state === 'pending') return 'user-created';
  return state === 'cancelled' ? 'user-cancelled' : null;
}

function itemsOf({ changes }: Changes<UserEvent>): Item[] {
  return changes.flatMap(({ position, row }): Item[] => {
    const event = eventFor(row.state);
    // Its place in the log is an id that stays the same, however often the change is read.
    const id = position;
    return event ? [{ from: 'cdc', key: position, event: { ...row.body, id, event } }] : [];
  });
}

function onChanges(node: Relay, message: Changes<UserEvent>, out: RelayOut): void {
  const { changes } = message;
  // An answer to an older question: asked for again, from the offset.
  if (node.volatile.items.length > 0 || changes[0].position !== node.durable.offset + 1) return;
  const items = itemsOf(message);
  if (items.length > 0) return take(node, items, out);
  node.durable.offset = changes[changes.length - 1].position;
  askAgain(node, out);
}

function dies(node: Relay, when: string, out: RelayOut): void {
  stopAsking(node, out);
  die(node, { fresh: freshVolatile(), why: `dies ${when}`, downFor: node.options.restart }, out);
  out.gauge('unpublished', 0);
}

const serving: Handlers<RelayKind> = {
  message(node, message, _from, out) {
    switch (message.type) {
      case 'rows':
        return take(
          node,
          message.rows.map(({ key, body }): Item => ({ from: 'outbox', key, event: body })),
          out,
        );
      case 'changes':
        return onChanges(node, message, out);
      case 'accepted':
        if (message.id === node.volatile.id) onAccepted(node, out);
    }
  },
  timer(node, name, data, out) {
    if (name === 'ask') ask(node, out);
    else if (name === 'resend' && data === node.volatile.id) send(node, data, out);
  },
};

const restarting: Handlers<RelayKind> = whileDown<Relay, RelayOut>(ask);

/**
 * Carries events from a database to the broker: polls the outbox table, or follows the log of changes. It publishes, then
 * notes that it has; dying in between, it publishes again. So nothing is lost and some events are published twice.
 */
export const relay: Behaviour<RelayKind> = {
  kind: 'relay',
  machine,
  volatile: freshVolatile,
  durable: () => ({ offset: 0, ids: 0, published: 0, died: 0 }),
  start: ask,
  roles: { serving, restarting },
};
