import { TOPICS } from '../../nodes/service/messages';
import type { Scenario } from '../../sim';
import { heldBy } from './measures';
import { deadLetters } from './story';
import type { OutboxWorld } from './world';

/** Data that crashes whoever reads it. */
export const poisoned: readonly Scenario<OutboxWorld>[] = [
  {
    id: 'poison',
    title: 'A poison message',
    story:
      'One user in a hundred has data that crashes every consumer that reads it. After five deliveries the broker sets such a message aside.',
    watch: 'consumers that crash and restart, and the dead letters',
    seen: 'Four messages become dead letters, and the dead-letter desk settles each: no wallet, so CANCELLED. The other users hardly wait.',
    settings: { signUps: 600, poisonPercent: 1 },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'A consumer crashes on a message. Its supervisor restarts it, and the broker delivers the same message again.',
        when: (w) => w.at.consumers.some((n) => n.mode.role === 'restarting'),
        about: (w) => w.at.consumers.filter((n) => n.mode.role === 'restarting'),
        messages: ['deliver'],
      },
      {
        text: 'After five deliveries the message is a dead letter. The dead-letter desk finds no wallet and settles the user as CANCELLED.',
        when: (w) => w.at.desk.durable.received > 0,
        about: (w) => [w.at.broker, w.at.desk],
      },
    ],
  },
  {
    id: 'poison-log',
    title: 'A poison message in a log',
    story:
      'The same data in a log of eight partitions, without a maximum number of deliveries: a message that cannot be processed holds up everything behind it.',
    watch: 'the messages held up at the broker',
    seen: 'Two partitions are blocked, and 154 users stay PENDING. That is the price of strict order.',
    settings: { signUps: 600, poisonPercent: 1, broker: 'log', maxAttempts: 0 },
    interventions: [],
    until: '90s',
    captions: [
      {
        text: 'An eighth of all users now waits behind one message, which the broker delivers again and again.',
        when: (w) => heldBy(w, TOPICS.users) > 20,
        about: (w) => [w.at.broker, ...w.at.consumers],
      },
    ],
    shows: ['held-up'],
  },
  {
    id: 'nobody',
    title: 'Dead letters without an owner',
    story: 'Poison messages again. The broker sets them aside, and nobody looks at them.',
    watch: 'the dead letters at the broker',
    seen: 'Nobody is alerted: four users stay PENDING until someone complains.',
    settings: { signUps: 600, poisonPercent: 1, deadLetters: 'nobody' },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'The first dead letter. Its user stays PENDING, and nobody owns the problem.',
        when: (w) => deadLetters(w) > 0,
        about: (w) => [w.at.broker, w.at.desk],
      },
    ],
  },
];
