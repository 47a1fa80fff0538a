import { counted, defineSystem } from '../../sim';
import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const count =
  (word: string) =>
  (n: number): string =>
    n > 0 ? `${n} ${word}` : '';

export const system = defineSystem({
  id: 'sliding-window',
  title: 'Rules against a bad channel',
  summary:
    'A sender and a receiver follow rule tables over a channel that loses, duplicates and reorders. A model checker looks for the shortest way to fool them.',
  view: 'Protocol',
  settings,
  topology,
  messages: {
    data: {
      ...message.request('packet', 'D'),
      label: ({ seq, payload }) => (seq === payload ? `${seq}` : `${seq} (${payload})`),
    },
    ack: {
      ...message.ack('acknowledgement', 'A'),
      label: ({ seq, upTo }) =>
        [seq, upTo === null ? null : `≤${upTo}`].filter((n) => n !== null).join(' '),
    },
  },
  gauges: {
    flight: gauge.count('outstanding', {
      durable: true,
      text: count('outstanding'),
      says: (n) => `${counted(n, 'packet')} sent and not acknowledged`,
    }),
    resent: gauge.count('sent again', {
      tag: 'waiting',
      durable: true,
      text: count('sent again'),
      says: (n) => `time-outs after which it sent a packet again: ${n}`,
    }),
    rto: gauge.badge('time-out', {
      unit: 'ms',
      text: (n) => (n > 0 ? `waits ${n} ms` : ''),
      says: (n) => `sends a packet again after ${n} ms without an acknowledgement`,
    }),
    delivered: gauge.count('delivered', {
      tag: 'well',
      durable: true,
      text: count('delivered'),
      says: (n) => `${counted(n, 'message')} handed to the application`,
    }),
    held: gauge.stack('packets held'),
    lost: gauge.count('lost', {
      tag: 'fault',
      durable: true,
      text: count('lost'),
      says: (n) => `packets and acknowledgements lost by the channel: ${n}`,
    }),
    copied: gauge.count('duplicated', {
      durable: true,
      text: count('copied'),
      says: (n) => `packets and acknowledgements that the channel duplicated: ${n}`,
    }),
  },
  events: {
    sent: {
      title: 'a packet is sent',
      text: ({ seq, index, again }) =>
        `sends packet ${index} as number ${seq}${again ? ' again' : ''}`,
    },
    took: {
      title: 'a packet arrives',
      text: ({ seq, payload, place }) =>
        place < 0
          ? `number ${seq}: an old packet, thrown away`
          : `number ${seq}: message ${payload}, taken for packet ${place}`,
    },
    lost: { title: 'the channel loses something', text: ({ type }) => `loses ${type}` },
    copied: { title: 'the channel duplicates something', text: ({ type }) => `duplicates ${type}` },
    heard: {
      title: 'an acknowledgement arrives',
      text: ({ rule }) => (rule === 'old-ack' ? 'an old acknowledgement' : 'an acknowledgement'),
    },
    answered: {
      title: 'the receiver acknowledges',
      text: ({ seq, upTo }) =>
        `acknowledges ${[seq, upTo === null ? null : `up to ${upTo}`].filter((n) => n !== null).join(' and ')}`,
    },
    window: {
      title: 'the window moves',
      text: ({ base, next }) => `outstanding: from packet ${base} up to, not with, ${next}`,
    },
    expects: { title: 'the receiver goes on', text: ({ next }) => `expects packet ${next}` },
    rule: { title: 'a rule applies', text: ({ rule }) => `rule: ${rule}` },
    finished: { title: 'all is acknowledged', text: ({ sends }) => `done after ${sends} packets` },
  },
  probes: {},
  ...{ observer, measures, properties, scenarios, challenge, hunt },
  fidelity: {
    modelled: [
      'sender and receiver follow rule tables made from the settings; the model checker searches over the same tables, line for line',
      'numbers modulo 2 to the power of the bits: neither end knows more of a packet than its number',
      'one timer for each packet or one for all; time-outs fixed or measured by echoed time stamps, as RFC 6298 computes them',
      'a channel that loses, duplicates and delays each packet and each acknowledgement by itself, or that is led by hand',
      'crashes: the sender loses its timers, the receiver its place too where that is in memory',
      'a search by breadth over every order of sends, time-outs, deliveries, losses and copies within its bounds',
    ],
    simplified: [
      'all messages wait at the sender from the start, and the application takes what it is given at once',
      'packets leave the sender one after the other where that is set; the channel itself has no queue',
      'the checker counts packets from the oldest outstanding one, so it covers any number of messages, and lets time-outs happen at any moment',
      'windows of more than three, two where packets overtake, are checked scaled down; limits of “one number more” come out stricter there',
      'the checker looks for wrong deliveries; whether everything arrives in the end is left to runs and hunts',
    ],
    notModelled: [
      'opening and closing a connection, and numbers that go on from one connection to the next',
      'congestion control: the window never changes by itself',
      'corrupted packets: a checksum turns them into lost ones',
    ],
  },
  bugs: [
    planted('acks-discarded', 'The receiver acknowledges packets that it throws away.', {
      keep: 'discarded',
      ack: 'cumulative',
      resend: 'all',
    }),
    {
      id: 'window-too-large',
      why: 'Three packets under way with two sequence bits: a copy of an old packet has the number of a new one.',
      settings: { window: 3, bits: 2 },
    },
  ],
});
