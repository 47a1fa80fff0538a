import type { Scenario, World } from '../../sim';
import { SPLIT, MONOLITH } from './nodes/callers';
import { booksOf, clientsOf, isDown, processesOf } from './books';

/** Nothing dies unprovoked. */
const STEADY = { availabilityPercent: 100 } as const;
/** Users, Teams and Organizations in one service, Surveys and Subscriptions in one each. */
export const REGROUPED = {
  usersIn: 'a',
  teamsIn: 'a',
  organizationsIn: 'a',
  surveysIn: 'c',
  subscriptionsIn: 'd',
} as const;
export const KILL_SURVEYS = '15s operate clients kill-surveys';

const down = (w: World, deployment: number): boolean => processesOf(w, deployment).some(isDown);
const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const begunDown = (w: World, deployment: number): number => sum(booksOf(w).begunDown[deployment]);
const timeouts = (w: World): number => sum(processesOf(w, SPLIT).map((p) => p.durable.timeouts));

const begun = {
  text: 'Each request goes to both: to the service that owns its first entity, and to the monolith.',
  when: (w: World) => clientsOf(w).durable.count > 20,
};
const struck = {
  text: 'A query of death for Surveys: the process that runs that code ends, wherever it is.',
  when: (w: World) => down(w, SPLIT) && down(w, MONOLITH),
};
const back = {
  text: 'Started again, both are as before.',
  when: (w: World) => begunDown(w, MONOLITH) > 0 && !down(w, SPLIT) && !down(w, MONOLITH),
};

export const scenarios: readonly Scenario[] = [
  {
    id: 'healthy',
    title: 'A service for each entity',
    story: 'Five entities in five services, beside the same code as one process. Nothing fails.',
    watch: 'calls between services for each request, and what they do to the latency',
    seen: '0.95 calls a request. What takes the monolith one millisecond takes the services four, and one request in a hundred seventeen.',
    settings: { ...STEADY, loadS: 30 },
    interventions: [],
    until: null,
    captions: [
      begun,
      {
        text: 'A dashboard calls four other services and waits for the slowest of them.',
        when: (w) => clientsOf(w).durable.outcomes[SPLIT].ok[4] > 5,
      },
    ],
  },
  {
    id: 'broken',
    title: 'Surveys die, and take others along',
    story:
      'A service for each entity, and none can do without the others. At 15 s a request ends the process that runs Surveys.',
    watch: 'the dashboard, of which four fifths are there; and the monolith',
    seen: 'The monolith answers nothing for half a minute. The services fail 40 % of all requests: everything that touches Surveys.',
    settings: STEADY,
    interventions: [KILL_SURVEYS],
    until: null,
    captions: [
      begun,
      struck,
      {
        text: 'Users are well, and fail dashboards all the same: each waits for Surveys, and gives up.',
        when: (w) => timeouts(w) > 10,
      },
      back,
    ],
    shows: ['dragged-down', 'all-at-once'],
  },
  {
    id: 'fixed',
    title: 'Regrouped, with a fallback and a short time-out',
    story:
      'Users, Teams and Organizations together, Surveys and Subscriptions apart. A dashboard may do without Surveys after 100 ms.',
    watch: 'calls for each request, and the dashboard while Surveys are dead',
    seen: '0.45 calls a request. 35 % fail, which are requests for Surveys themselves; dashboards come with a gap that says so.',
    settings: { ...STEADY, ...REGROUPED, timeoutMs: 100, fallbackDashboardSurveys: true },
    interventions: [KILL_SURVEYS],
    until: null,
    captions: [
      begun,
      struck,
      {
        text: 'Dashboards are answered without Surveys, after a tenth of a second. Profiles and team lists notice nothing.',
        when: (w) => clientsOf(w).durable.outcomes[SPLIT].degraded[4] > 5,
      },
      back,
    ],
    shows: ['degraded-answer', 'all-at-once'],
  },
  {
    id: 'leak',
    title: 'A leak in one entity’s code',
    story:
      'The code of Surveys forgets to free a megabyte with each request. Memory is a process’s, not an entity’s.',
    watch: 'the arcs that fill: at service C, and at the monolith',
    seen: 'Both are killed, and again after each restart. In the monolith that is everything.',
    settings: { ...STEADY, leakIn: 'surveys', restartS: 10 },
    interventions: [],
    until: null,
    captions: [
      begun,
      {
        text: 'Out of memory. The monolith goes with all five entities, service C with Surveys.',
        when: (w) => down(w, MONOLITH) || down(w, SPLIT),
      },
      {
        text: 'A restart frees the memory and mends nothing: it happens again.',
        when: (w) => sum(processesOf(w, MONOLITH).map((p) => p.durable.starved)) > 1,
      },
    ],
    shows: ['out-of-memory', 'all-at-once'],
  },
  {
    id: 'slow',
    title: 'Slow is worse to find than dead',
    story:
      'At 10 s Subscriptions become twenty times as slow. Nothing is down; calls are given up after 100 ms.',
    watch: 'answers that are worked out and that nobody waits for',
    seen: 'A third of the calls to Subscriptions come too late, and the work is done all the same.',
    settings: { ...STEADY, timeoutMs: 100, loadS: 40 },
    interventions: ['10s slow service-d x20', '30s slow service-d x1'],
    until: null,
    captions: [
      begun,
      {
        text: 'Every process is up. Subscriptions answer a third of the calls after their caller has gone on.',
        when: (w) => sum(processesOf(w, SPLIT).map((p) => p.durable.late)) > 10,
      },
    ],
    shows: ['late-answer', 'dragged-down'],
  },
  {
    id: 'nines',
    title: 'Each is up 99.5 % of the time',
    story:
      'A day and more, six requests a minute. Each process dies now and then by itself and is back in five seconds.',
    watch: 'how many requests are answered, of the dashboards above all',
    seen: 'The monolith 99.5 %, the services 99.0 %, the dashboard 97.5 %: what needs five processes needs all five at once.',
    settings: { availabilityPercent: 99.5, restartS: 5, ratePerSecond: 0.1, loadS: 100_000 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'A process has died. Whoever needs it now is out of luck, with or without need of anything else.',
        when: (w) => down(w, SPLIT),
      },
    ],
    shows: ['dragged-down'],
  },
];
