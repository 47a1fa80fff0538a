import { seconds, type Scenario } from '../../sim';
import { duplicates } from './measures';
import { outages } from './scenarios-outages';
import { poisoned } from './scenarios-poison';
import { begun, cancelled, settling, wallets } from './story';
import type { OutboxWorld } from './world';

const basics: readonly Scenario<OutboxWorld>[] = [
  {
    id: 'healthy',
    title: 'Outbox, every user once',
    story:
      'Twenty people a second sign up. A relay carries each “user created” event from the outbox table to the broker; two consumers make wallets.',
    watch: 'the PENDING users, and how long they stay PENDING',
    seen: 'About 0.3 s, nearly all of it spent waiting for the relay’s next poll. Users who may not have a wallet are CANCELLED.',
    settings: { signUps: 600 },
    interventions: [],
    until: '40s',
    captions: [
      begun,
      settling,
      {
        text: 'Two in a hundred may not have a wallet: they are CANCELLED. That is a new action and no rollback, because everyone could see them before.',
        when: (w) => cancelled(w) > 2,
        about: (w) => [w.at.users, w.at.usersDb],
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
        text: 'The users service has died between the two writes. The user is on disk; the event was in memory.',
        when: (w) => w.at.users.durable.died > 0,
        about: (w) => [w.at.users, w.at.usersDb],
      },
      {
        text: 'The visitor asks again. The row exists, so the answer is yes, and nobody publishes the event.',
        when: (w) => w.at.users.durable.died > 1,
        about: (w) => [w.at.visitors, w.at.users],
        messages: ['sign-up', 'signed-up'],
      },
      {
        text: 'Acknowledgements get lost too. Without a unique key, the second delivery makes a second wallet.',
        when: (w) => duplicates(w) > 0,
        about: (w) => [w.at.broker, w.at.walletsDb],
        messages: ['deliver'],
      },
    ],
    shows: ['lost-event', 'done-and-delivered-again'],
  },
  {
    id: 'fixed',
    title: 'The same deaths, with an outbox',
    story:
      'The same people, and the publishing process dies just as often. User and event are now one transaction, and a wallet’s key is the user id.',
    watch: 'what the relay does after a restart',
    seen: 'It publishes again whatever it had not noted as published. Some events are published twice, none is lost, and every user has one wallet.',
    settings: { signUps: 600, crashPercent: 3 },
    interventions: [],
    until: '70s',
    captions: [
      begun,
      {
        text: 'The relay has died. After its restart it cannot know what the broker has, so it publishes the event again.',
        when: (w) => w.at.relay.durable.died > 0,
        about: (w) => [w.at.relay, w.at.broker],
        messages: ['publish'],
      },
      {
        text: 'Whenever an event is delivered twice, the second delivery finds the wallet and changes nothing.',
        when: (w) => wallets(w) > 300,
        about: (w) => [w.at.walletsDb],
        messages: ['conflict'],
      },
    ],
    shows: ['done-and-delivered-again', 'same-event-new-id'],
  },
  {
    id: 'no-dedupe',
    title: 'An outbox alone',
    story:
      'Nothing is lost any more. But a sender that may send again will send twice, and here every delivery makes a wallet.',
    watch: 'the duplicate wallets',
    seen: 'About four in a hundred users have two wallets.',
    settings: { signUps: 600, dedupe: 'none' },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'An acknowledgement was lost. Two seconds later the broker delivered the message again, and a second wallet was made.',
        when: (w) => duplicates(w) > 0,
        about: (w) => [w.at.broker, w.at.walletsDb],
        messages: ['deliver', 'ack'],
      },
    ],
    shows: ['done-and-delivered-again'],
  },
  {
    id: 'wrong-key',
    title: 'Dedupe by message id',
    story:
      'The consumers remember message ids. After a restart the relay publishes an event again under a new id.',
    watch: 'users with two wallets although every message id is unique',
    seen: 'Redelivered messages are recognised; republished events are not. The key has to be the user id.',
    settings: { signUps: 600, dedupe: 'message', crashPercent: 5, redeliveryPercent: 10 },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'One event, two messages, two ids: two wallets.',
        when: (w) => duplicates(w) > 0,
        about: (w) => [w.at.relay, w.at.walletsDb],
        messages: ['publish'],
      },
    ],
    shows: ['same-event-new-id'],
  },
  {
    id: 'change-capture',
    title: 'Change data capture',
    story: 'No outbox and no polling: the relay follows the database’s own log.',
    watch: 'the lag',
    seen: 'About 30 ms instead of 300 ms: nothing waits for the next poll.',
    settings: { signUps: 600, mode: 'cdc' },
    interventions: [],
    until: '40s',
    captions: [
      {
        text: 'The users database sends each committed change to change capture at once; there is no outbox table.',
        when: (w) => w.at.relay.durable.published > 0,
        about: (w) => [w.at.usersDb, w.at.relay],
        messages: ['changes'],
      },
      settling,
    ],
  },
];

const longRun: Scenario<OutboxWorld> = {
  id: 'ten-thousand',
  title: 'Ten thousand sign-ups',
  story:
    'The long run behind the numbers of the page: 10,000 sign-ups, and the relay dies at one event in a hundred.',
  watch: 'users without a wallet, and duplicate wallets',
  seen: 'None of either.',
  settings: { signUps: 10_000 },
  interventions: [],
  until: null,
  captions: [
    {
      text: 'One minute in: about 1,200 users have signed up, and nearly all of them are settled.',
      when: (w) => w.now > seconds(60),
      about: (w) => [w.at.usersDb, w.at.walletsDb],
    },
    {
      text: 'Half of the wallets exist. No event was lost, and no user has two wallets.',
      when: (w) => wallets(w) > 4900,
      about: (w) => [w.at.walletsDb],
    },
  ],
};

export const scenarios: readonly Scenario<OutboxWorld>[] = [
  ...basics,
  ...outages,
  ...poisoned,
  longRun,
];
