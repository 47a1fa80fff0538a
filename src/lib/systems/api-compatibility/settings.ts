import type { SettingFields } from '../../sim';
import { groups } from '../fields';
import { sizes } from './sizes';

const [changes, tests, consumers, releases] = groups('changes', 'tests', 'consumers', 'releases');

const hold = 'hold back';

const plain = (title: string, help: string) =>
  changes.choice({
    title,
    help,
    options: {
      'as-is': 'ship',
      hold,
    },
    default: 'as-is',
  });

const change = (title: string, help: string, compatible: string) =>
  changes.choice({
    title,
    help,
    options: {
      'as-is': 'for all callers',
      compatible,
      hold,
    },
    default: 'compatible',
  });

const test = (title: string, help: string) =>
  tests.toggle({
    title,
    help,
    default: true,
  });

export const settings = {
  shipA: plain('A add a field', 'each user has a new field; nothing else changes'),
  shipB: change(
    'B sort by name',
    'the list is sorted by name instead of id; no order was ever promised',
    'only with ?sort=name',
  ),
  shipC: changes.choice({
    title: 'C slower answers',
    help: 'a costlier look-up raises the 99th percentile from 20 ms; there is no opt-in form',
    options: {
      'as-is': 'for all callers',
      hold,
    },
    default: 'as-is',
  }),
  shipD: change(
    'D smaller pages',
    'a page holds fewer users by default; no size was ever promised',
    'only with ?limit=',
  ),
  shipE: change(
    'E unknown id: 200 null',
    'the answer for an unknown user is 200 with null instead of 404',
    'only under /api/v3',
  ),
  shipF: plain('F refactoring', 'nothing visible from outside changes'),
  relies: consumers.choice({
    title: 'consumers rely on',
    help: 'what the other teams’ programs take for granted',
    options: {
      habits: 'what they have observed – promised or not: Hyrum’s law',
      promises: 'what is promised – any other change does not break them',
    },
    default: 'habits',
  }),
  testOrder: test('Surveys: order', 'the list is in order of id'),
  testDeadline: test('Wallet: deadline', 'an answer comes within the Wallet’s deadline'),
  testPagination: test('Billing: one page', 'one page holds all users'),
  testUnknown: test('Wallet: unknown id', 'an unknown user is a 404'),
  fieldTests: tests.integer({
    title: 'tests of fields',
    help: 'contract tests that check for one field each, as most do',
    min: 0,
    max: 8,
    default: 0,
    slider: { min: 0, max: 8 },
  }),
  schemaDiff: tests.choice({
    title: 'schema diff',
    help: 'what happens when the old and the new schema differ in a breaking way',
    options: {
      blocks: 'stops the change',
      reports: 'is only reported',
    },
    default: 'blocks',
  }),
  cadence: releases.choice({
    title: 'releases',
    help: 'when a change that has passed its tests is released',
    options: {
      independent: 'each on its own – as soon as it has passed',
      train: 'train – all that have passed, at fixed times',
    },
    default: 'independent',
  }),
  trainDays: releases.advanced.days({
    title: 'a train every',
    help: 'days between two trains',
    min: 0.5,
    max: 60,
    default: 7,
    slider: { min: 1, max: 14, step: 1 },
  }),
  canaryPercent: releases.percentage({
    title: 'canary',
    help: 'share of requests that the instance with the new release gets',
    min: 1,
    max: 100,
    default: 10,
    slider: { min: 1, max: 100, step: 1 },
  }),
  canaryHours: releases.hours({
    title: 'canary time',
    help: 'how long the canary is watched before the other instances follow; an hour is a second of the run',
    min: 0,
    max: 240,
    default: 6,
    slider: { min: 0, max: 24, step: 1 },
  }),
  canaryCompares: releases.choice({
    title: 'canary compared by',
    help: 'which figures can stop a release on its canary',
    options: {
      errors: 'errors – the share of answers that are errors',
      latency: 'errors and response times',
      consumers:
        'consumers’ reports too – their failed calls, by the release named in the answer’s header',
    },
    default: 'latency',
  }),
  notice: consumers.choice({
    title: 'notice',
    help: 'how other teams hear of changes for all callers',
    options: {
      none: 'none',
      changelog: 'changelog – on the day of the commit',
      window: 'in advance – and the change waits',
    },
    default: 'none',
  }),
  noticeDays: consumers.days({
    title: 'in advance by',
    help: 'time from the announcement until the change may be released',
    min: 0,
    max: 365,
    default: 7,
    slider: { min: 0, max: 28, step: 1 },
  }),
  adaptDays: consumers.advanced.days({
    title: 'slowest team adapts in',
    help: 'time Billing’s team needs; Web needs a quarter of it, Wallet half, Surveys three quarters',
    min: 0,
    max: 365,
    default: 5,
    slider: { min: 0, max: 28, step: 1 },
  }),
  complaints: releases.choice({
    title: 'complaints',
    help: 'what a ticket from another team leads to',
    options: {
      'roll-back': 'roll-back of the release',
      ignored: 'nothing',
    },
    default: 'roll-back',
  }),
  noticeHours: consumers.advanced.hours({
    title: 'customers notice after',
    help: 'time until a customer notices results that are silently wrong',
    min: 1,
    max: 2000,
    default: 24,
    slider: { min: 1, max: 96, step: 1 },
  }),
  ...sizes,
  bug: releases.plantedBug({
    'tests-old': 'the pipeline’s contract tests',
    'no-wait': 'the pipeline’s canary step',
    'forgets-canary': 'the pipeline’s roll-back',
    'last-wins': 'the instances',
    'page-number': 'the API’s cursors',
  }),
} as const satisfies SettingFields;
