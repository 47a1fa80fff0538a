import { sum } from '../../sim';
import { DEPLOYMENTS, type Deployment } from './nodes/endpoints';
import { downIn, processesOf } from './processes';
import { about, scenario, type BoundariesWorld } from './world';

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

const begun = about(
  (w) => [w.at.clients, w.at.monolith, ...processesOf(w, 'split')],
  'request',
).when((w) => w.at.clients.durable.count > 20)(
  'Each request goes to both deployments: to the service that owns its first entity, and to the monolith.',
);
const struck = about(allDown, 'deadly').when((w) => isDown(w, 'split') && isDown(w, 'monolith'))(
  'A poison request crashes whichever process runs Surveys: service C, and the monolith with everything in it.',
);
const back = (meanwhile: string) =>
  about((w) => [w.at.monolith, w.at.services[2]]).when(
    (w) => sum(w.observed.begunDown.monolith) > 0 && !isDown(w, 'split') && !isDown(w, 'monolith'),
  )(`Both processes are back. Meanwhile the monolith failed every request, ${meanwhile}`);

export const scenarios = [
  scenario('healthy', 'A service for each entity', {
    story: 'Five entities in five services, beside the same code as one process. Nothing fails.',
    watch: 'calls between services per request, and what they do to the latency',
    seen: '0.95 calls per request. The median is 1 ms in the monolith and 4 ms in the services, where one request in a hundred takes 17 ms.',
    settings: { ...STEADY, loadS: 30 },
    captions: [
      begun,
      about((w) => w.at.services, ['call', 'part']).when(
        (w) => w.at.clients.durable.outcomes.split.ok[DASHBOARD] > 5,
      )('For a dashboard, service A calls four other services and waits for the slowest of them.'),
    ],
  }),
  scenario('broken', 'Surveys crashes, and other requests fail with it', {
    story:
      'A service for each entity, and no fallbacks. At 15 s a poison request crashes the process that runs Surveys; its machine is gone for 30 s.',
    watch: 'failed requests at services A and C, and at the monolith',
    seen: 'The monolith answers nothing for half a minute. The services fail 40 % of the requests: everything that touches Surveys.',
    settings: STEADY,
    interventions: [KILL_SURVEYS],
    captions: [
      begun,
      struck,
      about((w) => [users(w), ...downIn(w, 'split')], ['call', 'failed']).when(
        (w) => total(w, 'split', 'timeouts') > 10,
      )(
        'Service A is healthy and fails dashboards all the same: each waits for Surveys until its time-out.',
      ),
      back('the services those that touch Surveys: 40 % of all.'),
    ],
    shows: ['dragged-down', 'all-at-once'],
  }),
  scenario('fixed', 'Fewer calls, and a dashboard with a gap', {
    story:
      'Users, Teams and Organizations share a service; Surveys and Subscriptions have one each. After 100 ms a dashboard is answered without Surveys.',
    watch: 'calls per request, and the answers with a gap while Surveys is down',
    seen: '0.45 calls per request. While Surveys is down, 35 % of the requests fail, those for Surveys themselves; dashboards are answered with a marked gap.',
    settings: { ...STEADY, ...REGROUPED, timeoutMs: 100, fallbackDashboardSurveys: true },
    interventions: [KILL_SURVEYS],
    captions: [
      begun,
      struck,
      about((w) => [w.at.clients, users(w)], 'answer').when(
        (w) => w.at.clients.durable.outcomes.split.degraded[DASHBOARD] > 5,
      )(
        'Service A answers dashboards without Surveys, after 100 ms. Profiles and team lists are answered as before.',
      ),
      back('the services only those for Surveys itself: 35 % of all.'),
    ],
    shows: ['degraded-answer', 'all-at-once'],
  }),
  scenario('leak', 'A leak in one entity’s code', {
    story:
      'The code of Surveys does not free a megabyte per request. Memory belongs to a process, not to an entity.',
    watch: 'the memory of service C and of the monolith',
    seen: 'Both are killed three times in a minute. With the monolith all five entities are gone each time.',
    settings: { ...STEADY, leakIn: 'surveys', restartS: 10 },
    captions: [
      begun,
      about(allDown).when((w) => isDown(w, 'monolith') || isDown(w, 'split'))(
        'Out of memory: the monolith is killed with all five entities, service C with Surveys alone.',
      ),
      about((w) => [w.at.monolith]).when((w) => total(w, 'monolith', 'starved') > 1)(
        'A restart frees the memory and does not fix the leak: the monolith is killed again.',
      ),
    ],
    shows: ['out-of-memory', 'all-at-once'],
  }),
  scenario('slow', 'Slow is harder to detect than dead', {
    story:
      'At 10 s Subscriptions become twenty times slower. Nothing is down; calls time out after 100 ms.',
    watch: 'late replies at service D',
    seen: 'A third of Subscriptions’ replies arrive after the caller has timed out: the work is done, and wasted.',
    settings: { ...STEADY, timeoutMs: 100, loadS: 40 },
    interventions: ['10s slow service-d x20', '30s slow service-d x1'],
    captions: [
      begun,
      about((w) => [w.at.services[3]], 'part').when((w) => total(w, 'split', 'late') > 10)(
        'Every process is up. A third of the replies of service D, Subscriptions, arrive after the caller has timed out.',
      ),
    ],
    shows: ['late-answer', 'dragged-down'],
  }),
  scenario('nines', 'Each process is up 99.5 % of the time', {
    story:
      'More than a day, six requests a minute. Each process dies now and then and is back in five seconds.',
    watch: 'the share of requests answered, dashboards above all',
    seen: 'The monolith answers 99.4 % of the requests, the services 99.0 %, and 98.0 % of the dashboards: a request that needs five processes needs all five at once, which is 0.995⁵ or 97.5 % in the long run.',
    settings: { availabilityPercent: 99.5, restartS: 5, ratePerSecond: 0.1, loadS: 100_000 },
    captions: [
      about((w) => downIn(w, 'split')).when((w) => isDown(w, 'split'))(
        'A process has died. Until it is back, every request that needs it fails, however many others are up.',
      ),
    ],
    shows: ['dragged-down'],
  }),
];
