import type { Challenge, SettingsOf } from '../../sim';
import { atLeast, atMost, seeds, trap } from '../clauses';
import { KILL_SURVEYS, REGROUPED } from './scenarios';
import type { settings } from './settings';

/** What may be left out of a dashboard; no other endpoint may do without a part here. */
const TILES = {
  fallbackDashboardOrganizations: true,
  fallbackDashboardSurveys: true,
  fallbackDashboardSubscriptions: true,
  fallbackDashboardTeams: true,
} as const;

/** Users with Teams, Organizations with Surveys, Subscriptions alone. */
const PAIRED = {
  usersIn: 'a',
  teamsIn: 'a',
  organizationsIn: 'c',
  surveysIn: 'c',
  subscriptionsIn: 'd',
} as const;

/** Load and fault are fixed; the reader decides where the cuts go, how long to wait and what to do without. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: 'Cut the cake',
  goal: 'No service may own more than two entities, and the services may make at most one call for every two requests. Then Surveys is down for half a minute: profiles, team lists and dashboards must still be answered, and quickly.',
  locked: {
    ratePerSecond: 50,
    loadS: 60,
    availabilityPercent: 100,
    restartS: 30,
    leakIn: 'none',
    refusesWhenDown: false,
    clientTimeoutMs: 3000,
    callMs: 5,
    callSigma: 0.5,
    inProcessMs: 0.01,
    fallbackTeamListUsers: false,
    fallbackOpenSurveyUsers: false,
    fallbackOpenSurveyOrganizations: false,
    fallbackSubmitAnswerSubscriptions: false,
    bug: 'none',
  },
  interventions: [KILL_SURVEYS],
  until: null,
  start: {
    usersIn: 'a',
    organizationsIn: 'b',
    surveysIn: 'c',
    subscriptionsIn: 'd',
    teamsIn: 'e',
    timeoutMs: 500,
    attempts: 1,
    fallbackDashboardOrganizations: false,
    fallbackDashboardSurveys: false,
    fallbackDashboardSubscriptions: false,
    fallbackDashboardTeams: false,
  },
  clauses: [
    atMost('no-giant', 'no service owns more than two entities', 'largestService', 2),
    atMost(
      'few-calls',
      'at most 0.50 calls between services per request',
      'crossCallsPerRequest',
      0.5 + 1e-9,
    ),
    atLeast(
      'others-live',
      'while Surveys is down, at least 99.9 % of profiles and team lists answered',
      'othersDownSuccessPercent',
      99.9,
      '%',
    ),
    atLeast(
      'dashboard-lives',
      'and at least 99 % of dashboards, with gaps if need be',
      'dashboardDownSuccessPercent',
      99,
      '%',
    ),
    atMost('quick', 'p99 at most 120 ms', 'p99Ms', 120, 'ms'),
  ],
  seeds,
  references: [
    {
      id: 'Users with Teams, Organizations with Surveys, dashboards with gaps after 100 ms',
      settings: {
        ...PAIRED,
        timeoutMs: 100,
        fallbackDashboardSurveys: true,
        fallbackDashboardOrganizations: true,
      },
    },
    {
      id: 'Surveys with Subscriptions, and gaps for whatever is missing',
      settings: {
        usersIn: 'a',
        teamsIn: 'a',
        organizationsIn: 'b',
        surveysIn: 'c',
        subscriptionsIn: 'c',
        timeoutMs: 50,
        ...TILES,
      },
    },
  ],
  traps: [
    trap('a service for each entity', { timeoutMs: 100, ...TILES }).fails(
      'few-calls',
      'Most requests touch several entities, so there is nearly one call over the network per request.',
    ),
    trap('the longest time-out there is', { ...PAIRED, timeoutMs: 2000, ...TILES }).fails(
      'quick',
      'Dashboards are answered, but each waits two seconds before it is sent without Surveys.',
    ),
    trap('three entities in one service', { ...REGROUPED, timeoutMs: 100, ...TILES }).fails(
      'no-giant',
      'Few calls, but Users, Teams and Organizations are three entities in one service.',
    ),
    trap('Surveys with Users', {
      usersIn: 'a',
      teamsIn: 'b',
      surveysIn: 'a',
      organizationsIn: 'b',
      subscriptionsIn: 'd',
      timeoutMs: 100,
      ...TILES,
    }).fails(
      'others-live',
      'The poison request crashes the process that every profile and team list needs.',
    ),
    trap('a good cut without a fallback', { ...PAIRED, timeoutMs: 100 }).fails(
      'dashboard-lives',
      'Three of the five parts of every dashboard arrive, and the request fails all the same.',
    ),
  ],
};
