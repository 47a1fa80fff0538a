import { seconds, type Scenario } from '../../sim';
import { outboxRows } from './measures';
import { cancelled, isDown } from './story';
import type { OutboxWorld } from './world';

const OUTAGE = ['10s crash broker', '30s restart broker'];
const isBack = (w: OutboxWorld): boolean => w.now > seconds(30) && !isDown(w.at.broker);

/** Something is down, slow or late. */
export const outages: readonly Scenario<OutboxWorld>[] = [
  {
    id: 'outage',
    title: 'The broker is down for 20 s',
    story: 'Sign-ups go on while the broker is down; their events wait in the outbox.',
    watch: 'the outbox during the outage, and the lag after it',
    seen: 'Nobody is lost and nobody is turned away. Those who came first wait longest, a little over 20 s.',
    settings: { signUps: 1000, consumers: 1 },
    interventions: OUTAGE,
    until: '80s',
    captions: [
      {
        text: 'The broker is down. People still sign up, as PENDING.',
        when: (w) => isDown(w.at.broker),
        about: (w) => [w.at.broker, w.at.usersDb],
      },
      {
        text: 'The events that the broker cannot take are rows in the outbox, safely on disk.',
        when: (w) => outboxRows(w) > 100,
        about: (w) => [w.at.usersDb, w.at.relay],
      },
      {
        text: 'The broker is back with everything that was on its disk. Now the one consumer is the bottleneck.',
        when: isBack,
        about: (w) => [w.at.broker, w.at.consumers[0]],
      },
    ],
    shows: ['long-wait'],
  },
  {
    id: 'outage-dual-write',
    title: 'The same outage under dual write',
    story:
      'The service publishes to a broker that is down for 20 s, and waits for no confirmation.',
    watch: 'the PENDING users after the broker is back',
    seen: 'More than three hundred users are forgotten in one outage.',
    settings: { signUps: 1000, mode: 'dual-write', crashPercent: 0 },
    interventions: OUTAGE,
    until: '90s',
    captions: [
      {
        text: 'The broker is down. Every user committed from now on loses its event.',
        when: (w) => isDown(w.at.broker),
        about: (w) => [w.at.users, w.at.broker],
        messages: ['publish'],
      },
      {
        text: 'The broker is back and has never heard of them.',
        when: (w) => w.now > seconds(31) && isBack(w),
        about: (w) => [w.at.broker, w.at.usersDb],
      },
    ],
  },
  {
    id: 'consumer-crash',
    title: 'A consumer crashes with a message in progress',
    story: 'Consumer 1 crashes before it has acknowledged, and comes back ten seconds later.',
    watch: 'the message it was working on',
    seen: 'After the visibility time-out the other consumer gets the message. Only the user who waited notices.',
    settings: { signUps: 600, workMs: 60 },
    interventions: ['5s crash wallet-1', '15s restart wallet-1'],
    until: '50s',
    captions: [
      {
        text: 'Consumer “wallets 1” has crashed with a message that it had not acknowledged.',
        when: (w) => isDown(w.at.consumers[0]),
        about: (w) => [w.at.consumers[0]],
      },
      {
        text: 'The visibility time-out is over: the broker delivers the message again, to “wallets 2”.',
        when: (w) => w.observed.movedOn !== null,
        about: (w) => [w.at.broker, w.at.consumers[1]],
        messages: ['deliver'],
      },
    ],
    shows: ['other-consumer'],
  },
  {
    id: 'impatient',
    title: 'Cancelled by a time-out',
    story:
      'Users that are PENDING for five seconds are cancelled, and the broker is down for twenty.',
    watch: 'CANCELLED users with nothing wrong with them',
    seen: 'Hundreds of them. A time-out says that something is slow; it does not say that it will not happen.',
    settings: { signUps: 1000, giveUpMs: 5000 },
    interventions: OUTAGE,
    until: '80s',
    captions: [
      {
        text: 'The broker is down, and the five seconds of the first users are running out.',
        when: (w) => isDown(w.at.broker),
        about: (w) => [w.at.broker, w.at.users],
      },
      {
        text: 'Five seconds have passed for the first of them: the users service cancels users whose data is fine.',
        when: (w) => w.now > seconds(15) && cancelled(w) > 20,
        about: (w) => [w.at.users, w.at.usersDb],
      },
    ],
    shows: ['wrong-cancellation'],
  },
  {
    id: 'overtaken',
    title: 'The cancellation overtakes the creation',
    story:
      'Users are cancelled after half a second, and messages change places on their way to the consumers.',
    watch: 'a “cancelled” event that arrives before its “created”',
    seen: 'The consumer writes a closed row for a user it has never heard of; when “created” arrives late, it finds that row and makes no wallet.',
    settings: { signUps: 60, ratePerSecond: 3, giveUpMs: 500, mode: 'cdc', crashPercent: 0 },
    interventions: ['1s reorder broker->wallet-1 3s 40%', '1s reorder broker->wallet-2 3s 40%'],
    until: '60s',
    captions: [
      {
        text: 'Deliveries are reordered: messages do not arrive in the order in which they were sent.',
        when: (w) => w.now > seconds(2),
        about: (w) => [w.at.broker, ...w.at.consumers],
        messages: ['deliver'],
      },
      {
        text: 'Users who waited for more than half a second are CANCELLED, and that event may arrive first.',
        when: (w) => cancelled(w) > 2,
        about: (w) => [w.at.users, ...w.at.consumers],
      },
    ],
    shows: ['cancelled-before-created'],
  },
];
