import type { Challenge, SettingsOf } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { settings } from './settings';

const FIELDS_ALONE = {
  testOrder: false,
  testDeadline: false,
  testPagination: false,
  testUnknown: false,
  fieldTests: 8,
} as const;
const ASKED_FOR = { shipB: 'compatible', shipD: 'compatible', shipE: 'compatible' } as const;
const CONSUMERS_TESTS = {
  testOrder: true,
  testDeadline: true,
  testPagination: true,
  testUnknown: true,
  fieldTests: 0,
} as const;

const DAYS = 12;

const DEADLINE_ALONE = {
  ...CONSUMERS_TESTS,
  testOrder: false,
  testPagination: false,
  testUnknown: false,
} as const;

/** C has been merged by a team that does not know of the Wallet; the schema diff only reports. The rest is up to the reader. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'Ship five without waking anyone',
  goal: 'Six changes come in within a week, and C is among them whatever you do. Bring five of the six to every instance within a day on average, break no consumer, and run no more than two contract tests, tests of fields included.',
  locked: {
    shipA: 'as-is',
    shipC: 'as-is',
    shipF: 'as-is',
    relies: 'habits',
    schemaDiff: 'reports',
    complaints: 'roll-back',
    days: DAYS,
    callsPerHour: 4,
    users: 1000,
    instances: 4,
    deadlineMs: 300,
    slowMs: 400,
    smallPage: 100,
    ciHours: 0.5,
    installHours: 0.25,
    noticeHours: 24,
    adaptDays: 5,
    trainDays: 7,
    bug: 'none',
  },
  interventions: [],
  until: null,
  start: {
    shipB: 'as-is',
    shipD: 'as-is',
    shipE: 'as-is',
    testOrder: false,
    testDeadline: false,
    testPagination: false,
    testUnknown: false,
    fieldTests: 3,
    cadence: 'train',
    canaryPercent: 10,
    canaryHours: 6,
    canaryCompares: 'errors',
    notice: 'none',
    noticeDays: 7,
  },
  clauses: [
    atLeast('shipped', 'at least five of the six changes on every instance', 'shipped', 5),
    none('breaks', 'no change breaks any consumer', 'consumerBreaks'),
    atMost('tests', 'at most two contract tests, tests of fields included', 'contractTests', 2),
    atMost(
      'lead',
      'at most a day from commit to every instance, on average (12 d if nothing ships)',
      (m) => (m.shipped === 0 ? DAYS : m.meanLeadDays),
      1,
      'd',
    ),
  ],
  seeds,
  references: [
    {
      id: 'the Wallet’s deadline as the only test; B, D and E opt-in',
      settings: { ...ASKED_FOR, ...DEADLINE_ALONE, cadence: 'independent' },
    },
    {
      id: 'deadline and order as tests; B, D and E opt-in',
      settings: { ...ASKED_FOR, ...DEADLINE_ALONE, testOrder: true, cadence: 'independent' },
    },
  ],
  traps: [
    trap('eight tests of fields', { ...ASKED_FOR, ...FIELDS_ALONE, cadence: 'independent' }).fails(
      'breaks',
      'Every field is there after every change. What breaks programs is order, time and size, and no test checks those.',
    ),
    trap('a weekly train', { ...ASKED_FOR, ...DEADLINE_ALONE, cadence: 'train' }).fails(
      'lead',
      'Nothing breaks, but a change waits half a week for its train.',
    ),
    trap('four tests of behaviour', {
      ...ASKED_FOR,
      ...CONSUMERS_TESTS,
      cadence: 'independent',
    }).fails(
      'tests',
      'Two are enough: a change that callers have to ask for needs no test of theirs.',
    ),
    trap('it is in the changelog', { cadence: 'independent', notice: 'changelog' }).fails(
      'breaks',
      'The other teams are told on the day of the commit and need days to adapt. Programs do not read changelogs.',
    ),
    trap('four tests, everything for all callers', {
      ...CONSUMERS_TESTS,
      cadence: 'independent',
    }).fails(
      'shipped',
      'The tests do their job: B, C, D and E stop at staging. A test shows that teams have to talk; it does not make a change compatible.',
    ),
    trap('a week’s notice for everything', {
      ...CONSUMERS_TESTS,
      ...FIELDS_ALONE,
      fieldTests: 0,
      cadence: 'independent',
      notice: 'window',
    }).fails(
      'lead',
      'Every team has adapted by then, but every such change takes more than a week.',
    ),
    trap('a careful canary instead of tests', {
      ...ASKED_FOR,
      fieldTests: 0,
      cadence: 'independent',
      canaryCompares: 'consumers',
      canaryPercent: 25,
    }).fails(
      'breaks',
      'The canary stops C, but only after some of the Wallet’s calls have failed.',
    ),
  ],
};
