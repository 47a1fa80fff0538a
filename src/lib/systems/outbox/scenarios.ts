import { seconds } from '../../sim';
import { duplicates } from './measures';
import { keyed } from './scenarios-keys';
import { outages } from './scenarios-outages';
import { poisoned } from './scenarios-poison';
import { begun, cancelled, relayDied, relayOf, settling, wallets } from './story';
import { about, scenario } from './world';

const basics = [
  scenario('healthy', 'Every user settled within a second', {
    story:
      'Twenty people a second sign up. A relay carries each “user created” event from the outbox table to the broker, and two consumers create wallets.',
    watch: 'how many users are PENDING, and for how long',
    seen: 'About 0.3 s, nearly all of it spent waiting for the relay’s next poll. Fourteen users are refused a wallet and end up CANCELLED.',
    settings: { signUps: 600 },
    until: '40s',
    captions: [
      begun,
      settling,
      about((w) => [w.at.users, w.at.usersDb]).when((w) => cancelled(w) > 2)(
        'The wallet service refuses about two users in a hundred; they become CANCELLED. That is a new action, not a rollback: they were visible as PENDING before.',
      ),
    ],
    shows: ['done-and-delivered-again'],
  }),
  scenario('broken', 'Dual write: commit, then publish', {
    story:
      'The users service commits the user and then tells the broker. Three times in a hundred it crashes in between.',
    watch: 'the users who stay PENDING, and the lost events under the users service',
    seen: 'Nineteen events are lost, and their users stay PENDING for good. Waiting longer does not help, however long N is.',
    settings: { signUps: 600, mode: 'dual-write', crashPercent: 3, dedupe: 'none' },
    until: '70s',
    captions: [
      about((w) => [w.at.users, w.at.usersDb]).when((w) => w.at.users.durable.died > 0)(
        'The users service crashed between its two writes. The user is on disk; the event existed only in memory.',
      ),
      about((w) => [w.at.visitors, w.at.users], ['sign-up', 'signed-up']).when(
        (w) => w.at.users.durable.died > 1,
      )(
        'The visitor retries. The row exists, so the users service answers “signed up” and publishes nothing.',
      ),
      about((w) => [w.at.broker, w.at.walletsDb], 'deliver').when((w) => duplicates(w) > 0)(
        'Acknowledgements get lost too. The broker delivers again, and without a unique key the second delivery creates a second wallet.',
      ),
    ],
    shows: ['lost-event', 'done-and-delivered-again'],
  }),
  scenario('fixed', 'The same crashes, nothing lost', {
    story:
      'The same people, and the publishing process crashes just as often. Now user and event are one transaction, and the wallet’s unique key is the user’s id.',
    watch: 'what the relay does after a restart',
    seen: 'It publishes again whatever it had not yet marked as published. Nine events are published twice, none is lost, and no user has two wallets.',
    settings: { signUps: 600, crashPercent: 3 },
    until: '70s',
    captions: [
      begun,
      about((w) => [...relayOf(w), w.at.broker], 'publish').when(relayDied)(
        'The relay has crashed. After the restart it cannot know whether the broker has the event, so it publishes it again.',
      ),
      about((w) => [w.at.walletsDb], 'conflict').when((w) => wallets(w) > 300)(
        'An event that is delivered twice finds its wallet in the wallets database: a conflict, and nothing changes.',
      ),
    ],
    shows: ['done-and-delivered-again', 'published-twice'],
  }),
  scenario('no-dedupe', 'At-least-once, without a key', {
    story:
      'The outbox loses nothing. But whatever is sent until it is confirmed may be sent twice, and here each delivery creates a wallet.',
    watch: 'the surplus wallets',
    seen: 'Twenty-four surplus wallets for 600 users: four in a hundred.',
    settings: { signUps: 600, dedupe: 'none' },
    until: '70s',
    captions: [
      about((w) => [...relayOf(w), w.at.walletsDb], ['publish', 'deliver']).when(
        (w) => duplicates(w) > 0,
      )(
        'The relay crashed after publishing and published the event again. The second delivery creates a second wallet.',
      ),
      about((w) => [w.at.broker, w.at.walletsDb], ['deliver', 'ack']).when(
        (w) => duplicates(w) > 3,
      )(
        'Lost acknowledgements do the same: after the visibility time-out of 2 s the broker delivers again.',
      ),
    ],
    shows: ['done-and-delivered-again'],
  }),
  scenario('change-capture', 'Change data capture', {
    story: 'No outbox table and no polling: change capture follows the database’s own log.',
    watch: 'how long users are PENDING',
    seen: 'A median of 26 ms instead of 330 ms: nothing waits for the next poll.',
    settings: { signUps: 600, mode: 'cdc' },
    until: '40s',
    captions: [
      about((w) => [w.at.usersDb, ...relayOf(w)], 'changes').when((w) =>
        relayOf(w).some((relay) => relay.durable.published > 0),
      )(
        'The users database sends each committed change to change capture at once. There is no outbox table.',
      ),
      settling,
    ],
  }),
];

export const scenarios = [
  ...basics,
  ...keyed,
  ...outages,
  ...poisoned,
  scenario('ten-thousand', 'Ten thousand sign-ups', {
    story:
      'The long run behind the numbers of the page: 10,000 sign-ups, and the relay crashes at one event in a hundred.',
    watch: 'users without a wallet, and surplus wallets',
    seen: 'None of either.',
    settings: { signUps: 10_000 },
    captions: [
      about((w) => [w.at.usersDb, w.at.walletsDb]).when((w) => w.now > seconds(60))(
        'After one minute about 1,200 users have signed up, and nearly all of them are settled.',
      ),
      about((w) => [w.at.walletsDb]).when((w) => wallets(w) > 4900)(
        'Half of the wallets exist. No event was lost, and no user has two wallets.',
      ),
    ],
  }),
];
