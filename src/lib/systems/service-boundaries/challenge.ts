import type { Challenge } from '../../sim';
import { KILL_SURVEYS, REGROUPED } from './scenarios';

/** What may be left out of a dashboard, which is all that is given to choose. */
const TILES = {
  fallbackDashboardOrganizations: true,
  fallbackDashboardSurveys: true,
  fallbackDashboardSubscriptions: true,
  fallbackDashboardTeams: true,
} as const;

/** Load and fault are given; where the cuts go, how long to wait and what to do without is up to the reader. */
export const challenge: Challenge = {
  title: 'Cut the cake',
  goal: 'At least three services, none with more than three entities, and at most one call between them for two requests. Then Surveys die for half a minute: profiles, team lists and dashboards must not notice.',
  locked: {
    ratePerSecond: 50,
    loadS: 60,
    availabilityPercent: 100,
    restartS: 30,
    leakIn: 'none',
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
    {
      id: 'three-services',
      text: 'at least three services',
      unit: '',
      value: (m) => m.services,
      holds: (v) => v >= 3,
    },
    {
      id: 'no-giant',
      text: 'no service owns more than three entities',
      unit: '',
      value: (m) => m.largestService,
      holds: (v) => v <= 3,
    },
    {
      id: 'few-calls',
      text: 'at most 0.50 calls between services a request',
      unit: '',
      value: (m) => m.crossCallsPerRequest,
      holds: (v) => v <= 0.5 + 1e-9,
    },
    {
      id: 'others-live',
      text: 'while Surveys are down, at least 99.9 % of profiles and team lists answered',
      unit: '%',
      value: (m) => m.othersDownSuccessPercent,
      holds: (v) => v >= 99.9,
    },
    {
      id: 'dashboard-lives',
      text: 'and at least 99 % of dashboards, if need be with gaps',
      unit: '%',
      value: (m) => m.dashboardDownSuccessPercent,
      holds: (v) => v >= 99,
    },
    {
      id: 'quick',
      text: 'p99 at most 120 ms',
      unit: 'ms',
      value: (m) => m.p99Ms,
      holds: (v) => v <= 120,
    },
  ],
  seeds: { published: [1, 2, 3, 4, 5], hidden: [101, 202, 303] },
  references: [
    {
      id: 'Users, Teams and Organizations together, dashboards with gaps after 100 ms',
      settings: { ...REGROUPED, timeoutMs: 100, fallbackDashboardSurveys: true },
    },
    {
      id: 'Surveys with their Organizations, and gaps for both',
      settings: {
        usersIn: 'a',
        teamsIn: 'a',
        organizationsIn: 'c',
        surveysIn: 'c',
        subscriptionsIn: 'd',
        timeoutMs: 50,
        ...TILES,
      },
    },
  ],
  traps: [
    {
      id: 'a service for each entity',
      why: 'Most requests touch several entities, so nearly every one becomes a call over the network.',
      settings: { timeoutMs: 100, ...TILES },
      fails: 'few-calls',
    },
    {
      id: 'the longest time-out there is',
      why: 'Dashboards live, and each takes two seconds to find out what it has to do without.',
      settings: { ...REGROUPED, timeoutMs: 2000, ...TILES },
      fails: 'quick',
    },
    {
      id: 'two services',
      why: 'Few calls, since hardly anything was divided.',
      settings: { ...REGROUPED, subscriptionsIn: 'c', timeoutMs: 100, ...TILES },
      fails: 'three-services',
    },
    {
      id: 'Surveys with Users',
      why: 'As few calls as can be, but the query of death ends the process that everyone needs.',
      settings: {
        usersIn: 'a',
        teamsIn: 'a',
        surveysIn: 'a',
        organizationsIn: 'b',
        subscriptionsIn: 'd',
        timeoutMs: 100,
        ...TILES,
      },
      fails: 'others-live',
    },
    {
      id: 'the right cut without a fallback',
      why: 'Four fifths of every dashboard are there, and nobody sees them.',
      settings: { ...REGROUPED, timeoutMs: 100 },
      fails: 'dashboard-lives',
    },
  ],
};
