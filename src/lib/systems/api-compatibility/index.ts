import { message } from '../drawn';
import { planted } from '../fields';
import { defineSystem } from '../../sim';
import { challenge } from './challenge';
import { askedFor, changeIn, gauges, releaseIn, resultOf, usersOn } from './facts';
import { hunt } from './hunt';
import { measures, probes } from './measures';
import { DAY } from './nodes/users-api/changes';
import { haltText } from './nodes/release/reason';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const C_ALONE = {
  shipA: 'as-is',
  shipB: 'hold',
  shipC: 'as-is',
  shipD: 'hold',
  shipE: 'hold',
  shipF: 'hold',
} as const;

export const system = defineSystem({
  id: 'api-compatibility',
  title: 'GET /api/v2/users',
  summary:
    'A service that changes six times in a week, four programs of other teams that call it, and the pipeline in between.',
  view: 'Who relies on what',
  settings,
  topology,
  // An hour of its calendar is a second: ten days are seen in a minute or two.
  pace: () => 2,
  day: DAY,
  messages: {
    get: { ...message.request('GET /api/v2/users', 'G'), label: askedFor },
    page: { ...message.reply('200, a page of users', 'P'), label: usersOn },
    user: message.reply('200, one user', 'U'),
    'not-found': message.reply('404, no such user', 'N'),
    failed: message.error('503 or 504', 'X'),
    result: { ...message.event('result for customers', 'R'), label: resultOf },
    complaint: { ...message.error('complaint of a customer', 'C'), label: changeIn },
    ticket: { ...message.error('ticket for the provider', 'T'), label: changeIn },
    announce: { ...message.event('announcement of a change', 'A'), label: ({ change }) => change },
    install: { ...message.request('install order', 'I'), label: releaseIn },
    installed: message.ack('installed', 'D'),
    weigh: message.event('weights', 'W'),
    'ask-stats': message.heartbeat('request for counts', 'Q'),
    stats: message.reply('counts', 'S'),
    'ask-report': message.heartbeat('request for a report', 'Q'),
    report: message.reply('report of failed calls', 'S'),
  },
  gauges,
  events: {
    halted: { title: 'a change is stopped or rolled back', text: haltText },
  },
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'requests and answers with their contents: pages in an order and of a size, cursors, fields, statuses, and programs that use them',
      'four programs with their hidden dependencies: a merge along a sorted list, a deadline, a single page, a status',
      'a diff of the two descriptions of the interface, contract tests on staging, a canary with its share of requests, a roll-out instance by instance, a confirmed roll-back',
      'orders to instances with an epoch, repeated until they are confirmed, refused when they are older than the last that was obeyed',
      'customers who know what is true of them and take a day to notice; tickets; teams that adapt, or are frozen',
    ],
    simplified: [
      'an hour of the calendar lasts a second of the run; requests, answers and deadlines have their real lengths',
      'the six changes, the four programs and what each relies on are a constructed example',
      'an instance works on any number of requests at once, and the old version answers until the new one is ready',
      'a customer who complains knows which behaviour has changed, so a ticket names its release',
      'one change is tested and released at a time',
    ],
    notModelled: [
      'people: reviews, meetings, weekends and the price of being woken',
      'changes that depend on one another; databases that have to change with the code',
      'security fixes, which cannot wait',
    ],
  },
  hunt,
  bugs: [
    planted(
      'tests-old',
      'The contract tests run before the new version is on staging, so they approve the old one.',
    ),
    planted('no-wait', 'The pipeline installs the release on the canary and goes on at once.'),
    {
      id: 'errors-only',
      why: 'The canary is compared by errors alone, and slow answers are not errors.',
      settings: { canaryCompares: 'errors' },
    },
    planted(
      'forgets-canary',
      'The roll-back covers only the main group of instances; the canary keeps the bad release.',
    ),
    planted(
      'last-wins',
      'An instance installs whichever order comes last, even one that was overtaken.',
    ),
    {
      id: 'page-number',
      why: 'A cursor is the number of a page, and two releases do not agree on how long a page is.',
      settings: {
        bug: 'page-number',
        ...C_ALONE,
        shipC: 'hold',
        shipD: 'as-is',
        testPagination: false,
        relies: 'promises',
      },
    },
  ],
});
