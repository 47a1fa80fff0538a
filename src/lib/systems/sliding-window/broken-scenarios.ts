import type { NodeState } from '../../sim';
import { about, scenario, type WindowWorld as W } from './world';

const ends = ({ at }: W): NodeState[] => [at.sender, at.receiver];
const all = ({ at }: W): NodeState[] => [at.sender, at.channel, at.receiver];

/** An acknowledgement is lost, the second one is late, and the copy that this makes is overtaken by packet 1. */
const overtaken = scenario('broken', 'One bit, and a packet that is overtaken', {
  story:
    'The sender sends one packet at a time and numbers them 0, 1, 0, 1. An acknowledgement is lost, and a copy arrives late.',
  watch: 'the number on each packet, and in brackets the message that it carries',
  seen: 'One bit is enough while packets keep their order. Then an old packet 0 is taken for packet 2.',
  settings: { window: 1, bits: 1, messages: 6 },
  interventions: [
    '30ms operate channel lose-next ack',
    '230ms delay message 6 80ms',
    '330ms delay message 9 90ms',
  ],
  until: '2s',
  captions: [
    about(all, 'ack').when(({ at }) => at.channel.durable.lost > 0)(
      'The acknowledgement is lost. The sender cannot know that packet 0 has arrived.',
    ),
    about(({ at }) => [at.sender], 'data').when(({ at }) => at.sender.durable.resent > 0)(
      'After 150 ms without an answer it sends packet 0 again.',
    ),
    about(({ at }) => [at.receiver]).when(({ at }) => at.receiver.durable.discarded > 0)(
      'The receiver expects bit 1 and gets bit 0, so this is a copy. One bit is enough while packets keep their order.',
    ),
    about(all, 'data').when(
      ({ at }) => at.sender.durable.resent > 1 && at.receiver.durable.state.next === 2,
    )('The next acknowledgement is late, so packet 0 is sent a third time. Packet 1 overtakes it.'),
    about(({ at }) => [at.receiver], 'data').when(({ observed }) => observed.wrong !== null)(
      'The old packet 0 has the bit that the receiver expects, so the receiver takes it for packet 2.',
    ),
    about(ends).when(({ observed }) => observed.lostForGood !== null)(
      'Its acknowledgement has the right bit too. The sender counts packet 2 as delivered, and it never is.',
    ),
  ],
  shows: ['copy-spotted', 'delivered-twice', 'never-delivered'],
});

const noNumbers = scenario('no-numbers', 'No numbers at all', {
  story:
    'Packets carry no number. The sender repeats a packet until it is acknowledged. A fifth of the packets are lost in each direction.',
  watch: 'messages that the application gets twice',
  seen: 'Every lost acknowledgement makes a duplicate: about a quarter of the messages come twice.',
  settings: { window: 1, bits: 0, lossPercent: 20 },
  captions: [
    about(all, 'data').when(({ at }) => at.sender.durable.resent > 0)(
      'A packet or its acknowledgement is lost. Either way, the sender sends the same packet again.',
    ),
    about(({ at }) => [at.receiver], 'data').when(({ observed }) => observed.duplicates > 0)(
      'It was the acknowledgement. Nothing on the copy tells it from a new packet, so the message is delivered twice.',
    ),
    about(ends).when(({ observed, settings }) => observed.had.size === settings.messages)(
      'All messages have been delivered, and each lost acknowledgement has caused a duplicate.',
    ),
  ],
  shows: ['delivered-twice'],
});

const tooFew = scenario('half-the-numbers', 'A window of half the numbers, out of order', {
  story:
    'A window of 16 with 32 numbers: as large as selective repeat allows where packets keep their order. Here they do not.',
  watch: 'copies that arrive late',
  seen: 'A late copy of an old packet has the number of a new one, and is delivered.',
  settings: {
    window: 16,
    lossPercent: 20,
    duplicatePercent: 10,
    reorderMs: 40,
    packetMs: 1,
  },
  seed: 16,
  until: '8s',
  captions: [
    about(all, 'data').when(({ at }) => at.receiver.durable.discarded > 0)(
      'Sixteen packets travel at once. Half of the 32 numbers are in use, and copies are recognised.',
    ),
    about(({ at }) => [at.receiver], 'data').when(({ observed }) => observed.wrong !== null)(
      'A copy is so late that its number has come round again. An old message is delivered as a new one.',
    ),
  ],
  shows: ['gap', 'delivered-twice'],
});

const forgets = scenario('forgets', 'A receiver that forgets', {
  story: 'The receiver keeps its position in memory only. It crashes and restarts a moment later.',
  watch: 'what the sender believes, and what is delivered',
  seen: 'The receiver expects packet 0 again. Exactly once needs a memory that survives.',
  settings: { memory: 'memory', messages: 100, packetMs: 2 },
  interventions: ['530ms crash receiver', '580ms restart receiver'],
  until: '4s',
  captions: [
    about(({ at }) => [at.receiver]).when(({ at }) => at.receiver.mode.host === 'crashed')(
      'The receiver crashes and loses its position.',
    ),
    about(ends, 'data').when(
      ({ at }) =>
        at.receiver.mode.host === 'running' &&
        at.receiver.durable.delivered.length > at.receiver.durable.state.next,
    )(
      'It is back and expects packet 0. The sender carries on where it was: nothing tells it of the crash.',
    ),
    about(ends).when(({ observed }) => observed.wrong !== null)(
      'A later packet happens to have the expected number, so the receiver delivers its message in the wrong place.',
    ),
  ],
  shows: ['never-delivered'],
});

/** Rules that are too weak for their channel. */
export const brokenRules = { overtaken, noNumbers, tooFew, forgets };
