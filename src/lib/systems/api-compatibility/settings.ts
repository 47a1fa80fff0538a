import type { SettingFields, SettingsOf } from '../../sim';
import { sizes } from './sizes';

const asIs = { value: 'as-is', title: 'for everybody' } as const;
const hold = { value: 'hold', title: 'not at all' } as const;

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

function test<T extends string>(title: T, help: string) {
  return { type: 'boolean', title, help, default: true, group: 'tests' } as const;
}

export const settings = {
  shipA: plain('A add a field', 'users get a new field; nothing else changes'),
  shipB: change(
    'B sort by name',
    'the list comes in order of name instead of id; nobody was promised an order',
    'only with ?sort=name',
  ),
  shipC: {
    type: 'choice',
    title: 'C slower answers',
    help: 'a costlier look-up; the 99th percentile goes from 20 ms up. There is no compatible way',
    options: [asIs, hold],
    default: 'as-is',
    group: 'changes',
  },
  shipD: change(
    'D smaller pages',
    'a page holds fewer users by default; nobody was promised a size',
    'only with ?limit=',
  ),
  shipE: change(
    'E unknown id: 200 null',
    'a user that is not there is answered by 200 and null instead of 404',
    'only under /api/v3',
  ),
  shipF: plain('F refactoring', 'nothing that can be seen from outside changes'),
  relies: {
    type: 'choice',
    title: 'consumers rely on',
    help: 'what the four programs of other teams trust in',
    options: [
      { value: 'habits', title: 'what they have seen', help: 'promised or not: Hyrum’s law' },
      { value: 'promises', title: 'what is promised', help: 'and they bear anything beyond it' },
    ],
    default: 'habits',
    group: 'consumers',
  },
  testOrder: test('Surveys: order', 'the list is in order of id'),
  testDeadline: test('Wallet: deadline', 'an answer comes within the Wallet’s deadline'),
  testPagination: test('Billing: one page', 'one page holds all users'),
  testUnknown: test('Wallet: unknown id', 'a user that is not there is a 404'),
  fieldTests: {
    type: 'integer',
    title: 'tests of fields',
    help: 'contract tests that look for a field each, as most do',
    min: 0,
    max: 8,
    default: 0,
    unit: '',
    slider: { min: 0, max: 8 },
    group: 'tests',
  },
  schemaDiff: {
    type: 'choice',
    title: 'schema diff',
    help: 'what a breaking difference between the two descriptions of the interface leads to',
    options: [
      { value: 'blocks', title: 'stops the change' },
      { value: 'reports', title: 'is written down' },
    ],
    default: 'blocks',
    group: 'tests',
  },
  cadence: {
    type: 'choice',
    title: 'releases',
    help: 'when what has passed its tests leaves',
    options: [
      { value: 'independent', title: 'each by itself', help: 'as soon as it has passed' },
      { value: 'train', title: 'train', help: 'all that has passed, at fixed times' },
    ],
    default: 'independent',
    group: 'releases',
  },
  trainDays: {
    type: 'number',
    title: 'a train every',
    help: 'days between two trains',
    min: 0.5,
    max: 60,
    default: 7,
    unit: 'd',
    slider: { min: 1, max: 14, step: 1 },
    group: 'releases',
    advanced: true,
  },
  canaryPercent: {
    type: 'number',
    title: 'canary',
    help: 'share of the requests that the instance with the new version gets',
    min: 1,
    max: 100,
    default: 10,
    unit: '%',
    slider: { min: 1, max: 100, step: 1 },
    group: 'releases',
  },
  canaryHours: {
    type: 'number',
    title: 'canary for',
    help: 'hours that the canary is watched before the others follow; an hour is a second of the run',
    min: 0,
    max: 240,
    default: 6,
    unit: 'h',
    slider: { min: 0, max: 24, step: 1 },
    group: 'releases',
  },
  canaryCompares: {
    type: 'choice',
    title: 'canary compared by',
    help: 'what can stop a release on its canary',
    options: [
      { value: 'errors', title: 'errors', help: 'the share of answers that are errors' },
      { value: 'latency', title: 'errors and times' },
      {
        value: 'consumers',
        title: 'what consumers say too',
        help: 'calls that went wrong for them, by the version in the answer’s header',
      },
    ],
    default: 'latency',
    group: 'releases',
  },
  notice: {
    type: 'choice',
    title: 'consumers are told',
    help: 'of changes that come for everybody',
    options: [
      { value: 'none', title: 'nothing' },
      { value: 'changelog', title: 'by the changelog', help: 'on the day of the commit' },
      { value: 'window', title: 'ahead', help: 'and the change waits for so many days' },
    ],
    default: 'none',
    group: 'consumers',
  },
  noticeDays: {
    type: 'number',
    title: 'ahead by',
    help: 'days from the announcement until a change may be released',
    min: 0,
    max: 365,
    default: 7,
    unit: 'd',
    slider: { min: 0, max: 28, step: 1 },
    group: 'consumers',
  },
  adaptDays: {
    type: 'number',
    title: 'slowest team adapts in',
    help: 'days; Web needs a quarter of it, Wallet half, Surveys three quarters, Billing all',
    min: 0,
    max: 365,
    default: 5,
    unit: 'd',
    slider: { min: 0, max: 28, step: 1 },
    group: 'consumers',
    advanced: true,
  },
  complaints: {
    type: 'choice',
    title: 'complaints',
    help: 'what a ticket from a consumer’s team leads to',
    options: [
      { value: 'roll-back', title: 'roll-back of the release' },
      { value: 'ignored', title: 'nothing' },
    ],
    default: 'roll-back',
    group: 'releases',
  },
  noticeHours: {
    type: 'number',
    title: 'customers notice after',
    help: 'hours until somebody looks closer at results that are silently wrong',
    min: 1,
    max: 2000,
    default: 24,
    unit: 'h',
    slider: { min: 1, max: 96, step: 1 },
    group: 'consumers',
    advanced: true,
  },
  ...sizes,
  bug: {
    type: 'choice',
    title: 'planted bug',
    help: 'a wrong design, for hunts to find',
    options: [
      { value: 'none', title: 'none' },
      { value: 'tests-old', title: 'contract tests run against the old version' },
      { value: 'no-wait', title: 'goes on without waiting for the canary' },
      { value: 'forgets-canary', title: 'roll-back leaves the canary as it is' },
      { value: 'last-wins', title: 'an instance installs whatever order comes last' },
      { value: 'page-number', title: 'pages are found by their number' },
    ],
    default: 'none',
    group: 'releases',
    advanced: true,
  },
} as const satisfies SettingFields;

export type CompatibilitySettings = SettingsOf<typeof settings>;
