import { gauge, message } from '../drawn';
import { planted } from '../fields';
import { defineSystem, ms, seconds } from '../../sim';
import { faultsWithin } from '../hunts';
import { challenge } from './challenge';
import { measures, probes } from './measures';
import { observer } from './observer';
import { properties } from './properties';
import { scenarios } from './scenarios';
import { settings } from './settings';
import { topology } from './topology';

const { on, between } = faultsWithin({ longest: seconds(2) });

/** The longest that a fault of a hunt lasts. */

export const system = defineSystem({
  id: 'service-boundaries',
  title: 'Where to cut',
  summary:
    'Five entities in services of your choice, beside a monolith under the same requests. Where you cut decides what calls what, and what fails together.',
  view: 'Boundaries',
  settings,
  topology,
  messages: {
    request: message.request('request', 'R'),
    answer: { ...message.reply('answer', 'A'), label: ({ degraded }) => (degraded ? 'gap' : '') },
    failed: message.error('request failed', 'X'),
    call: message.request('call to another service', 'C'),
    part: message.reply('part of an answer', 'P'),
    'no-part': message.error('refused', 'N'),
    read: message.request('read from the store', 'Q'),
    rows: message.reply('rows', 'D'),
    deadly: message.error('poison request', '!'),
  },
  gauges: {
    waiting: gauge.hidden('open requests'),
    open: gauge.stack('requests under way'),
    memory: gauge.bar('memory', {
      tag: (share) => (share > 0.8 ? 'fault' : 'waiting'),
      says: (share) =>
        `${Math.round(100 * share)} % of this process’s memory has leaked; at 100 % it is killed.`,
    }),
  },
  events: {},
  ...{ probes, observer, measures, properties, scenarios, challenge },
  fidelity: {
    modelled: [
      'each request as a tree of calls over your services; calls run in parallel, each with its time-out, its attempts and the client’s deadline',
      'the process as the unit of failure: everything in it dies with it, by a crash, a leak or a poison request',
      'a store of its own for each service, which survives the service’s crash',
      'the monolith under the very same requests, at the same moments',
      'a dead process whose machine refuses connections at once, or whose machine is gone and silent',
      'fallbacks for each pair of endpoint and part; an answer with a gap says so',
    ],
    simplified: [
      'one instance for each service and for the monolith; in production both are replicated behind a load balancer',
      'a service makes one call for all that it needs from another, and calls cause no further calls',
      'endpoints are dealt from decks of twenty, so that their shares are exact',
      'requests read and write nothing that could disagree: what a split does to transactions is questions 6 and 7',
    ],
    notModelled: [
      'limited threads, connection pools, circuit breakers, bulkheads',
      'teams, releases and versions, which are the main reason to split',
      'moving data when a boundary moves',
    ],
  },
  // What the design promises to bear: that any process, store or link is away for a while.
  hunt: {
    settings: { loadS: 6, ratePerSecond: 20, availabilityPercent: 100, restartS: 5 },
    vary: {
      usersIn: 'any',
      organizationsIn: 'any',
      surveysIn: 'any',
      subscriptionsIn: 'any',
      teamsIn: 'any',
      timeoutMs: 'any',
      attempts: 'any',
      leakIn: 'any',
      fallbackTeamListUsers: 'any',
      fallbackOpenSurveyUsers: 'any',
      fallbackOpenSurveyOrganizations: 'any',
      fallbackSubmitAnswerSubscriptions: 'any',
      fallbackDashboardOrganizations: 'any',
      fallbackDashboardSurveys: 'any',
      fallbackDashboardSubscriptions: 'any',
      fallbackDashboardTeams: 'any',
      clientTimeoutMs: [100, 10_000],
      callMs: [1.2, 200],
      callSigma: 'any',
      inProcessMs: 'any',
      leakMb: 'any',
      memoryMb: 'any',
    },
    until: '12s',
    faults: () => [
      ...on('service-*', {
        crash: { atOnce: 2 },
        pause: { atOnce: 2 },
        'fail-fast': {},
        slow: { most: 50 },
      }),
      ...on('store-*', { crash: {} }),
      ...on('service-*', { skew: {} }),
      ...on('monolith', { crash: {} }),
      ...on('service-*', { partition: {} }),
      ...between('service-*', 'service-*', { lose: {} }),
      ...between('*', '*', {
        duplicate: {},
        corrupt: {},
        delay: { most: ms(500) },
        reorder: { most: ms(200) },
      }),
    ],
    mostFaults: 4,
  },
  bugs: [
    planted(
      'reads-store',
      'When a call times out, a service reads the other service’s store: the data has a second reader, which does not know its rules.',
    ),
    planted(
      'second-owner',
      'When a call times out, a service serves the entity from a table left over from before the split.',
    ),
    planted(
      'no-deadline',
      'A call that timed out is retried whether or not the client still waits.',
      { attempts: 5, timeoutMs: 500, clientTimeoutMs: 1000 },
    ),
    planted(
      'unmarked',
      'A dashboard without Surveys is sent as if it were complete: everything is green, and wrong.',
      { fallbackDashboardSurveys: true, fallbackDashboardTeams: true },
    ),
  ],
});
