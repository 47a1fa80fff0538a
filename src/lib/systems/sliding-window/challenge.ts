import type { Challenge } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { WindowSettings } from './settings';

const REFERENCE = {
  window: 9,
  bits: 5,
  resend: 'one',
  timer: 'measured',
  rtoMs: 100,
  keep: 'buffered',
  ack: 'both',
  copies: 'acknowledged',
} as const;

/** The channel and the messages are given; the reader writes the rules. */
export const challenge: Challenge<WindowSettings> = {
  title: 'Two hundred, in order, once',
  goal: 'One packet in five is lost, one in ten is duplicated, and they overtake each other. After three seconds the round trip takes far longer. With five sequence bits, deliver 200 messages in order, each once, quickly and without flooding the channel, under rules in which the model checker finds no failure.',
  locked: {
    numbers: 0,
    messages: 200,
    lossPercent: 20,
    duplicatePercent: 10,
    reorderMs: 40,
    oneWayMs: 20,
    packetMs: 0,
    schedule: 'clock',
    memory: 'disk',
    bug: 'none',
  },
  interventions: ['3s set oneWayMs=150'],
  until: '60s',
  start: {
    window: 1,
    bits: 1,
    resend: 'all',
    timer: 'fixed',
    rtoMs: 150,
    keep: 'discarded',
    ack: 'cumulative',
    copies: 'acknowledged',
  },
  clauses: [
    atLeast('once', 'all 200 messages delivered, in order, each once', 'exactlyOnce', 1),
    atMost('time', 'the last one within 14.5 s', 'deliveredS', 14.5, 's'),
    atMost('sends', 'at most 310 packets sent', 'sends', 310),
    atMost('bits', 'at most five sequence bits', 'bits', 5),
    none('checker', 'no failure found by the model checker', 'counterexampleSteps'),
  ],
  seeds,
  references: [
    { id: 'selective repeat, a window of nine', settings: REFERENCE },
    { id: 'a window of eight', settings: { ...REFERENCE, window: 8 } },
  ],
  traps: [
    trap('half the numbers', { ...REFERENCE, window: 16 }).fails(
      'checker',
      'A window of 16 with 32 numbers is legal where packets keep their order. Here a late copy meets its number again.',
    ),
    trap('one at a time', { ...REFERENCE, window: 1 }).fails(
      'time',
      'A window of one is safe and delivers one message in a round trip at best.',
    ),
    trap('a short time-out', { ...REFERENCE, timer: 'fixed', rtoMs: 60 }).fails(
      'sends',
      'After three seconds it takes every packet for lost and sends it several times.',
    ),
    trap('a long time-out', { ...REFERENCE, timer: 'fixed', rtoMs: 800 }).fails(
      'time',
      'Long enough for the slow channel, it waits far too long for each loss while the channel is fast.',
    ),
    trap('go-back-N', { ...REFERENCE, resend: 'all', keep: 'discarded', ack: 'cumulative' }).fails(
      'sends',
      'Each loss sends a whole window again.',
    ),
    trap('cumulative acknowledgements only', { ...REFERENCE, ack: 'cumulative' }).fails(
      'sends',
      'They do not say what waits behind the gap, so that is sent again.',
    ),
    trap('a larger window and more bits', { ...REFERENCE, window: 16, bits: 6 }).fails(
      'bits',
      'Fast and safe, with more bits than the header has.',
    ),
    trap('copies ignored', { ...REFERENCE, copies: 'ignored' }).fails(
      'once',
      'When an acknowledgement is lost, the sender repeats itself and never gets an answer.',
    ),
  ],
};
