import type { SettingFields } from '../../sim';
import { hop, milliseconds, number, percentage, plantedBug } from '../fields';

export const faults = {
  requestLossPercent: percentage({
    title: 'requests lost',
    help: 'share of messages to the wallet service that are lost',
    max: 90,
    default: 5,
    slider: { min: 0, max: 20, step: 1 },
    group: 'faults',
  }),
  replyLossPercent: percentage({
    title: 'answers lost',
    help: 'share of the wallet service’s answers that are lost: the work is done, and the caller does not know',
    max: 90,
    default: 5,
    slider: { min: 0, max: 20, step: 1 },
    group: 'faults',
  }),
  rejectPercent: percentage({
    title: 'refused',
    help: 'share of users who may not have a wallet',
    max: 100,
    default: 2,
    slider: { min: 0, max: 10, step: 0.5 },
    group: 'faults',
  }),
  coordinatorDies: {
    type: 'choice',
    title: 'coordinator dies',
    help: 'point at which it dies, in the first transaction after the time below',
    options: [
      { value: 'never', title: 'never' },
      { value: 'before-votes', title: 'before the votes' },
      { value: 'after-votes', title: 'after the votes, undecided' },
      { value: 'after-decision', title: 'decided, before it tells' },
    ],
    default: 'never',
    group: 'faults',
  },
  diesAfterS: number({
    title: 'dies after',
    help: 'time from the start of the run until the coordinator may die',
    min: 0,
    max: 86_400,
    default: 10,
    unit: 's',
    slider: { min: 1, max: 30, step: 1 },
    group: 'faults',
  }),
  outageS: number({
    title: 'down for',
    help: 'time until it is restarted',
    min: 0.1,
    max: 86_400,
    default: 30,
    unit: 's',
    slider: { min: 1, max: 60, step: 1 },
    group: 'faults',
  }),
} as const satisfies SettingFields;

export const network = {
  hopMs: hop,
  jitterMs: milliseconds({
    title: 'jitter',
    help: 'mean of the random extra time of a hop',
    min: 0,
    max: 10_000,
    default: 0,
    slider: { min: 0, max: 50, step: 0.5 },
    group: 'network',
    advanced: true,
  }),
  fsyncMs: milliseconds({
    title: 'fsync',
    help: 'time to force a record to disk',
    min: 0,
    max: 1000,
    default: 2,
    slider: { min: 0, max: 20, step: 0.5 },
    group: 'network',
    advanced: true,
  }),
  patienceMs: milliseconds({
    title: 'visitors ask again after',
    help: 'they repeat the same sign-up until it is answered',
    min: 10,
    max: 600_000,
    default: 4000,
    slider: { min: 500, max: 30_000, step: 500 },
    group: 'load',
    advanced: true,
  }),
  settleMs: milliseconds({
    title: 'wait at the end',
    help: 'how long the run goes on after the last answer',
    min: 0,
    max: 86_400_000,
    default: 5000,
    slider: { min: 1000, max: 60_000, step: 1000 },
    group: 'load',
    advanced: true,
  }),
} as const satisfies SettingFields;

export const bug = plantedBug(
  {
    'early-commit': 'the coordinator’s voting',
    'forgets-prepared': 'a participant’s log',
    'forgets-decision': 'the coordinator’s log',
    'decides-alone': 'a participant’s time-out',
  },
  'protocol',
);
