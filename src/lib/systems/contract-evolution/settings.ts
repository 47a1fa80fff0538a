import type { SettingFields } from '../../sim';
import { groups } from '../fields';
import { STEPS } from './nodes/plan';

const [yourPlan, change, faults, load] = groups('your plan', 'change', 'faults', 'load');

const step = (n: number) =>
  yourPlan.choice({
    title: `step ${n}`,
    help: 'a step of your own plan',
    options: {
      none: 'nothing',
      ...STEPS,
    },
    default: 'none',
  });

export const settings = {
  change: change.choice({
    title: 'change',
    help: 'how the contract changes',
    options: {
      add: 'add optional field – a locale, number 4',
      rename: 'rename – name becomes full_name',
      remove: 'remove – credit goes',
      retype: 'retype – credit: 1250 becomes "12.50"',
      'retype-same-wire':
        'retype, same wire type – credit: int64 becomes sint64; a number both times',
      reuse: 'reuse – number 3 (or the name credit) now holds points',
    },
    default: 'rename',
  }),
  format: change.choice({
    title: 'fields identified by',
    help: 'what identifies a field on the wire',
    options: {
      names: 'names – JSON',
      numbers: 'numbers – Protobuf',
    },
    default: 'names',
  }),
  strategy: change.choice({
    title: 'strategy',
    help: 'how the change is rolled out',
    options: {
      'one-step': 'one step – writers and readers switch from the old to the new',
      'expand-contract':
        'expand and contract – accept both, write both, wait, stop the old, drop it; the new field has its own name or number',
      own: 'your plan – the six steps below',
    },
    default: 'expand-contract',
  }),
  order: change.choice({
    title: 'who goes first',
    help: 'who is released first, in one step and in expand and contract',
    options: {
      'producer-first': 'producer first',
      'consumer-first': 'consumers first',
    },
    default: 'consumer-first',
  }),
  reader: change.choice({
    title: 'Wallet’s reader',
    help: 'what Wallet does with a field it does not know; Surveys is always tolerant',
    options: {
      strict: 'strict – refuses the message',
      tolerant: 'tolerant – ignores the field',
    },
    default: 'strict',
  }),
  step1: step(1),
  step2: step(2),
  step3: step(3),
  step4: step(4),
  step5: step(5),
  step6: step(6),
  rollback: {
    type: 'choice',
    title: 'rolled back',
    help: 'a step that is undone after it is done, and then done again',
    options: [
      { value: 'none', title: 'none' },
      { value: 'random', title: 'one at random' },
      ...(['1', '2', '3', '4', '5', '6'] as const).map((n) => ({ value: n, title: `step ${n}` })),
    ],
    default: 'none',
    group: 'faults',
  },
  stuck: faults.integer({
    title: 'stuck instance',
    help: 'the instance of Users that takes no release; 0 means none',
    min: 0,
    max: 10,
    default: 0,
    slider: { min: 0, max: 10 },
  }),
  replayEveryS: faults.seconds({
    title: 'redelivery every',
    help: 'how often the queue delivers its oldest message again; 0 means never',
    min: 0,
    max: 3600,
    default: 0,
    slider: { min: 0, max: 20, step: 1 },
  }),
  retentionS: load.seconds({
    title: 'retention',
    help: 'how long the queue keeps a message; seconds here stand for days',
    min: 0.1,
    max: 86_400,
    default: 20,
    slider: { min: 1, max: 60, step: 1 },
  }),
  gapS: load.seconds({
    title: 'gap between releases',
    help: 'time from one replaced process to the next in a rolling deployment',
    min: 0.01,
    max: 3600,
    default: 2,
    slider: { min: 0.5, max: 10, step: 0.5 },
  }),
  ratePerSecond: load.perSecond({
    title: 'requests',
    help: 'requests at equal intervals, to each instance in turn',
    min: 0.1,
    max: 10_000,
    default: 20,
    slider: { min: 1, max: 100, step: 1 },
  }),
  loadS: load.seconds({
    title: 'requests for',
    help: 'how long visitors send requests',
    min: 0.1,
    max: 86_400,
    default: 90,
    slider: { min: 10, max: 400, step: 10 },
  }),
  deployAfterS: load.advanced.seconds({
    title: 'deployment after',
    help: 'time from the first request to the first release',
    min: 0,
    max: 86_400,
    default: 5,
    slider: { min: 0, max: 60, step: 1 },
  }),
  hopMs: load.advanced.milliseconds({
    title: 'hop',
    help: 'latency of a link, one way',
    min: 0,
    max: 10_000,
    default: 1,
    slider: { min: 0, max: 50, step: 1 },
  }),
  bug: change.plantedBug({
    defaults: 'the readers',
    blind: 'the deployer',
  }),
} as const satisfies SettingFields;
