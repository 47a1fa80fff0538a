import type { Accepted, Deliver, Publish } from '../../nodes/message-queue/messages';
import type { QueueDisk } from '../../nodes/message-queue/message-queue';
import { tableOf, type DatabaseDisk } from '../../nodes/service/database';
import { TOPICS, type UserEvent } from '../../nodes/service/messages';
import type { Mark, Transact } from '../../nodes/service/transactions';
import type { UsersTally } from '../../nodes/service/users';
import type { LooseProperty, Property, World } from '../../sim';
import { audit, heldBy, usersTable, walletsDisk, walletsTable } from './measures';

const isWallets = (id: string): boolean => id.startsWith('wallet-');
const s = (n: number): string => (n === 1 ? '' : 's');

const oneWallet: LooseProperty<null> = {
  id: 'one-wallet',
  kind: 'always',
  title: 'No user has two wallets.',
  begin: () => null,
  sends: ['committed'],
  sender: (id) => id === 'wallets-db',
  send(_state, world, _from, _to, _message, report) {
    const { surplus, owned } = walletsDisk(world);
    if (surplus === 0) return;
    const twice = [...owned].find(([, n]) => n > 1);
    report(`user ${twice?.[0]} has ${twice?.[1]} wallets: one message was worked off twice`);
  },
};

/** One event of one user, as a number. */
const eventOf = ({ event, user }: UserEvent): number =>
  2 * user + Number(event === 'user-cancelled');

interface Carried {
  /** Events under way to the broker by message id, and those that it has taken. */
  sent: Map<number, number>;
  taken: Set<number>;
}

const notedLast: LooseProperty<Carried> = {
  id: 'broker-before-note',
  kind: 'always',
  title: 'An event leaves the outbox only when the broker has it.',
  begin: () => ({ sent: new Map(), taken: new Set() }),
  sends: ['publish', 'accepted', 'mark'],
  sender: (id) => id === 'relay' || id === 'broker',
  send(state, world, _from, _to, message, report) {
    if (message.type === 'publish') {
      const { id, body } = message as Publish;
      state.sent.set(id, eventOf(body as UserEvent));
    } else if (message.type === 'accepted') {
      const event = state.sent.get((message as Accepted).id);
      if (event !== undefined) state.taken.add(event);
      state.sent.delete((message as Accepted).id);
    } else {
      const { table, keys } = message as Mark;
      const { rows } = tableOf(world.node('users-db').durable as DatabaseDisk, table);
      for (const key of keys) {
        const event = rows.get(key)?.body as UserEvent | undefined;
        if (event && !state.taken.has(eventOf(event)))
          report(
            `the relay notes “${event.event}” of user ${event.user}, which the broker never got`,
          );
      }
    }
  },
};

const allSettled: LooseProperty<null> = {
  id: 'all-settled',
  kind: 'eventually',
  title: 'Every user ends up ACTIVE or CANCELLED.',
  begin: () => null,
  end(_state, world, report) {
    const { forgotten } = audit(world);
    const wait = Number(world.settings.settleMs) / 1000;
    if (forgotten > 0)
      report(
        `${forgotten} user${s(forgotten)} still PENDING more than ${wait} s after signing up: nobody is working on it`,
      );
  },
};

const agree: LooseProperty<null> = {
  id: 'databases-agree',
  kind: 'eventually',
  title: 'In the end the ACTIVE users have a wallet, and the CANCELLED ones have none.',
  begin: () => null,
  end(_state, world, report) {
    const { activeWithoutWallet: bare, cancelledWithWallet: kept } = audit(world);
    if (bare + kept > 0) report(`${bare} ACTIVE without a wallet, ${kept} CANCELLED with one`);
  },
};

const noDeadLetters: LooseProperty<null> = {
  id: 'dead-letters-handled',
  kind: 'eventually',
  title: 'No dead letter is left lying.',
  begin: () => null,
  end(_state, world, report) {
    const left = heldBy(world, TOPICS.dead);
    if (left > 0) report(`${left} dead letter${s(left)} that nobody has dealt with`);
  },
};

const died = (world: World): number => (world.node('users').durable as UsersTally).died;

const lostEvent: LooseProperty<{ died: number }> = {
  id: 'lost-event',
  kind: 'sometimes',
  title: 'A user is committed whose event nobody will ever publish.',
  begin: () => ({ died: 0 }),
  sends: ['sign-up'],
  sender: (id) => id === 'visitors',
  // The service is asked again by the visitor whom it did not answer; by then the row is there and the event is not.
  send(state, world, _from, _to, message, report) {
    const deaths = died(world);
    if (deaths === state.died) return;
    const { user } = message as never as { user: number };
    const row = usersTable(world).rows.get(user);
    if (row?.state === 'pending') {
      report(`user ${user} is in the database, and the event died with the process`);
      state.died = deaths;
    }
  },
};

