import type { SettingFields, SettingsOf } from '../../sim';
import { groups } from '../fields';

const [sender, receiver, channel, load] = groups('sender', 'receiver', 'channel', 'load');

export const settings = {
  window: sender.integer({
    title: 'window',
    help: 'packets that the sender may have under way without an acknowledgement',
    min: 1,
    max: 64,
    default: 10,
  }),
  bits: sender.integer({
    title: 'sequence bits',
    help: 'a packet carries its number modulo 2 to this power; 0: no number at all',
    min: 0,
    max: 8,
    default: 5,
  }),
  numbers: sender.advanced.integer({
    title: 'sequence numbers',
    help: 'how many there are, where that is no power of two; 0: as many as the bits allow',
    min: 0,
    max: 256,
    default: 0,
  }),
  resend: sender.choice({
    title: 'after a time-out resend',
    help: 'what the sender repeats when no acknowledgement comes',
    options: {
      one: 'that packet – every packet has a timer of its own',
      all: 'all outstanding – one timer, for the oldest packet',
    },
    default: 'one',
  }),
  timer: sender.choice({
    title: 'time-out',
    help: 'how long the sender waits for an acknowledgement',
    options: {
      fixed: 'fixed',
      measured:
        'measured – smoothed round trip plus four deviations; the set time until the first measurement',
    },
    default: 'fixed',
  }),
  rtoMs: sender.milliseconds({
    title: 'retransmission time-out',
    help: 'from sending a packet until it is sent again',
    min: 20,
    max: 10_000,
    default: 150,
    slider: { min: 20, max: 1000, step: 10 },
  }),
  keep: receiver.choice({
    title: 'packets ahead of a gap',
    help: 'what the receiver does with a packet that is not the next one',
    options: {
      buffered: 'kept – in a buffer as large as the window',
      discarded: 'thrown away',
    },
    default: 'buffered',
  }),
  ack: receiver.choice({
    title: 'acknowledgements',
    help: 'what the receiver says about a packet that came',
    options: {
      each: 'each packet – names the packet that has come',
      cumulative: 'cumulative – names the last packet without a gap',
      both: 'both',
      none: 'none – the sender sends once and hopes',
    },
    default: 'each',
  }),
  copies: receiver.choice({
    title: 'copies of old packets',
    help: 'whether the receiver acknowledges a packet again that it had before',
    options: {
      acknowledged: 'acknowledged',
      ignored: 'ignored',
    },
    default: 'acknowledged',
  }),
  memory: receiver.advanced.choice({
    title: 'receiver’s place is kept',
    help: 'where the receiver keeps the number that it expects next',
    options: {
      disk: 'on disk',
      memory: 'in memory – a crash takes it back to packet 0',
    },
    default: 'disk',
  }),
  lossPercent: channel.percentage({
    title: 'lost',
    help: 'share of packets and of acknowledgements that never arrive',
    min: 0,
    max: 90,
    default: 0,
    slider: { min: 0, max: 40 },
  }),
  duplicatePercent: channel.percentage({
    title: 'duplicated',
    help: 'share that arrives twice',
    min: 0,
    max: 100,
    default: 0,
    slider: { min: 0, max: 20 },
  }),
  reorderMs: channel.milliseconds({
    title: 'reordering',
    help: 'each copy takes up to this much longer, drawn by itself, and may be overtaken',
    min: 0,
    max: 10_000,
    default: 0,
    slider: { min: 0, max: 100, step: 5 },
  }),
  oneWayMs: channel.milliseconds({
    title: 'one way',
    help: 'from sender to receiver, and the same back',
    min: 1,
    max: 10_000,
    default: 50,
    slider: { min: 1, max: 500 },
  }),
  packetMs: channel.advanced.milliseconds({
    title: 'sending a packet takes',
    help: 'the next one leaves so much later; 0: any number at once',
    min: 0,
    max: 100,
    default: 0,
    slider: { min: 0, max: 10, step: 0.5 },
  }),
  schedule: channel.advanced.choice({
    title: 'what happens next',
    help: 'who decides when packets are sent, timers fire and the channel delivers',
    options: {
      clock: 'clock and chance',
      hand: 'you, step by step – as the model checker’s failures do',
    },
    default: 'clock',
  }),
  messages: load.integer({
    title: 'messages',
    help: 'all of them wait at the sender from the start',
    min: 1,
    max: 5000,
    default: 200,
    slider: { min: 1, max: 1000, log: true },
  }),
  bug: receiver.plantedBug({ 'acks-discarded': 'the receiver' }),
} as const satisfies SettingFields;

export type WindowSettings = SettingsOf<typeof settings>;
