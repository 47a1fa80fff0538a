import { TOPICS } from '../../nodes/service/messages';
import type { UsersTally } from '../../nodes/service/users';
import type { Scenario, World } from '../../sim';
import { heldBy, inState, outboxRows, usersTable, walletsDisk, walletsTable } from './measures';

const crashed = (w: World, id: string): boolean => w.node(id).mode.host === 'crashed';
const active = (w: World): number => inState(usersTable(w), 'active');
const cancelled = (w: World): number => inState(usersTable(w), 'cancelled');
const wallets = (w: World): number => inState(walletsTable(w), 'open');
const duplicates = (w: World): number => walletsDisk(w).surplus;
const deaths = (w: World): number => (w.node('users').durable as UsersTally).died;
const dead = (w: World): number => heldBy(w, TOPICS.dead);

const begun = {
  text: 'A user is committed as PENDING, and in the same transaction a row of the outbox says so.',
  when: (w: World) => usersTable(w).rows.size > 0,
};
const settling = {
  text: 'The wallet is made, the answer has come back: PENDING becomes ACTIVE.',
  when: (w: World) => active(w) > 0,
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'Outbox, every user once',
    story:
      'Twenty people a second sign up. A relay carries each “user created” from a table to the broker; two consumers make wallets.',
    watch: 'PENDING users, and how long they stay so',
    seen: 'About 0.3 s, nearly all of it waiting for the relay’s next look. Who may not have a wallet is CANCELLED.',
    settings: { signUps: 600 },
    interventions: [],
    until: '40s',
    captions: [
      begun,
      settling,
      {
        text: 'Two in a hundred may not have a wallet: they are CANCELLED. That is a new action, not a rollback: they were visible.',
        when: (w) => cancelled(w) > 2,
      },
    ],
    shows: ['done-and-delivered-again'],
  },
  {
    id: 'broken',
    title: 'Dual write: commit, then publish',
    story:
      'The service commits the user and then tells the broker. One time in thirty-three it dies in between.',
    watch: 'the users that stay PENDING',
    seen: 'Each death leaves a user without a wallet for good. Waiting longer does not help: the time N never comes.',
    settings: { signUps: 600, mode: 'dual-write', crashPercent: 3, dedupe: 'none' },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'Dead between the two writes. The user is on disk; the event was in memory.',
        when: (w) => deaths(w) > 0,
      },
      {
        text: 'The visitor asks again. The row is there, so the answer is yes; nobody publishes.',
        when: (w) => deaths(w) > 1,
      },
      {
        text: 'Acknowledgements get lost too, and without a unique key a second delivery makes a second wallet.',
        when: (w) => duplicates(w) > 0,
      },
    ],
    shows: ['lost-event', 'done-and-delivered-again'],
  },
  {
    id: 'fixed',
    title: 'The same deaths, with an outbox',
    story:
      'The same people and the same share of deaths. Event and user are one transaction now, and a wallet’s key is the user.',
    watch: 'what the relay does when it has died',
    seen: 'It publishes again what it had not noted. Some events come twice, none is lost, and every user has one wallet.',
    settings: { signUps: 600, crashPercent: 3 },
    interventions: [],
    until: '70s',
    captions: [
      begun,
      {
        text: 'The relay has died and is back. It does not know what the broker has, so it tells it again.',
        when: (w) => (w.node('relay').durable as { died: number }).died > 0,
      },
      { text: 'Every second telling finds the wallet there.', when: (w) => wallets(w) > 300 },
    ],
    shows: ['done-and-delivered-again', 'same-event-new-id'],
  },
  {
    id: 'no-dedupe',
    title: 'An outbox alone',
    story:
      'Nothing is lost any more. But whoever may send again will send twice, and here every delivery makes a wallet.',
    watch: 'the duplicates',
    seen: 'About four in a hundred users have two wallets.',
    settings: { signUps: 600, dedupe: 'none' },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'An acknowledgement is lost; two seconds later the message is delivered again.',
        when: (w) => duplicates(w) > 0,
      },
    ],
    shows: ['done-and-delivered-again'],
  },
  {
    id: 'wrong-key',
    title: 'Dedupe by message id',
    story:
      'The consumers remember message ids. The relay, back from the dead, gives an event a new one.',
    watch: 'users with two wallets though every message id is unique',
    seen: 'Redelivered messages are recognised, republished events are not. The key has to be the user.',
    settings: { signUps: 600, dedupe: 'message', crashPercent: 5, redeliveryPercent: 10 },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'One event, two messages, two ids: two wallets.',
        when: (w) => duplicates(w) > 0,
      },
    ],
    shows: ['same-event-new-id'],
  },
  {
    id: 'outage',
    title: 'The broker is away for 20 s',
    story: 'Sign-ups go on while the broker is down; their events wait in the outbox.',
    watch: 'the outbox while the broker is down, and the lag when it is back',
    seen: 'Nobody is lost and nobody is turned away. Those who came first wait longest, a little over 20 s.',
    settings: { signUps: 1000, consumers: 1 },
    interventions: ['10s crash broker', '30s restart broker'],
    until: '80s',
    captions: [
      {
        text: 'The broker is down. People still sign up, as PENDING.',
        when: (w) => crashed(w, 'broker'),
      },
      { text: 'The outbox holds what the broker would have.', when: (w) => outboxRows(w) > 100 },
      {
        text: 'The broker is back, with all it had on disk. Now the consumer is the narrow place.',
        when: (w) => w.now > 30e6 && !crashed(w, 'broker'),
      },
    ],
    shows: ['long-wait'],
  },
  {
    id: 'outage-dual-write',
    title: 'The same outage under dual write',
    story: 'The service publishes into the void for 20 s and does not ask for a receipt.',
    watch: 'PENDING, after the broker is back',
    seen: 'Over three hundred users are forgotten, at a stroke.',
    settings: { signUps: 1000, mode: 'dual-write', crashPercent: 0 },
    interventions: ['10s crash broker', '30s restart broker'],
    until: '90s',
    captions: [
      {
        text: 'Every user committed now is one without an event.',
        when: (w) => crashed(w, 'broker'),
      },
      {
        text: 'The broker is back and knows nothing of them.',
        when: (w) => w.now > 31e6 && !crashed(w, 'broker'),
      },
    ],
  },
  {
    id: 'change-capture',
    title: 'Change data capture',
    story: 'No outbox and no polling: the relay follows the database’s own log.',
    watch: 'the lag',
    seen: 'Some 30 ms instead of 300: nothing waits for the next poll.',
    settings: { signUps: 600, mode: 'cdc' },
    interventions: [],
    until: '40s',
    captions: [settling],
  },
  {
    id: 'consumer-crash',
    title: 'A consumer dies with a message in its hands',
    story: 'Consumer 1 crashes before it has acknowledged, and comes back ten seconds later.',
    watch: 'the message it held',
    seen: 'After the visibility time-out the message is delivered to the other one. Nobody notices but the user who waited.',
    settings: { signUps: 600, workMs: 60 },
    interventions: ['5s crash wallet-1', '15s restart wallet-1'],
    until: '50s',
    captions: [
      {
        text: 'Consumer 1 is gone, with a message it had not acknowledged.',
        when: (w) => crashed(w, 'wallet-1'),
      },
      {
        text: 'Time is up: the broker delivers it again, to consumer 2.',
        when: (w) =>
          (w.noted('other-consumer') as { from: Map<number, number> }).from.size > 0 &&
          w.now > 7.2e6,
      },
    ],
    shows: ['other-consumer'],
  },
  {
    id: 'poison',
    title: 'A poison message',
    story:
      'One user in a hundred has data that kills whoever reads it. The broker delivers five times, then puts it aside.',
    watch: 'consumers that die and come back; the dead letters',
    seen: 'The owner of the dead letters settles each: no wallet, so CANCELLED. The others hardly wait.',
    settings: { signUps: 600, poisonPercent: 1 },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'A consumer dies of what it read. Its supervisor starts it again, and the broker delivers the same thing again.',
        when: (w) =>
          w.nodes.some((n) => n.id.startsWith('wallet-') && n.mode.role === 'restarting'),
      },
    ],
  },
  {
    id: 'poison-log',
    title: 'A poison message in a log',
    story:
      'The same data in a partitioned log, delivered for ever: what cannot be processed holds up all that is behind it.',
    watch: 'one partition of the eight, then two',
    seen: 'Its users wait for ever. An order that is kept at all costs has this cost.',
    settings: { signUps: 600, poisonPercent: 1, broker: 'log', maxAttempts: 0 },
    interventions: [],
    until: '90s',
    captions: [
      {
        text: 'An eighth of all users stands behind one message.',
        when: (w) => heldBy(w, TOPICS.users) > 20,
      },
    ],
    shows: ['held-up'],
  },
  {
    id: 'impatient',
    title: 'Cancelled by the clock',
    story:
      'Users that are PENDING for five seconds are cancelled, and the broker is away for twenty.',
    watch: 'CANCELLED users with nothing wrong with them',
    seen: 'Hundreds of them. A time-out says that something is slow; it does not say that it will not happen.',
    settings: { signUps: 1000, giveUpMs: 5000 },
    interventions: ['10s crash broker', '30s restart broker'],
    until: '80s',
    captions: [
      {
        text: 'Five seconds are over for the first of them.',
        when: (w) => w.now > 15e6 && cancelled(w) > 20,
      },
    ],
    shows: ['wrong-cancellation'],
  },
  {
    id: 'overtaken',
    title: 'The cancellation overtakes',
    story:
      'Users are cancelled after half a second, and messages change places on their way to the consumers.',
    watch: 'a “cancelled” that comes before its “created”',
    seen: 'The consumer writes a closed row for a user it has never heard of, and the late “created” finds it there.',
    settings: { signUps: 60, ratePerSecond: 3, giveUpMs: 500, mode: 'cdc', crashPercent: 0 },
    interventions: ['1s reorder broker->wallet-1 3s 40%', '1s reorder broker->wallet-2 3s 40%'],
    until: '60s',
    captions: [
      {
        text: 'The order in which messages were sent is not the order in which they arrive.',
        when: (w) => w.now > 2e6,
      },
    ],
    shows: ['cancelled-before-created'],
  },
  {
    id: 'nobody',
    title: 'Dead letters that belong to nobody',
    story: 'Poison again. The broker does its part and puts the message aside; nobody looks there.',
    watch: 'the dead letters',
    seen: 'The alarm nobody set: these users are PENDING until somebody complains.',
    settings: { signUps: 600, poisonPercent: 1, deadLetters: 'nobody' },
    interventions: [],
    until: '70s',
    captions: [{ text: 'The first dead letter.', when: (w) => dead(w) > 0 }],
  },
  {
    id: 'ten-thousand',
    title: 'Ten thousand sign-ups',
    story: 'The long run behind the numbers of the page: 10,000 sign-ups, one death in a hundred.',
    watch: 'users without a wallet, and duplicates',
    seen: 'None and none.',
    settings: { signUps: 10_000 },
    interventions: [],
    until: null,
    captions: [],
  },
];
