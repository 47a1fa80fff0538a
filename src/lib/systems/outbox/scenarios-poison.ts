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
      'One user in a hundred has data that crashes the consumer that reads it. The broker delivers such a message five times, then sets it aside.',
    watch: 'consumers that crash and restart, and the dead letters',
    seen: 'The owner of the dead letters settles each: no wallet, so CANCELLED. The other users hardly wait.',
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
        text: 'After five deliveries the message is a dead letter. The dead-letter desk settles the user as CANCELLED.',
        when: (w) => w.at.desk.durable.received > 0,
        about: (w) => [w.at.broker, w.at.desk],
      },
    ],
  },
  {
    id: 'poison-log',
    title: 'A poison message in a log',
    story:
      'The same data in a partitioned log, delivered again without limit: a message that cannot be processed holds up everything behind it.',
    watch: 'one partition of the eight, then two',
    seen: 'Its users wait for ever. Strict order has this price.',
    settings: { signUps: 600, poisonPercent: 1, broker: 'log', maxAttempts: 0 },
    interventions: [],
    until: '90s',
    captions: [
      {
        text: 'An eighth of all users is stuck behind one message.',
        when: (w) => heldBy(w, TOPICS.users) > 20,
        about: (w) => [w.at.broker],
      },
    ],
    shows: ['held-up'],
  },
  {
    id: 'nobody',
    title: 'Dead letters without an owner',
    story: 'Poison messages again. The broker sets them aside, and nobody looks at them.',
    watch: 'the dead letters',
    seen: 'Nobody is alerted: these users stay PENDING until someone complains.',
    settings: { signUps: 600, poisonPercent: 1, deadLetters: 'nobody' },
    interventions: [],
    until: '70s',
    captions: [
      {
        text: 'The first dead letter. Its user is PENDING, and nobody owns the problem.',
        when: (w) => deadLetters(w) > 0,
        about: (w) => [w.at.broker, w.at.desk],
      },
    ],
  },
];
