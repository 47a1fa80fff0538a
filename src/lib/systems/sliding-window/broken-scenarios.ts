import type { NodeState, Scenario } from '../../sim';
import type { WindowWorld as W } from './world';

const ends = ({ at }: W): NodeState[] => [at.sender, at.receiver];
const all = ({ at }: W): NodeState[] => [at.sender, at.channel, at.receiver];

/** An acknowledgement is lost, the second one is late, and the copy that this makes is overtaken by packet 1. */
const overtaken: Scenario<W> = {
  id: 'broken',
  title: 'One bit, and a packet that is overtaken',
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
    {
      text: 'The acknowledgement is lost. The sender cannot know that packet 0 has arrived.',
      when: ({ at }) => at.channel.durable.lost > 0,
      about: all,
      messages: ['ack'],
    },
    {
      text: 'After 150 ms without an answer it sends packet 0 again.',
      when: ({ at }) => at.sender.durable.resent > 0,
      about: ({ at }) => [at.sender],
      messages: ['data'],
    },
    {
      text: 'The receiver expects bit 1 and gets bit 0, so this is a copy. One bit is enough while packets keep their order.',
      when: ({ at }) => at.receiver.durable.discarded > 0,
      about: ({ at }) => [at.receiver],
    },
    {
      text: 'The next acknowledgement is late, so packet 0 is sent a third time. Packet 1 overtakes it.',
      when: ({ at }) => at.sender.durable.resent > 1 && at.receiver.durable.state.next === 2,
      about: all,
      messages: ['data'],
    },
    {
      text: 'The old packet 0 has the bit that the receiver expects, so the receiver takes it for packet 2.',
      when: ({ observed }) => observed.wrong !== null,
      about: ({ at }) => [at.receiver],
      messages: ['data'],
    },
    {
      text: 'Its acknowledgement has the right bit too. The sender counts packet 2 as delivered, and it never is.',
      when: ({ observed }) => observed.lostForGood !== null,
      about: ends,
    },
  ],
  shows: ['copy-spotted', 'delivered-twice', 'never-delivered'],
};

const noNumbers: Scenario<W> = {
  id: 'no-numbers',
  title: 'No numbers at all',
  story:
    'Packets carry no number. The sender repeats a packet until it is acknowledged. A fifth of the packets are lost in each direction.',
  watch: 'messages that the application gets twice',
  seen: 'Every lost acknowledgement makes a duplicate: about a quarter of the messages come twice.',
  settings: { window: 1, bits: 0, lossPercent: 20 },
  interventions: [],
  until: null,
  captions: [
    {
      text: 'A packet or its acknowledgement is lost. Either way, the sender sends the same packet again.',
      when: ({ at }) => at.sender.durable.resent > 0,
      about: all,
      messages: ['data'],
    },
    {
      text: 'It was the acknowledgement. Nothing on the copy tells it from a new packet, so the message is delivered twice.',
      when: ({ observed }) => observed.duplicates > 0,
      about: ({ at }) => [at.receiver],
      messages: ['data'],
    },
    {
      text: 'All messages have been delivered, and each lost acknowledgement has caused a duplicate.',
      when: ({ observed, settings }) => observed.had.size === settings.messages,
      about: ends,
    },
  ],
  shows: ['delivered-twice'],
};

const tooFew: Scenario<W> = {
  id: 'half-the-numbers',
  title: 'A window of half the numbers, out of order',
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
  interventions: [],
  until: '8s',
  captions: [
    {
      text: 'Sixteen packets travel at once. Half of the 32 numbers are in use, and copies are recognised.',
      when: ({ at }) => at.receiver.durable.discarded > 0,
      about: all,
      messages: ['data'],
    },
    {
      text: 'A copy is so late that its number has come round again. An old message is delivered as a new one.',
      when: ({ observed }) => observed.wrong !== null,
      about: ({ at }) => [at.receiver],
      messages: ['data'],
    },
  ],
  shows: ['gap', 'delivered-twice'],
};

const forgets: Scenario<W> = {
  id: 'forgets',
  title: 'A receiver that forgets',
  story: 'The receiver keeps its position in memory only. It crashes and restarts a moment later.',
  watch: 'what the sender believes, and what is delivered',
  seen: 'The receiver expects packet 0 again. Exactly once needs a memory that survives.',
  settings: { memory: 'memory', messages: 100, packetMs: 2 },
  interventions: ['530ms crash receiver', '580ms restart receiver'],
  until: '4s',
  captions: [
    {
      text: 'The receiver crashes and loses its position.',
      when: ({ at }) => at.receiver.mode.host === 'crashed',
      about: ({ at }) => [at.receiver],
    },
    {
      text: 'It is back and expects packet 0. The sender carries on where it was: nothing tells it of the crash.',
      when: ({ at }) =>
        at.receiver.mode.host === 'running' &&
        at.receiver.durable.delivered.length > at.receiver.durable.state.next,
      about: ends,
      messages: ['data'],
    },
    {
      text: 'A later packet happens to have the expected number, so the receiver delivers its message in the wrong place.',
      when: ({ observed }) => observed.wrong !== null,
      about: ends,
    },
  ],
  shows: ['never-delivered'],
};

/** Rules that are too weak for their channel. */
export const brokenRules = { overtaken, noNumbers, tooFew, forgets };
