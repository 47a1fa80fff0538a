import type { SettingFields } from '../../sim';
import { integer, number, plantedBug, toggle } from '../fields';
import { sizes } from './sizes';

const asIs = { value: 'as-is', title: 'for all callers' } as const;
const hold = { value: 'hold', title: 'hold back' } as const;

function plain<T extends string>(title: T, help: string) {
  return {
    type: 'choice',
    title,
    help,
    options: [{ value: 'as-is', title: 'ship' }, hold],
    default: 'as-is',
    group: 'changes',
  } as const;
}

function change<T extends string, C extends string>(title: T, help: string, compatible: C) {
  return {
    type: 'choice',
    title,
    help,
    options: [asIs, { value: 'compatible', title: compatible }, hold],
    default: 'compatible',
    group: 'changes',
  } as const;
}

const test = (title: string, help: string) =>
  toggle({ title, help, default: true, group: 'tests' });

export const settings = {
  shipA: plain('A add a field', 'each user has a new field; nothing else changes'),
  shipB: change(
    'B sort by name',
    'the list is sorted by name instead of id; no order was ever promised',
    'only with ?sort=name',
  ),
  shipC: {
    type: 'choice',
    title: 'C slower answers',
    help: 'a costlier look-up raises the 99th percentile from 20 ms; there is no opt-in form',
    options: [asIs, hold],
    default: 'as-is',
    group: 'changes',
  },
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
  relies: {
    type: 'choice',
    title: 'consumers rely on',
    help: 'what the other teams’ programs take for granted',
    options: [
      { value: 'habits', title: 'what they have observed', help: 'promised or not: Hyrum’s law' },
      {
        value: 'promises',
        title: 'what is promised',
        help: 'any other change does not break them',
      },
    ],
    default: 'habits',
    group: 'consumers',
  },
  testOrder: test('Surveys: order', 'the list is in order of id'),
  testDeadline: test('Wallet: deadline', 'an answer comes within the Wallet’s deadline'),
  testPagination: test('Billing: one page', 'one page holds all users'),
  testUnknown: test('Wallet: unknown id', 'an unknown user is a 404'),
  fieldTests: integer({
    title: 'tests of fields',
    help: 'contract tests that check for one field each, as most do',
    min: 0,
    max: 8,
    default: 0,
    unit: '',
    slider: { min: 0, max: 8 },
    group: 'tests',
  }),
  schemaDiff: {
    type: 'choice',
    title: 'schema diff',
    help: 'what happens when the old and the new schema differ in a breaking way',
    options: [
      { value: 'blocks', title: 'stops the change' },
      { value: 'reports', title: 'is only reported' },
    ],
    default: 'blocks',
    group: 'tests',
  },
  cadence: {
    type: 'choice',
    title: 'releases',
    help: 'when a change that has passed its tests is released',
    options: [
      { value: 'independent', title: 'each on its own', help: 'as soon as it has passed' },
      { value: 'train', title: 'train', help: 'all that have passed, at fixed times' },
    ],
    default: 'independent',
    group: 'releases',
  },
  trainDays: number({
    title: 'a train every',
    help: 'days between two trains',
    min: 0.5,
    max: 60,
    default: 7,
    unit: 'd',
    slider: { min: 1, max: 14, step: 1 },
    group: 'releases',
    advanced: true,
  }),
  canaryPercent: number({
    title: 'canary',
    help: 'share of requests that the instance with the new release gets',
    min: 1,
    max: 100,
    default: 10,
    unit: '%',
    slider: { min: 1, max: 100, step: 1 },
    group: 'releases',
  }),
  canaryHours: number({
    title: 'canary time',
    help: 'how long the canary is watched before the other instances follow; an hour is a second of the run',
    min: 0,
    max: 240,
    default: 6,
    unit: 'h',
    slider: { min: 0, max: 24, step: 1 },
    group: 'releases',
  }),
  canaryCompares: {
    type: 'choice',
    title: 'canary compared by',
    help: 'which figures can stop a release on its canary',
    options: [
      { value: 'errors', title: 'errors', help: 'the share of answers that are errors' },
      { value: 'latency', title: 'errors and response times' },
      {
        value: 'consumers',
        title: 'consumers’ reports too',
        help: 'their failed calls, by the release named in the answer’s header',
      },
    ],
    default: 'latency',
    group: 'releases',
  },
  notice: {
    type: 'choice',
    title: 'notice',
    help: 'how other teams hear of changes for all callers',
    options: [
      { value: 'none', title: 'none' },
      { value: 'changelog', title: 'changelog', help: 'on the day of the commit' },
      { value: 'window', title: 'in advance', help: 'and the change waits' },
    ],
    default: 'none',
    group: 'consumers',
  },
  noticeDays: number({
    title: 'in advance by',
    help: 'time from the announcement until the change may be released',
    min: 0,
    max: 365,
    default: 7,
    unit: 'd',
    slider: { min: 0, max: 28, step: 1 },
    group: 'consumers',
  }),
  adaptDays: number({
    title: 'slowest team adapts in',
    help: 'time Billing’s team needs; Web needs a quarter of it, Wallet half, Surveys three quarters',
    min: 0,
    max: 365,
    default: 5,
    unit: 'd',
    slider: { min: 0, max: 28, step: 1 },
    group: 'consumers',
    advanced: true,
  }),
  complaints: {
    type: 'choice',
    title: 'complaints',
    help: 'what a ticket from another team leads to',
    options: [
      { value: 'roll-back', title: 'roll-back of the release' },
      { value: 'ignored', title: 'nothing' },
    ],
    default: 'roll-back',
    group: 'releases',
  },
  noticeHours: number({
    title: 'customers notice after',
    help: 'time until a customer notices results that are silently wrong',
    min: 1,
    max: 2000,
    default: 24,
    unit: 'h',
    slider: { min: 1, max: 96, step: 1 },
    group: 'consumers',
    advanced: true,
  }),
  ...sizes,
  bug: plantedBug(
    {
      'tests-old': 'the pipeline’s contract tests',
      'no-wait': 'the pipeline’s canary step',
      'forgets-canary': 'the pipeline’s roll-back',
      'last-wins': 'the instances',
      'page-number': 'the API’s cursors',
    },
    'releases',
  ),
} as const satisfies SettingFields;
