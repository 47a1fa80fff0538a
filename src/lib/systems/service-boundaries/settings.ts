import type { SettingFields } from '../../sim';
import { groups } from '../fields';

const [boundaries, fallbacks, calls, failures, load] = groups(
  'boundaries',
  'fallbacks',
  'calls',
  'failures',
  'load',
);

const services = {
  a: 'service A',
  b: 'service B',
  c: 'service C',
  d: 'service D',
  e: 'service E',
};

const owner = (name: string, service: keyof typeof services) =>
  boundaries.choice({
    title: name,
    help: `the service that owns ${name} and their data`,
    options: services,
    default: service,
  });

const fallback = (endpoint: string, part: string) =>
  fallbacks.advanced.toggle({
    title: `${endpoint} without ${part}`,
    help: `if ${part} do not answer in time, the ${endpoint} is answered without them and marks the gap`,
    default: false,
  });

export const settings = {
  usersIn: owner('Users', 'a'),
  organizationsIn: owner('Organizations', 'b'),
  surveysIn: owner('Surveys', 'c'),
  subscriptionsIn: owner('Subscriptions', 'd'),
  teamsIn: owner('Teams', 'e'),
  timeoutMs: calls.milliseconds({
    title: 'call time-out',
    help: 'how long a service waits for another service, or for its own store, before it continues without the reply',
    min: 50,
    max: 2000,
    default: 500,
    slider: { min: 50, max: 2000, step: 50 },
  }),
  attempts: calls.integer({
    title: 'attempts',
    help: 'how often a service asks for the same part while the client still waits',
    min: 1,
    max: 5,
    default: 1,
    slider: { min: 1, max: 4 },
  }),
  availabilityPercent: failures.percentage({
    title: 'availability per process',
    help: 'share of the time that each process is up, whatever runs in it; at 100 % no process dies by chance',
    min: 99,
    max: 100,
    default: 99.5,
    slider: { min: 99, max: 100, step: 0.01 },
  }),
  refusesWhenDown: failures.toggle({
    title: 'dead process refuses',
    help: 'on: only the process is dead, and its machine refuses connections at once; off: the machine is gone too, and callers hear nothing until their time-out',
    default: false,
  }),
  restartS: failures.seconds({
    title: 'restart time',
    help: 'from the death of a process until it serves again',
    min: 5,
    max: 120,
    default: 30,
    slider: { min: 5, max: 120, step: 5 },
  }),
  leakIn: failures.choice({
    title: 'memory leak in',
    help: 'whose code does not free its memory; the whole process runs out of it',
    options: {
      none: 'no entity',
      users: 'Users',
      organizations: 'Organizations',
      surveys: 'Surveys',
      subscriptions: 'Subscriptions',
      teams: 'Teams',
    },
    default: 'none',
  }),
  ratePerSecond: load.perSecond({
    title: 'request rate',
    help: 'requests per second, at random times; each goes to the services and to the monolith',
    min: 0.01,
    max: 2000,
    default: 50,
    slider: { min: 5, max: 200, step: 5 },
  }),
  loadS: load.seconds({
    title: 'load duration',
    help: 'the number of requests is the rate times this',
    min: 0.1,
    max: 10_000_000,
    default: 60,
    slider: { min: 10, max: 300, step: 10 },
  }),
  fallbackTeamListUsers: fallback('team list', 'Users'),
  fallbackOpenSurveyUsers: fallback('open survey', 'Users'),
  fallbackOpenSurveyOrganizations: fallback('open survey', 'Organizations'),
  fallbackSubmitAnswerSubscriptions: fallback('submit answer', 'Subscriptions'),
  fallbackDashboardOrganizations: fallback('dashboard', 'Organizations'),
  fallbackDashboardSurveys: fallback('dashboard', 'Surveys'),
  fallbackDashboardSubscriptions: fallback('dashboard', 'Subscriptions'),
  fallbackDashboardTeams: fallback('dashboard', 'Teams'),
  clientTimeoutMs: calls.advanced.milliseconds({
    title: 'client time-out',
    help: 'a client gives up after this long; services are told this deadline',
    min: 100,
    max: 60_000,
    default: 3000,
    slider: { min: 500, max: 10_000, step: 500 },
  }),
  callMs: calls.advanced.milliseconds({
    title: 'round trip between services',
    help: 'median of a log-normal round-trip time',
    min: 1.2,
    max: 1000,
    default: 5,
    slider: { min: 2, max: 100, step: 1 },
  }),
  callSigma: calls.advanced.number({
    title: 'spread of round trips',
    help: 'standard deviation of the logarithm; at 0.5 one call in a hundred takes 3.2 times the median',
    min: 0,
    max: 2,
    default: 0.5,
    slider: { min: 0, max: 1.5, step: 0.1 },
  }),
  inProcessMs: calls.advanced.milliseconds({
    title: 'call within a process',
    help: 'time for one module to call another in the same process',
    min: 0,
    max: 10,
    default: 0.01,
    slider: { min: 0, max: 1, step: 0.01 },
  }),
  leakMb: failures.advanced.number({
    title: 'leak per request',
    help: 'memory that each request to the leaking code does not free',
    min: 0.01,
    max: 100,
    default: 1,
    unit: 'MB',
    slider: { min: 0.1, max: 10, step: 0.1 },
  }),
  memoryMb: failures.advanced.number({
    title: 'memory of a process',
    help: 'a process that has leaked this much is killed',
    min: 10,
    max: 64_000,
    default: 250,
    unit: 'MB',
    slider: { min: 50, max: 2000, step: 50 },
  }),
  bug: failures.plantedBug({
    'reads-store': 'the callers’ fallback',
    'second-owner': 'the callers’ fallback',
    'no-deadline': 'the callers’ retries',
    unmarked: 'the aggregated pages',
  }),
} as const satisfies SettingFields;
