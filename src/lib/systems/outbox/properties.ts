import { waitingBehind } from '../../nodes/message-queue/partitioned-log';
import { tableIn } from '../../nodes/service/database';
import { TOPICS, type UserEvent } from '../../nodes/service/messages';
import { counted, ordinal, properties as makers, seconds, someOf, type Property } from '../../sim';
import { duplicates, hasWallet, heldBy, reconcile, usersTable, walletsTable } from './measures';
import type { OutboxWorld } from './world';

const { always, eventually, sometimes } = makers<OutboxWorld>();

const oneWallet = always({
  id: 'one-wallet',
  title: 'No user has two wallets.',
  sends: ['committed'],
  senders: ['walletsDb'],
  send(_state, world, _from, _to, _message, report) {
    if (duplicates(world) === 0) return;
    for (const [user, wallets] of world.at.walletsDb.durable.owned)
      if (wallets > 1)
        return report(`user ${user} has ${wallets} wallets: the event was processed twice`);
  },
});

/** One event of one user, as a number. */
const eventOf = ({ event, user }: UserEvent): number =>
  2 * user + Number(event === 'user-cancelled');

interface Carried {
  /** Events under way to the broker by message id, and those that it has taken. */
  sent: Map<number, number>;
  taken: Set<number>;
}

const notedLast = always({
  id: 'broker-before-note',
  title: 'An event leaves the outbox only after the broker has it.',
  begin: (): Carried => ({ sent: new Map(), taken: new Set() }),
  sends: ['publish', 'accepted', 'mark'],
  senders: ['relay', 'broker'],
  send({ sent, taken }, world, _from, _to, message, report) {
    if (message.type === 'publish') {
      if (message.topic === TOPICS.users) sent.set(message.id, eventOf(message.body));
    } else if (message.type === 'accepted') {
      const event = sent.get(message.id);
      if (event !== undefined) taken.add(event);
      sent.delete(message.id);
    } else {
      const { rows } = tableIn(world.at.usersDb.durable, message.table);
      for (const key of message.keys) {
        const event = rows.get(key)?.body;
        if (event && !taken.has(eventOf(event)))
          report(
            `the relay marks “${event.event}” of user ${event.user} as published, but the broker does not have it`,
          );
      }
    }
  },
});

const allSettled = eventually({
  id: 'all-settled',
  title: 'Every user ends up ACTIVE or CANCELLED.',
  end(_state, world, report) {
    const { forgotten } = reconcile(world);
    const wait = world.settings.settleMs / 1000;
    if (forgotten > 0)
      report(
        `${counted(forgotten, 'user is', 'users are')} still PENDING more than ${wait} s after signing up`,
        world.at.users.index,
      );
  },
});

const agree = eventually({
  id: 'databases-agree',
  title: 'In the end, every ACTIVE user has a wallet and no CANCELLED user has one.',
  end(_state, world, report) {
    const { activeWithoutWallet: bare, cancelledWithWallet: kept } = reconcile(world);
    if (bare + kept > 0)
      report(
        someOf(
          [bare, 'ACTIVE user has no wallet', 'ACTIVE users have no wallet'],
          [kept, 'CANCELLED user still has a wallet', 'CANCELLED users still have a wallet'],
        ),
        world.at.walletsDb.index,
      );
  },
});

const noDeadLetters = eventually({
  id: 'dead-letters-handled',
  title: 'In the end, every dead letter has been dealt with.',
  end(_state, world, report) {
    const left = heldBy(world, TOPICS.dead);
    if (left > 0)
      report(
        `${counted(left, 'dead letter is', 'dead letters are')} left in the queue`,
        world.at.broker.index,
      );
  },
});

const lostEvent = sometimes({
  id: 'lost-event',
  title: 'A user is committed, and the event will never be published.',
  begin: () => ({ died: 0 }),
  sends: ['sign-up'],
  // The visitor who got no answer asks again; by then the row is there and the event is not.
  send(state, world, _from, _to, { user }, report) {
    const { died } = world.at.users.durable;
    if (died === state.died || usersTable(world).rows.get(user)?.state !== 'pending') return;
    report(`user ${user} is in the database, and the event was lost when the process crashed`);
    state.died = died;
  },
});

