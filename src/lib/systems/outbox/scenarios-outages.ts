import { seconds } from '../../sim';
import { outboxRows } from './measures';
import { cancelled, isDown, relayOf } from './story';
import { about, scenario, type OutboxWorld } from './world';

const OUTAGE = ['10s crash broker', '30s restart broker'];
const isBack = (w: OutboxWorld): boolean => w.now > seconds(30) && !isDown(w.at.broker);

/** Something is down, slow or late. */
export const outages = [
  scenario('outage', 'The broker is down for 20 s', {
    story: 'Sign-ups continue while the broker is down; their events wait in the outbox.',
    watch: 'the rows in the outbox, and the longest wait',
    seen: 'No event is lost and nobody is turned away. Those who signed up first wait longest: 20.5 s.',
    settings: { signUps: 1000, consumers: 1 },
    interventions: OUTAGE,
    until: '80s',
    captions: [
      about((w) => [w.at.broker, w.at.usersDb]).when((w) => isDown(w.at.broker))(
        'The broker is down. People still sign up and become PENDING.',
      ),
      about((w) => [w.at.usersDb, ...relayOf(w)]).when((w) => outboxRows(w) > 100)(
        'Events that the broker cannot take wait in the outbox, safely on disk.',
      ),
      about((w) => [w.at.broker, w.at.consumers[0]]).when(isBack)(
        'The broker is back and has kept everything on its disk. Now the single consumer, wallets 1, is the bottleneck.',
      ),
    ],
    shows: ['long-wait'],
  }),
  scenario('outage-dual-write', 'The same outage under dual write', {
    story:
      'The users service publishes to a broker that is down for 20 s, and does not wait for a confirmation.',
    watch: 'the lost events, and the PENDING users once the broker is back',
    seen: 'One outage loses 357 events; their users stay PENDING.',
    settings: { signUps: 1000, mode: 'dual-write', crashPercent: 0 },
    interventions: OUTAGE,
    until: '90s',
    captions: [
      about((w) => [w.at.users, w.at.broker], 'publish').when((w) => isDown(w.at.broker))(
        'The broker is down. Every user committed from now on loses its event.',
      ),
      about((w) => [w.at.users, w.at.usersDb]).when((w) => w.now > seconds(31) && isBack(w))(
        'The broker is back, but 357 events are lost: it never received them, and nobody will publish them again.',
      ),
    ],
  }),
  scenario('consumer-crash', 'A consumer crashes with a message in progress', {
    story: 'Wallets 1 crashes before it has acknowledged, and comes back ten seconds later.',
    watch: 'the message that it was working on',
    seen: 'After the visibility time-out the other consumer gets the message. Only the user who waited notices.',
    settings: { signUps: 600, workMs: 60 },
    interventions: ['5s crash wallet-1', '15s restart wallet-1'],
    until: '50s',
    captions: [
      about((w) => [w.at.consumers[0], w.at.broker]).when((w) => isDown(w.at.consumers[0]))(
        'Wallets 1 has crashed with a message that it had not acknowledged. The broker’s time-out for it is running.',
      ),
      about((w) => [w.at.broker, w.at.consumers[1]], 'deliver').when(
        (w) => w.observed.movedOn !== null,
      )('The visibility time-out is over: the broker delivers the message again, to wallets 2.'),
    ],
    shows: ['other-consumer'],
  }),
  scenario('impatient', 'Cancelled by a time-out', {
    story:
      'Users who have been PENDING for five seconds are cancelled, and the broker is down for twenty.',
    watch: 'users CANCELLED in error',
    seen: 'Four hundred users are CANCELLED in error. A time-out says that something is slow, not that it will never happen.',
    settings: { signUps: 1000, giveUpMs: 5000 },
    interventions: OUTAGE,
    until: '80s',
    captions: [
      about((w) => [w.at.broker, w.at.users]).when((w) => isDown(w.at.broker))(
        'The broker is down. The users service will cancel whoever has been PENDING for five seconds.',
      ),
      about((w) => [w.at.users, w.at.usersDb]).when(
        (w) => w.now > seconds(15) && cancelled(w) > 20,
      )(
        'Five seconds are over for the first users: the users service cancels them although nothing is wrong with their data.',
      ),
    ],
    shows: ['wrong-cancellation'],
  }),
  scenario('overtaken', 'The cancellation overtakes the creation', {
    story:
      'Users are cancelled after half a second, and deliveries to the consumers are delayed by up to 3 s and overtake each other.',
    watch: 'a cancellation that arrives before its creation',
    seen: 'The time-out is shorter than the delay, so 53 of 60 users are CANCELLED, 52 of them in error. A consumer that hears of the cancellation first writes a closed row; the late creation finds that row and creates no wallet.',
    settings: { signUps: 60, ratePerSecond: 3, giveUpMs: 500, mode: 'cdc', crashPercent: 0 },
    interventions: ['1s reorder broker->wallet-1 3s 40%', '1s reorder broker->wallet-2 3s 40%'],
    until: '60s',
    captions: [
      about((w) => [w.at.broker, ...w.at.consumers], 'deliver').when((w) => w.now > seconds(2))(
        'Deliveries are delayed and overtake each other on their way from the broker to the consumers.',
      ),
      about((w) => [w.at.users, ...w.at.consumers]).when((w) => cancelled(w) > 2)(
        'Whoever has been PENDING for half a second is CANCELLED, which here is nearly everyone. The cancellation may arrive before the creation.',
      ),
    ],
    shows: ['cancelled-before-created'],
  }),
];
