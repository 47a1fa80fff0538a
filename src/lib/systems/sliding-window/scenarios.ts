import type { Caption, NodeState, Scenario } from '../../sim';
import { brokenRules } from './broken-scenarios';
import type { WindowWorld as W } from './world';

type C = Caption<W>;

const ends = ({ at }: W): NodeState[] => [at.sender, at.receiver];
const all = ({ at }: W): NodeState[] => [at.sender, at.channel, at.receiver];
const delivered = ({ at }: W): number => at.receiver.durable.delivered.length;
const isDone = (w: W): boolean => w.observed.right === w.settings.messages;

const inOrder: C = {
  text: 'Every message is delivered, in order, each once.',
  when: isDone,
  about: ends,
};

/** What the bad channel does, from a moment on. */
const turnsBad = (at: string): string[] => [
  `${at} set lossPercent=20`,
  `${at} set duplicatePercent=10`,
  `${at} set reorderMs=40`,
];

const healthy: Scenario<W> = {
  id: 'healthy',
  title: 'A window of ten, and nothing lost',
  story: 'The sender may have ten packets under way at a time. The channel loses nothing.',
  watch: 'how many packets travel between two acknowledgements',
  seen: 'Two hundred messages take two seconds: ten for each round trip.',
  settings: { packetMs: 4 },
  interventions: [],
  until: null,
  captions: [
    {
      text: 'Ten packets leave, one after the other. Then the window is full, and the sender waits.',
      when: ({ at, now }) => at.sender.durable.sends >= 10 && now >= 36_000,
      about: ends,
      messages: ['data'],
    },
    {
      text: 'Each acknowledgement moves the window on by one packet, and one more may leave.',
      when: ({ at }) => at.sender.durable.state.base >= 10,
      about: all,
      messages: ['ack', 'data'],
    },
    inOrder,
  ],
};

const fixed: Scenario<W> = {
  id: 'fixed',
  title: 'Ten in flight on a bad channel',
  story:
    'Selective repeat with a window of ten and five sequence bits. First packet 3 is lost; then the channel gets worse.',
  watch: 'the packets that wait at the receiver, and what is sent again',
  seen: 'Only what is missing is sent again, and everything is delivered in order, each once.',
  settings: { packetMs: 4 },
  seed: 2,
  interventions: ['15ms drop message 3', ...turnsBad('400ms')],
  until: null,
  captions: [
    {
      text: 'Ten packets travel at once, and packet 3 is lost.',
      when: ({ at, now }) => at.sender.durable.sends >= 10 && now >= 36_000,
      about: ends,
      messages: ['data'],
    },
    {
      text: 'Packet 3 is missing. The receiver keeps the packets behind it and acknowledges each of them.',
      when: ({ at }) =>
        at.receiver.mode.role === 'gap' && at.receiver.durable.state.held.length >= 6,
      about: ({ at }) => [at.receiver],
      messages: ['ack'],
    },
    {
      text: 'Only packet 3 is sent again. It fills the gap, and the buffer empties at once.',
      when: ({ at }) => at.sender.durable.resent > 0 && delivered({ at } as W) >= 10,
      about: ends,
    },
    {
      text: 'Now the channel loses one packet in five, duplicates one in ten, and lets them overtake each other.',
      when: ({ at }) => at.channel.durable.lost >= 5,
      about: ({ at }) => [at.channel],
      messages: ['data', 'ack'],
    },
    inOrder,
  ],
  shows: ['gap', 'copy-spotted'],
};

const stopAndWait: Scenario<W> = {
  id: 'stop-and-wait',
  title: 'One packet at a time',
  story:
    'A window of one, and one sequence bit. The channel loses nothing, and it could carry far more.',
  watch: 'the sender, which is nearly always waiting',
  seen: 'Ten messages a second, whatever the bandwidth: one per round trip of 100 ms.',
  settings: { window: 1, bits: 1 },
  interventions: [],
  until: null,
  captions: [
    {
      text: 'One packet travels, and the sender waits for its acknowledgement.',
      when: ({ at }) => at.sender.durable.sends > 0,
      about: all,
      messages: ['data'],
    },
    {
      text: 'One message per round trip: more bandwidth would not make it faster.',
      when: (w) => delivered(w) >= 20,
      about: ends,
      messages: ['data', 'ack'],
    },
    inOrder,
  ],
};

const goBackN: Scenario<W> = {
  id: 'go-back-n',
  title: 'Go back, and send everything again',
  story:
    'The receiver discards what arrives out of order. The sender has one timer and resends its whole window. A fifth of the packets are lost.',
  watch: 'packets sent again, and packets discarded',
  seen: 'Everything is delivered in order, but most packets are sent in vain.',
  settings: {
    keep: 'discarded',
    ack: 'cumulative',
    resend: 'all',
    lossPercent: 20,
    messages: 60,
    packetMs: 2,
  },
  seed: 3,
  interventions: [],
  until: null,
  captions: [
    {
      text: 'A packet is missing. The receiver discards everything after it and repeats its last acknowledgement.',
      when: ({ at }) => at.receiver.durable.discarded >= 3,
      about: ({ at }) => [at.receiver],
      messages: ['data', 'ack'],
    },
    {
      text: 'The timer runs out, and the sender goes back: the whole window is sent again.',
      when: ({ at }) => at.sender.durable.resent >= 3,
      about: ({ at }) => [at.sender],
      messages: ['data'],
    },
    inOrder,
  ],
  shows: ['copy-spotted'],
};

const rising: Scenario<W> = {
  id: 'rising',
  title: 'The round trip triples',
  story:
    'Nothing is lost. After 1 s the round trip triples, while the time-out stays at 150 ms. Later the sender measures the round trip.',
  watch: 'packets that are sent again',
  seen: 'Every packet is sent twice, although none was lost, until the time-out follows the round trip.',
  settings: { messages: 300, packetMs: 2 },
  interventions: ['1s set oneWayMs=150', '5s set timer=measured'],
  until: null,
  captions: [
    {
      text: 'The round trip takes 300 ms now. The sender waits only 150 ms and takes its packets for lost.',
      when: ({ at }) => at.sender.durable.resent >= 5,
      about: all,
      messages: ['data'],
    },
    {
      text: 'The receiver discards the copies. A time-out is a guess: the channel carries everything twice.',
      when: ({ at }) => at.receiver.durable.discarded >= 40,
      about: all,
      messages: ['data', 'ack'],
    },
    {
      text: 'The sender has measured the round trip and waits longer. Nothing is sent twice any more.',
      when: ({ at, settings }) =>
        settings.timer === 'measured' &&
        at.sender.volatile.roundTrip !== null &&
        at.sender.volatile.roundTrip.deviation < 20_000,
      about: ({ at }) => [at.sender],
    },
    inOrder,
  ],
  shows: ['copy-spotted'],
};

export const scenarios: readonly Scenario<W>[] = [
  healthy,
  brokenRules.overtaken,
  fixed,
  stopAndWait,
  brokenRules.noNumbers,
  goBackN,
  brokenRules.tooFew,
  rising,
  brokenRules.forgets,
];
