import type { SettingFields, SettingsOf } from '../../sim';
import { groups } from '../fields';

const [timing, detector, agreement, faults] = groups('timing', 'detector', 'agreement', 'faults');

export const settings = {
  delays: timing.choice({
    title: 'delays',
    help: 'how long a message may take; log-normal with the median and σ below',
    options: {
      bounded: 'at most the bound – synchronous',
      unbounded: 'no bound – asynchronous',
    },
    default: 'bounded',
  }),
  boundMs: timing.milliseconds({
    title: 'bound',
    help: 'the longest that a message takes, where there is a bound',
    min: 1,
    max: 10_000,
    default: 80,
    slider: { min: 20, max: 500, step: 10 },
  }),
  sigma: timing.number({
    title: 'σ of delays',
    help: 'standard deviation of the logarithm: 0 is constant, 2 has a long tail',
    min: 0,
    max: 3,
    default: 1,
    slider: { min: 0, max: 3, step: 0.1 },
  }),
  medianMs: timing.milliseconds({
    title: 'median delay',
    help: 'of one message',
    min: 0.1,
    max: 1000,
    default: 20,
    slider: { min: 1, max: 200 },
  }),
  scheduler: timing.choice({
    title: 'scheduler',
    help: 'a node through which every message goes, and which decides when it arrives',
    options: {
      none: 'none – links of their own',
      drawn: 'draws delays – as the links would',
      adversary: 'adversary – delivers everything, but when it is too late',
      'by-hand': 'you – pick the next message',
    },
    default: 'none',
  }),
  rule: detector.choice({
    title: 'a node is alive',
    help: 'what a heartbeat’s arrival proves',
    options: {
      any: 'T after any heartbeat – old ones count too',
      newer: 'T after a newer heartbeat',
      ordered: 'T after the next in order – as over one connection',
      sent: 'T after it was sent – freshness points; clocks must agree',
      none: 'always – no heartbeats; only patience ends a round',
    },
    default: 'any',
  }),
  heartbeatMs: detector.milliseconds({
    title: 'heartbeat every',
    help: 'time between two heartbeats to each other node',
    min: 20,
    max: 1000,
    default: 100,
    slider: { min: 20, max: 1000, step: 10 },
  }),
  timeoutMs: detector.milliseconds({
    title: 'time-out T',
    help: 'silence after which a node is suspected',
    min: 50,
    max: 10_000,
    default: 200,
    slider: { min: 100, max: 3000, step: 10 },
  }),
  adaptMs: detector.advanced.milliseconds({
    title: 'T grows by',
    help: 'after each suspicion that turns out to be a mistake; 0: T is fixed',
    min: 0,
    max: 5000,
    default: 0,
    slider: { min: 0, max: 500, step: 10 },
  }),
  nodes: agreement.integer({
    title: 'nodes',
    help: 'that watch each other and agree',
    min: 3,
    max: 7,
    default: 5,
  }),
  quorum: agreement.integer({
    title: 'quorum',
    help: 'how many nodes must back a value; 1: whoever leads decides alone',
    min: 1,
    max: 7,
    default: 3,
  }),
  decisions: agreement.integer({
    title: 'decisions',
    help: 'one after the other; 0: the detector alone',
    min: 0,
    max: 100_000,
    default: 20,
    slider: { min: 1, max: 1000, log: true },
  }),
  gapMs: agreement.advanced.milliseconds({
    title: 'time between decisions',
    help: 'from one decision to the next round of votes',
    min: 1,
    max: 60_000,
    default: 1000,
    slider: { min: 100, max: 5000, step: 100 },
  }),
  patienceMs: agreement.advanced.milliseconds({
    title: 'patience',
    help: 'with a round of a vote; it grows by as much each time that it runs out',
    min: 50,
    max: 60_000,
    default: 1000,
    slider: { min: 100, max: 5000, step: 100 },
  }),
  liars: faults.integer({
    title: 'liars',
    help: 'Byzantine nodes, the first to lead before the others',
    min: 0,
    max: 3,
    default: 0,
  }),
  forgeable: faults.toggle({
    title: 'messages can be forged',
    help: 'a liar may write another node’s name on a message',
    default: false,
  }),
  bug: faults.plantedBug({
    'never-withdraws': 'a suspicion is never withdrawn',
    'trusted-majority': 'a majority of the trusted nodes is enough',
  }),
} as const satisfies SettingFields;

export type ModelSettings = SettingsOf<typeof settings>;