const repeats = sometimes({
  id: 'done-and-delivered-again',
  title: 'A message is delivered again after its work was done.',
  sends: ['deliver'],
  senders: ['broker'],
  send(_state, world, _from, _to, message, report) {
    if (message.topic !== TOPICS.users || message.attempt === 1) return;
    const { user } = message.body;
    if (hasWallet(world, user))
      report(
        `the event of user ${user} is delivered for the ${ordinal(message.attempt)} time, and the user already has a wallet`,
      );
  },
});

const publishedTwice = sometimes({
  id: 'published-twice',
  title: 'One event is published twice and becomes two messages at the broker.',
  begin: () => new Map<number, number>(),
  sends: ['deliver'],
  senders: ['broker'],
  send(ids, _world, _from, _to, message, report) {
    if (message.topic !== TOPICS.users) return;
    const { brokerId, body } = message;
    const before = ids.get(body.id);
    if (before !== undefined && before !== brokerId)
      report(
        `event ${body.id} of user ${body.user} was message ${before} and is now message ${brokerId} as well`,
      );
    ids.set(body.id, brokerId);
  },
});

/** A wait that a visitor would remember. */
const LONG = seconds(5);

const longWait = sometimes({
  id: 'long-wait',
  title: 'A user is PENDING for more than five seconds, then becomes ACTIVE.',
  sends: ['transact'],
  senders: ['users'],
  send(_state, world, _from, _to, { ops: [op] }, report) {
    if (op.do !== 'move' || op.to !== 'active') return;
    const row = usersTable(world).rows.get(op.key);
    const waited = row ? world.since(row.inserted) : 0;
    if (row?.state === 'pending' && waited > LONG)
      report(`user ${op.key} was PENDING for ${(waited / seconds(1)).toFixed(1)} s`);
  },
});

const wronged = sometimes({
  id: 'wrong-cancellation',
  title: 'A user is CANCELLED although nothing is wrong with the data.',
  sends: ['transact'],
  senders: ['users'],
  send(_state, world, _from, _to, { ops: [op] }, report) {
    if (op.do !== 'move' || op.to !== 'cancelled') return;
    const row = usersTable(world).rows.get(op.key);
    if (row?.state !== 'pending' || row.body.nature !== 'fine') return;
    const fate = hasWallet(world, op.key)
      ? 'is CANCELLED and has a wallet'
      : 'is CANCELLED and could have had a wallet';
    report(`user ${op.key} ${fate}`);
  },
});

/** This many messages behind one that has failed before. */
const CROWD = 5;

const heldUp = sometimes({
  id: 'held-up',
  title: 'Messages wait in a partition behind one that cannot be processed.',
  sends: ['deliver'],
  senders: ['broker'],
  send(_state, world, _from, _to, message, report) {
    const { topic, attempt, body } = message;
    const store = world.at.broker.durable.stores[topic];
    if (topic !== TOPICS.users || attempt < 3 || !Array.isArray(store)) return;
    const behind = waitingBehind(store, body.user);
    if (behind >= CROWD)
      report(
        `the event of user ${body.user} is on delivery attempt ${attempt}, with ${counted(behind, 'message')} waiting behind it`,
      );
  },
});

const cancelFirst = sometimes({
  id: 'cancelled-before-created',
  title: 'A consumer hears of a user’s cancellation before the user’s creation.',
  sends: ['transact'],
  senders: ['consumers'],
  send(_state, world, _from, _to, { ops: [op] }, report) {
    // Under another key a row of the creation is not to be found by the user.
    if (world.settings.dedupe !== 'user') return;
    if (op.do === 'put' && !walletsTable(world).rows.has(op.key))
      report(`user ${op.owner}: “cancelled” arrives before “created”`);
  },
});

const takenOver = sometimes({
  id: 'other-consumer',
  title: 'A message that one consumer did not acknowledge is delivered to another.',
  sends: ['deliver'],
  senders: ['broker'],
  send(_state, { observed, nodes }, _from, _to, _message, report) {
    const moved = observed.movedOn;
    if (moved)
      report(
        `the event of user ${moved.user} is delivered to ${nodes[moved.to].label} after ${nodes[moved.from].label}`,
      );
  },
});

export const properties: readonly Property<OutboxWorld>[] = [
  oneWallet,
  notedLast,
  allSettled,
  agree,
  noDeadLetters,
  lostEvent,
  repeats,
  publishedTwice,
  longWait,
  wronged,
  heldUp,
  cancelFirst,
  takenOver,
];
