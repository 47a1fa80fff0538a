import type { NodeState } from '../../sim';
import { brokenRules } from './broken-scenarios';
import { about, scenario, type WindowWorld as W } from './world';

const ends = ({ at }: W): NodeState[] => [at.sender, at.receiver];
const all = ({ at }: W): NodeState[] => [at.sender, at.channel, at.receiver];
const delivered = ({ at }: W): number => at.receiver.durable.delivered.length;
const isDone = (w: W): boolean => w.observed.right === w.settings.messages;

const inOrder = about(ends).when(isDone)('Every message is delivered, in order, each once.');

/** What the bad channel does, from a moment on. */
const turnsBad = (at: string): string[] => [
  `${at} set lossPercent=20`,
  `${at} set duplicatePercent=10`,
  `${at} set reorderMs=40`,
];

export const scenarios = [
  scenario('healthy', 'A window of ten, and nothing lost', {
    story: 'The sender may have ten packets under way at a time. The channel loses nothing.',
    watch: 'how many packets travel between two acknowledgements',
    seen: 'Two hundred messages take two seconds: ten for each round trip.',
    settings: { packetMs: 4 },
    captions: [
      about(ends, 'data').when(({ at, now }) => at.sender.durable.sends >= 10 && now >= 36_000)(
        'Ten packets leave, one after the other. Then the window is full, and the sender waits.',
      ),
      about(all, ['ack', 'data']).when(({ at }) => at.sender.durable.state.base >= 10)(
        'Each acknowledgement moves the window on by one packet, and one more may leave.',
      ),
      inOrder,
    ],
  }),
  brokenRules.overtaken,
  scenario('fixed', 'Ten in flight on a bad channel', {
    story:
      'Selective repeat with a window of ten and five sequence bits. First packet 3 is lost; then the channel gets worse.',
    watch: 'the packets that wait at the receiver, and what is sent again',
    seen: 'Only what is missing is sent again, and everything is delivered in order, each once.',
    settings: { packetMs: 4 },
    seed: 2,
    interventions: ['15ms drop message 3', ...turnsBad('400ms')],
    captions: [
      about(ends, 'data').when(({ at, now }) => at.sender.durable.sends >= 10 && now >= 36_000)(
        'Ten packets travel at once, and packet 3 is lost.',
      ),
      about(({ at }) => [at.receiver], 'ack').when(
        ({ at }) => at.receiver.mode.role === 'gap' && at.receiver.durable.state.held.length >= 6,
      )(
        'Packet 3 is missing. The receiver keeps the packets behind it and acknowledges each of them.',
      ),
      about(ends).when(({ at }) => at.sender.durable.resent > 0 && delivered({ at } as W) >= 10)(
        'Only packet 3 is sent again. It fills the gap, and the buffer empties at once.',
      ),
      about(({ at }) => [at.channel], ['data', 'ack']).when(
        ({ at }) => at.channel.durable.lost >= 5,
      )(
        'Now the channel loses one packet in five, duplicates one in ten, and lets them overtake each other.',
      ),
      inOrder,
    ],
    shows: ['gap', 'copy-spotted'],
  }),
  scenario('stop-and-wait', 'One packet at a time', {
    story:
      'A window of one, and one sequence bit. The channel loses nothing, and it could carry far more.',
    watch: 'the sender, which is nearly always waiting',
    seen: 'Ten messages a second, whatever the bandwidth: one per round trip of 100 ms.',
    settings: { window: 1, bits: 1 },
    captions: [
      about(all, 'data').when(({ at }) => at.sender.durable.sends > 0)(
        'One packet travels, and the sender waits for its acknowledgement.',
      ),
      about(ends, ['data', 'ack']).when((w) => delivered(w) >= 20)(
        'One message per round trip: more bandwidth would not make it faster.',
      ),
      inOrder,
    ],
  }),
  brokenRules.noNumbers,
  scenario('go-back-n', 'Go back, and send everything again', {
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
    captions: [
      about(({ at }) => [at.receiver], ['data', 'ack']).when(
        ({ at }) => at.receiver.durable.discarded >= 3,
      )(
        'A packet is missing. The receiver discards everything after it and repeats its last acknowledgement.',
      ),
      about(({ at }) => [at.sender], 'data').when(({ at }) => at.sender.durable.resent >= 3)(
        'The timer runs out, and the sender goes back: the whole window is sent again.',
      ),
      inOrder,
    ],
    shows: ['copy-spotted'],
  }),
  brokenRules.tooFew,
  scenario('rising', 'The round trip triples', {
    story:
      'Nothing is lost. After 1 s the round trip triples, while the time-out stays at 150 ms. Later the sender measures the round trip.',
    watch: 'packets that are sent again',
    seen: 'Every packet is sent twice, although none was lost, until the time-out follows the round trip.',
    settings: { messages: 300, packetMs: 2 },
    interventions: ['1s set oneWayMs=150', '5s set timer=measured'],
    captions: [
      about(all, 'data').when(({ at }) => at.sender.durable.resent >= 5)(
        'The round trip takes 300 ms now. The sender waits only 150 ms and takes its packets for lost.',
      ),
      about(all, ['data', 'ack']).when(({ at }) => at.receiver.durable.discarded >= 40)(
        'The receiver discards the copies. A time-out is a guess: the channel carries everything twice.',
      ),
      about(({ at }) => [at.sender]).when(
        ({ at, settings }) =>
          settings.timer === 'measured' &&
          at.sender.volatile.roundTrip !== null &&
          at.sender.volatile.roundTrip.deviation < 20_000,
      )('The sender has measured the round trip and waits longer. Nothing is sent twice any more.'),
      inOrder,
    ],
    shows: ['copy-spotted'],
  }),
  brokenRules.forgets,
];
