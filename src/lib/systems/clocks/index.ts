import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { COLOURS } from './nodes/palette';
import { stampText, type Ordering, type Stamps } from './nodes/stamps';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

/** The stamp that counts, beside the pill that carries it. */
const stampOf = ({ order, stamps }: { order: Ordering; stamps: Stamps }): string =>
  stampText(order, stamps);

const inMs = (at: number): string =>
  at < 1.8e9 ? `${Math.round(at / 1000)} ms` : `${(at / 3.6e9).toFixed(1)} h`;

export const system = defineSystem({
  id: 'clocks',
  title: 'Who wrote last?',
  view: 'Causality',
  summary:
    'Writers with clocks of their own replace each other’s values, and two replicas keep the later one. The stamp decides which one that is.',
  settings,
  topology,
  messages: {
    put: { ...message.request('write', 'W'), label: stampOf },
    stored: message.ack('stored', 'S'),
    news: { ...message.event('news of a write', 'N'), label: stampOf },
    heard: message.ack('news read', 'H'),
    refused: message.error('refused: stamp too large', 'X'),
    'ask-time': message.request('what time is it?', 'Q'),
    time: message.reply('the time', 'T'),
  },
  gauges: {
    holds: gauge.badge('value held', {
      durable: true,
      text: (n) => (n > 0 ? `holds ${COLOURS[n]}` : ''),
      says: (n) => `the version that it keeps is ${COLOURS[n]}`,
    }),
    also: gauge.badge('second value held', {
      tag: 'waiting',
      durable: true,
      text: (n) => (n > 0 ? `and ${COLOURS[n]}` : ''),
      says: (n) => `${COLOURS[n]} is concurrent with it, so both are kept`,
    }),
    stamp: gauge.badge('last stamp', {
      unit: 'µs',
      durable: true,
      text: (at) => (at === 0 ? '' : `stamp ${inMs(at)}`),
      says: (at) => `it has stamped its last write with ${inMs(at)}`,
    }),
    count: gauge.badge('last stamp, a count', {
      durable: true,
      text: (n) => (n === 0 ? '' : `Lamport ${n}`),
      says: (n) => `it has stamped its last write with ${n}`,
    }),
    wait: gauge.countdown('waits', { unit: 'µs', tag: 'waiting' }),
    bound: gauge.badge('set to within', {
      unit: 'µs',
      durable: true,
      text: (at) => (at === 0 ? '' : `set ±${inMs(at)}`),
      says: (at) => `the last exchange bounds its clock’s error by ${inMs(at)}`,
    }),
  },
  events: {
    wrote: {
      title: 'a write is stamped',
      text: ({ key, wall, lamport, vector, hybrid }) =>
        `writes ${key}: wall ${wall} µs, Lamport ${lamport}, vector ${vector}, hybrid ${hybrid}`,
    },
    read: {
      title: 'news is read',
      text: ({ lamport, vector, hybrid }) =>
        `reads: Lamport ${lamport}, vector ${vector}, hybrid ${hybrid}`,
    },
    synced: {
      title: 'a clock is set',
      text: ({ offset, bound }) => `sets its clock by ${offset} µs, give or take ${bound} µs`,
    },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'clocks with an error, a drift, steps and leap seconds of their own; no node sees true time',
      'Lamport clocks, vector clocks and hybrid logical clocks, computed by the writers at each write and each read, and carried by the messages',
      'replicas that keep the version with the later stamp, or with vectors all concurrent versions',
      'Cristian’s and NTP’s exchanges, and the bound that each gives on the error that is left',
      'stamps too far ahead that are refused, and commit wait',
      'writers that crash and come back with what was on disk',
    ],
    simplified: [
      'an observer with true time counts lost writes and concurrent pairs; no node can',
      'by default a clock is wrong by a new amount at each write, as if it had been corrected in between',
      'clocks are stepped by what one exchange says; real ones filter several exchanges and run faster or slower instead',
      'one refusal shuts a writer out until its clock is set; who refuses may be the one that is wrong',
      'disks take no time',
    ],
    notModelled: [
      'atomic and GPS clocks, and how Spanner keeps its bound small',
      'vectors that grow and shrink as writers come and go, and dotted version vectors',
      'time servers that lie; several of them and the choice among them',
    ],
  },
  hunt,
  bugs: [
    {
      id: 'wall-clock',
      why: 'Replicas keep the version with the later wall-clock stamp.',
      settings: { order: 'wall' },
    },
    planted('ignores-incoming', 'The receiver ignores the stamp that came with the news.'),
    planted(
      'no-increment',
      'A writer merges a vector and counts neither the read nor the write that follows it.',
    ),
    planted('forgets-counter', 'Logical clocks are kept in memory and start again after a crash.'),
    planted('one-way-sync', 'A writer takes the delay of its request for an error of its clock.', {
      sync: 'ntp',
      syncJitterMs: 20,
    }),
  ],
});
