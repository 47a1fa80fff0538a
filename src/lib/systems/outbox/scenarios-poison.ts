import { TOPICS } from '../../nodes/service/messages';
import { heldBy } from './measures';
import { deadLetters } from './story';
import { about, scenario } from './world';

/** Data that crashes whoever reads it. */
export const poisoned = [
  scenario('poison', 'A poison message', {
    story:
      'One user in a hundred has data that crashes every consumer that reads it. After five deliveries the broker sets such a message aside.',
    watch: 'consumers that crash and restart, and the dead letters',
    seen: 'Four messages become dead letters, and the dead-letter desk settles each: no wallet, so CANCELLED. The other users hardly wait.',
    settings: { signUps: 600, poisonPercent: 1 },
    until: '70s',
    captions: [
      about((w) => w.at.consumers.filter((n) => n.mode.role === 'restarting'), 'deliver').when(
        (w) => w.at.consumers.some((n) => n.mode.role === 'restarting'),
      )(
        'A consumer crashes on a message. Its supervisor restarts it, and the broker delivers the same message again.',
      ),
      about((w) => [w.at.broker, w.at.desk]).when((w) => w.at.desk.durable.received > 0)(
        'After five deliveries the message is a dead letter. The dead-letter desk finds no wallet and settles the user as CANCELLED.',
      ),
    ],
  }),
  scenario('poison-log', 'A poison message in a log', {
    story:
      'The same data in a log of eight partitions, without a maximum number of deliveries: a message that cannot be processed holds up everything behind it.',
    watch: 'the messages held up at the broker',
    seen: 'Two partitions are blocked, and 154 users stay PENDING. That is the price of strict order.',
    settings: { signUps: 600, poisonPercent: 1, broker: 'log', maxAttempts: 0 },
    until: '90s',
    captions: [
      about((w) => [w.at.broker, ...w.at.consumers]).when((w) => heldBy(w, TOPICS.users) > 20)(
        'An eighth of all users now waits behind one message, which the broker delivers again and again.',
      ),
    ],
    shows: ['held-up'],
  }),
  scenario('nobody', 'Dead letters without an owner', {
    story: 'Poison messages again. The broker sets them aside, and nobody looks at them.',
    watch: 'the dead letters at the broker',
    seen: 'Nobody is alerted: four users stay PENDING until someone complains.',
    settings: { signUps: 600, poisonPercent: 1, deadLetters: 'nobody' },
    until: '70s',
    captions: [
      about((w) => [w.at.broker, w.at.desk]).when((w) => deadLetters(w) > 0)(
        'The first dead letter. Its user stays PENDING, and nobody owns the problem.',
      ),
    ],
  }),
];
