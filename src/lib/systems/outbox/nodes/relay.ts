import {
  chance,
  type LooseBehaviour,
  type LooseHandlers,
  type Micros,
  type NodeState,
} from '../../../sim';
import type { LooseOut, TimerId } from '../../../sim';
import type { Accepted, Publish } from '../../../nodes/message-queue/messages';
import { TOPICS, type UserEvent } from '../../../nodes/service/messages';
import { processMachine } from '../../../nodes/service/process';
import type { Changes, Mark, Rows, Select, Tail } from '../../../nodes/service/transactions';

export interface RelayOptions {
  /** Off: there is nothing for it to do under dual write. */
  readonly mode: 'off' | 'outbox' | 'cdc';
  readonly database: number;
  readonly broker: number;
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
  id: number;
  timer: TimerId;
}

export interface RelayDisk {
  /** Change data capture: the position up to which all has been published. */
  offset: number;
  /** Never the same id twice. After a death it does not know what it called an event, so the event gets a new one. */
  ids: number;
  published: number;
  died: number;
}

export type Relay = NodeState<Volatile, RelayDisk, RelayOptions>;

const BATCH = 100;
/** The broker has said nothing for so long: the same message again. */
const RESEND_AFTER = 250_000;
/** A subscriber asks again after so long without news; the question or the answer may be lost. */
const ASK_AFTER = 1_000_000;

function ask(node: Relay, out: LooseOut): void {
  const { mode, database, pollEvery } = node.options;
  const idle = node.volatile.items.length === 0;
  if (idle && mode === 'cdc')
    out.send(database, { type: 'tail', after: node.durable.offset } as Tail);
  if (idle && mode === 'outbox')
    out.send(database, { type: 'select', table: 'outbox', limit: BATCH } as Select);
  // A poll that finds the last batch unfinished leaves it at that.
  node.volatile.timer = out.after(mode === 'outbox' ? pollEvery : ASK_AFTER, 'ask');
}

/** One event at a time, in order: the next is not sent before the broker has this one. */
function publishNext(node: Relay, out: LooseOut): void {
  const { volatile: v, options, durable, index } = node;
  const item = v.items[0];
  if (!item) return;
  if (chance(out.stream('crash:publish'), options.crash / 2))
    return die(node, 'before the broker has the event', out);
  v.id = index * 1e9 + ++durable.ids;
  if (options.bug === 'mark-first') mark(node, item, out);
  send(node, out);
}

function mark({ options, durable }: Relay, { from, key }: Item, out: LooseOut): void {
  if (from === 'cdc') durable.offset = key;
  else out.send(options.database, { type: 'mark', table: 'outbox', keys: [key] } as Mark);
}

function send(node: Relay, out: LooseOut): void {
  const { volatile: v, options } = node;
  const { event } = v.items[0];
  const message: Publish = {
    type: 'publish',
    topic: TOPICS.users,
    id: v.id,
    key: event.user,
    body: event,
  };
  out.send(options.broker, message);
  out.after(RESEND_AFTER, 'resend', v.id);
}

function onAccepted(node: Relay, out: LooseOut): void {
  const { volatile: v, options, durable } = node;
  durable.published++;
  v.id = -1;
  if (chance(out.stream('crash:mark'), options.crash / 2))
    return die(node, 'before it has noted that the broker has the event', out);
  if (options.bug !== 'mark-first') mark(node, v.items[0], out);
  v.items.shift();
  if (v.items.length > 0) publishNext(node, out);
  // A poll waits for its time; who follows a log asks at once.
  else if (options.mode === 'cdc') reask(node, out);
  out.gauge('unpublished', v.items.length);
}

function reask(node: Relay, out: LooseOut): void {
  out.cancel(node.volatile.timer);
  ask(node, out);
}

function take(node: Relay, items: Item[], out: LooseOut): void {
  const { volatile: v } = node;
  if (v.items.length > 0) return;
  v.items = items;
  out.gauge('unpublished', items.length);
  publishNext(node, out);
}

/** What a subscriber makes of the table's history: a new row was created, one that turned CANCELLED was cancelled. */
function itemsOf({ changes }: Changes): Item[] {
  const named = { pending: 'user-created', cancelled: 'user-cancelled' } as const;
  return changes.flatMap(({ position, row }) => {
    const event = named[row.state as keyof typeof named];
    return event
      ? [{ from: 'cdc' as const, key: position, event: { ...(row.body as UserEvent), event } }]
      : [];
  });
}

function onChanges(node: Relay, message: Changes, out: LooseOut): void {
  const { changes } = message;
  // An answer to an older question: asked for again, from the offset.
  if (node.volatile.items.length > 0 || changes[0].position !== node.durable.offset + 1) return;
  const items = itemsOf(message);
  if (items.length > 0) return take(node, items, out);
  node.durable.offset = changes.at(-1)!.position;
  reask(node, out);
}

function die(node: Relay, when: string, out: LooseOut): void {
  out.cancel(node.volatile.timer);
  node.volatile = { items: [], id: -1, timer: -1 };
  node.durable.died++;
  out.note(`dies ${when}`);
  out.become('DIE');
  out.gauge('unpublished', 0);
  out.after(node.options.restart, 'up');
}

const serving: LooseHandlers<Volatile, RelayDisk, RelayOptions> = {
  message(node, message, _from, out) {
    if (message.type === 'rows') {
      const { rows } = message as Rows;
      take(
        node,
        rows.map(({ key, body }) => ({ from: 'outbox' as const, key, event: body as UserEvent })),
        out,
      );
    } else if (message.type === 'changes') onChanges(node, message as Changes, out);
    else if (message.type === 'accepted' && (message as Accepted).id === node.volatile.id)
      onAccepted(node, out);
  },
  timer(node, name, data, out) {
    if (name === 'resend') {
      if (data === node.volatile.id) send(node, out);
    } else if (name === 'ask') ask(node, out);
  },
};

const restarting: LooseHandlers<Volatile, RelayDisk, RelayOptions> = {
  timer(node, name, _data, out) {
    if (name !== 'up') return;
    out.become('UP');
    ask(node, out);
  },
};

/**
 * Carries events from a database to the broker: polls the outbox table, or follows the log of changes. It publishes, then
 * notes that it has; dying in between, it publishes again. So nothing is lost and some things come twice.
 */
export const relay: LooseBehaviour<Volatile, RelayDisk, RelayOptions> = {
  kind: 'relay',
  machine: processMachine('relay', 'reads, publishes, then notes that it has'),
  volatile: () => ({ items: [], id: -1, timer: -1 }),
  durable: () => ({ offset: 0, ids: 0, published: 0, died: 0 }),
  start: ask,
  roles: { serving, restarting },
};
