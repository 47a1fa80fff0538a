import { seconds } from '../../sim';
import { duplicates, reconcile } from './measures';
import { isDown, relayDied, relayOf, wallets } from './story';
import { about, scenario } from './world';

const REPEATS = { signUps: 600, crashPercent: 5, redeliveryPercent: 10 } as const;
const OUTAGE = ['10s crash broker', '14s restart broker'];

/** By what a repetition is recognised: three identities of one event. */
export const keyed = [
  scenario('wrong-key', 'Dedupe by the broker’s message id', {
    story:
      'The wallet’s unique key is the id that the broker gave the message (m). The relay crashes at one event in twenty.',
    watch: 'messages with one event (e) and two message ids (m)',
    seen: 'Redelivered messages are recognised; republished events are not. Thirteen users have two wallets.',
    settings: { ...REPEATS, dedupe: 'message' },
    until: '70s',
    captions: [
      about((w) => [...relayOf(w), w.at.walletsDb], ['publish', 'deliver']).when(
        (w) => duplicates(w) > 0,
      )('One event, published twice: two messages, two ids of the broker, two wallets.'),
      about((w) => [w.at.broker, ...w.at.consumers], ['deliver', 'conflict']).when((w) =>
        w.at.consumers.some((n) => n.durable.lostAcks > 5),
      )(
        'Lost acknowledgements do no harm: a redelivery carries the same message id and finds its wallet.',
      ),
    ],
    shows: ['published-twice'],
  }),
  scenario('event-key', 'Dedupe by the event’s id', {
    story:
      'The same crashes. Each event has an id of its own (e), stored in its outbox row, and the wallet’s unique key is that id.',
    watch: 'events that are published twice',
    seen: 'Thirteen events are published twice, and every repetition is recognised: the row in the outbox keeps the id.',
    settings: { ...REPEATS, dedupe: 'event' },
    until: '70s',
    captions: [
      about((w) => [w.at.usersDb, ...relayOf(w)], 'publish').when(relayDied)(
        'The relay has crashed and publishes the event again. Its id was stored with it and is the same.',
      ),
      about((w) => [w.at.walletsDb], 'conflict').when((w) => wallets(w) > 300)(
        'Three hundred wallets exist, and none is a duplicate.',
      ),
    ],
    shows: ['published-twice'],
  }),
  scenario('second-event', 'Two events of one user', {
    story:
      'Dedupe by the event’s id again, and users are cancelled after 2 s. The broker is down for 4 s, so creations and cancellations both wait in the outbox.',
    watch: 'wallets of CANCELLED users',
    seen: '57 CANCELLED users keep a wallet: creation and cancellation are two events with two ids, so the cancellation does not find the wallet that it should close. Only the user’s id is common to both.',
    settings: { signUps: 600, crashPercent: 0, dedupe: 'event', giveUpMs: 2000 },
    interventions: OUTAGE,
    until: '70s',
    captions: [
      about((w) => [w.at.broker, w.at.users]).when((w) => isDown(w.at.broker))(
        'The broker is down. Users who have been PENDING for 2 s are about to be cancelled.',
      ),
      about((w) => [w.at.broker, w.at.walletsDb], 'deliver').when(
        (w) => w.now > seconds(20) && reconcile(w).cancelledWithWallet > 0,
      )(
        'The broker is back and has delivered both events of each user. A cancellation has an id of its own, so it did not close the wallet.',
      ),
    ],
  }),
];
