import { sum, type Scenario } from '../../sim';
import { DEPLOYMENTS, type Deployment } from './nodes/endpoints';
import { downIn, processesOf } from './processes';
import type { BoundariesWorld } from './world';

type W = BoundariesWorld;

/** No process dies without a cause. */
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

/** The place of the dashboard among the endpoints. */
const DASHBOARD = 4;

const isDown = (w: W, deployment: Deployment): boolean => downIn(w, deployment).length > 0;
const allDown = (w: W) => DEPLOYMENTS.flatMap((deployment) => downIn(w, deployment));
const total = (w: W, deployment: Deployment, of: 'timeouts' | 'late' | 'starved'): number =>
  sum(processesOf(w, deployment).map((p) => p.durable[of]));
/** Service A, which owns Users and takes dashboards. */
const users = (w: W) => w.at.services[0];

const begun = {
  text: 'Each request goes to both: to the service that owns its first entity, and to the monolith.',
  when: (w: W) => w.at.clients.durable.count > 20,
  about: (w: W) => [w.at.clients, w.at.monolith, ...processesOf(w, 'split')],
  messages: ['request'],
} as const;
const struck = {
  text: 'A query of death for Surveys: the process that runs their code ends, in both deployments.',
  when: (w: W) => isDown(w, 'split') && isDown(w, 'monolith'),
  about: allDown,
  messages: ['deadly'],
} as const;
const back = {
  text: 'Both are started again and answer as before.',
  when: (w: W) =>
    sum(w.observed.begunDown.monolith) > 0 && !isDown(w, 'split') && !isDown(w, 'monolith'),
  about: (w: W) => [w.at.monolith, w.at.services[2]],
} as const;

export const scenarios: readonly Scenario<W>[] = [
  {
    id: 'healthy',
    title: 'A service for each entity',
    story: 'Five entities in five services, beside the same code as one process. Nothing fails.',
    watch: 'calls between services for each request, and what they do to the latency',
    seen: '0.95 calls per request. What takes the monolith 1 ms takes the services 4 ms, and 17 ms for one request in a hundred.',
    settings: { ...STEADY, loadS: 30 },
    interventions: [],
    until: null,
    captions: [
      begun,
      {
        text: 'For a dashboard, service A calls four other services and waits for the slowest of them.',
        when: (w) => w.at.clients.durable.outcomes.split.ok[DASHBOARD] > 5,
        about: (w) => w.at.services,
        messages: ['call', 'part'],
      },
    ],
  },
  {
    id: 'broken',
    title: 'Surveys die, and other requests fail with them',
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
        text: 'Service A is healthy, and fails dashboards all the same: each waits for Surveys until its time-out.',
        when: (w) => total(w, 'split', 'timeouts') > 10,
        about: (w) => [users(w), ...downIn(w, 'split')],
        messages: ['call', 'failed'],
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
    watch: 'calls for each request, and the dashboard while Surveys are down',
    seen: '0.45 calls per request. 35 % fail, which are the requests for Surveys themselves; dashboards come with a gap that says so.',
    settings: { ...STEADY, ...REGROUPED, timeoutMs: 100, fallbackDashboardSurveys: true },
    interventions: [KILL_SURVEYS],
    until: null,
    captions: [
      begun,
      struck,
      {
        text: 'Dashboards are answered without Surveys, after 100 ms. Profiles and team lists are answered as before.',
        when: (w) => w.at.clients.durable.outcomes.split.degraded[DASHBOARD] > 5,
        about: (w) => [w.at.clients, users(w)],
        messages: ['answer'],
      },
      back,
    ],
    shows: ['degraded-answer', 'all-at-once'],
  },
  {
    id: 'leak',
    title: 'A leak in one entity’s code',
    story:
      'The code of Surveys forgets to free a megabyte with each request. Memory belongs to a process, not to an entity.',
    watch: 'the arcs that fill: at service C, and at the monolith',
    seen: 'Both are killed, and again after each restart. With the monolith all five entities are gone.',
    settings: { ...STEADY, leakIn: 'surveys', restartS: 10 },
    interventions: [],
    until: null,
    captions: [
      begun,
      {
        text: 'Out of memory. The monolith dies with all five entities, service C with Surveys alone.',
        when: (w) => isDown(w, 'monolith') || isDown(w, 'split'),
        about: allDown,
      },
      {
        text: 'A restart frees the memory but does not repair the leak: the monolith dies again.',
        when: (w) => total(w, 'monolith', 'starved') > 1,
        about: (w) => [w.at.monolith],
      },
    ],
    shows: ['out-of-memory', 'all-at-once'],
  },
  {
    id: 'slow',
    title: 'Slow is worse to find than dead',
    story:
      'At 10 s Subscriptions become twenty times as slow. Nothing is down; calls time out after 100 ms.',
    watch: 'answers that come when nobody waits for them any more',
    seen: 'A third of the calls to Subscriptions are answered too late, and the work is done all the same.',
    settings: { ...STEADY, timeoutMs: 100, loadS: 40 },
    interventions: ['10s slow service-d x20', '30s slow service-d x1'],
    until: null,
    captions: [
      begun,
      {
        text: 'Every process is up. Subscriptions answer a third of the calls after their caller has gone on.',
        when: (w) => total(w, 'split', 'late') > 10,
        about: (w) => [w.at.services[3]],
        messages: ['part'],
      },
    ],
    shows: ['late-answer', 'dragged-down'],
  },
  {
    id: 'nines',
    title: 'Each is up 99.5 % of the time',
    story:
      'More than a day, six requests a minute. Each process dies now and then by itself and is back in five seconds.',
    watch: 'how many requests are answered, dashboards above all',
    seen: 'The monolith 99.5 %, the services 99.0 %, the dashboard 97.5 %: a request that needs five processes needs all five at once.',
    settings: { availabilityPercent: 99.5, restartS: 5, ratePerSecond: 0.1, loadS: 100_000 },
    interventions: [],
    until: null,
    captions: [
      {
        text: 'A process has died. Until it is back, every request that needs it fails, whatever else answers.',
        when: (w) => isDown(w, 'split'),
        about: (w) => downIn(w, 'split'),
      },
    ],
    shows: ['dragged-down'],
  },
];