const repeats: LooseProperty<Record<number, true>> = {
  id: 'done-and-delivered-again',
  kind: 'sometimes',
  title: 'A message is delivered again after all its work was done.',
  begin: () => ({}),
  sends: ['deliver'],
  sender: (id) => id === 'broker',
  send(_state, world, _from, to, message, report) {
    const { topic, attempt, body, id } = message as Deliver;
    if (topic !== TOPICS.users || attempt === 1 || !isWallets(world.nodes[to].id)) return;
    const { user } = body as UserEvent;
    if ((walletsDisk(world).owned.get(user) ?? 0) > 0)
      report(`message ${id} comes for the ${attempt}. time, and user ${user} has a wallet already`);
  },
};

const newName: LooseProperty<Map<number, number>> = {
  id: 'same-event-new-id',
  kind: 'sometimes',
  title: 'The relay publishes one event twice, under two message ids.',
  begin: () => new Map(),
  sends: ['publish'],
  sender: (id) => id === 'relay',
  send(names, _world, _from, _to, message, report) {
    const { id, body } = message as Publish;
    const event = eventOf(body as UserEvent);
    const before = names.get(event);
    if (before !== undefined && before !== id)
      report(`user ${(body as UserEvent).user}: first message ${before}, now message ${id}`);
    names.set(event, id);
  },
};

/** A wait that a visitor would remember, µs. */
const LONG = 5_000_000;

const longWait: LooseProperty<null> = {
  id: 'long-wait',
  kind: 'sometimes',
  title: 'A user is PENDING for more than five seconds, and then all is well.',
  begin: () => null,
  sends: ['transact'],
  sender: (id) => id === 'users',
  send(_state, world, _from, _to, message, report) {
    const [op] = (message as Transact).ops;
    if (op.do !== 'move' || op.to !== 'active') return;
    const row = usersTable(world).rows.get(op.key);
    const waited = row ? world.now - row.at : 0;
    if (row?.state === 'pending' && waited > LONG)
      report(`user ${op.key} was PENDING for ${(waited / 1e6).toFixed(1)} s`);
  },
};

const wronged: LooseProperty<null> = {
  id: 'wrong-cancellation',
  kind: 'sometimes',
  title: 'A user is cancelled though nothing is wrong with the data.',
  begin: () => null,
  sends: ['transact'],
  sender: (id) => id === 'users',
  send(_state, world, _from, _to, message, report) {
    const [op] = (message as Transact).ops;
    if (op.do !== 'move' || op.to !== 'cancelled') return;
    const row = usersTable(world).rows.get(op.key);
    if (row?.state !== 'pending' || (row.body as UserEvent).nature !== 'fine') return;
    const wallet = (walletsDisk(world).owned.get(op.key) ?? 0) > 0;
    report(
      `user ${op.key} is cancelled, ${wallet ? 'with a wallet' : 'and could have had a wallet'}`,
    );
  },
};

/** So many messages behind one that has failed before. */
const CROWD = 5;

const heldUp: LooseProperty<null> = {
  id: 'held-up',
  kind: 'sometimes',
  title: 'Messages wait in a partition behind one that cannot be processed.',
  begin: () => null,
  sends: ['deliver'],
  sender: (id) => id === 'broker',
  send(_state, world, _from, _to, message, report) {
    const { topic, attempt, body, id } = message as Deliver;
    if (topic !== TOPICS.users || attempt < 3) return;
    const { stores, kinds } = world.node('broker').durable as QueueDisk;
    if (kinds[topic] !== 'log') return;
    const partitions = stores[topic] as { log: unknown[]; committed: number }[];
    const { log, committed } = partitions[(body as UserEvent).user % partitions.length];
    const behind = log.length - committed - 1;
    if (behind >= CROWD)
      report(`message ${id} is tried for the ${attempt}. time, and ${behind} wait behind it`);
  },
};

const cancelFirst: LooseProperty<null> = {
  id: 'cancelled-before-created',
  kind: 'sometimes',
  title: 'A consumer learns that a user was cancelled before it learns that there is one.',
  begin: () => null,
  sends: ['transact'],
  sender: isWallets,
  send(_state, world, _from, _to, message, report) {
    const [op] = (message as Transact).ops;
    if (op.do === 'put' && !walletsTable(world).rows.has(op.key))
      report(`user ${op.owner}: the cancellation has overtaken the creation`);
  },
};

const takenOver: LooseProperty<{ from: Map<number, number> }> = {
  id: 'other-consumer',
  kind: 'sometimes',
  title: 'A message goes to another consumer after the first one did not acknowledge it.',
  begin: () => ({ from: new Map() }),
  sends: ['deliver'],
  sender: (id) => id === 'broker',
  send({ from }, world, _from, to, message, report) {
    const { topic, attempt, id } = message as Deliver;
    if (topic !== TOPICS.users) return;
    const before = from.get(id);
    if (attempt > 1 && before !== undefined && before !== to)
      report(`message ${id} goes to ${world.nodes[to].id} after ${world.nodes[before].id}`);
    from.set(id, to);
  },
};

export const properties: readonly Property[] = [
  oneWallet,
  notedLast,
  allSettled,
  agree,
  noDeadLetters,
  lostEvent,
  repeats,
  newName,
  longWait,
  wronged,
  heldUp,
  cancelFirst,
  takenOver,
] as readonly Property[];
