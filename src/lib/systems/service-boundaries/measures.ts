import { COUNTER, percent, percentile, range, SECOND, sum, TIMES, type Measures } from '../../sim';
import { chartsOf } from '../charts';
import { DEPLOYMENTS, ENDPOINTS, type Deployment } from './nodes/endpoints';
import { shapeOf } from './partitions';
import { processesOf } from './processes';
import { partitionOf, quotaOf } from './topology';
import type { BoundariesWorld } from './world';

type W = BoundariesWorld;

const chart = chartsOf<W>();

/** Latency of what either deployment answered; for each endpoint of each, requests answered and not. */
export const probes = {
  'split-latency': TIMES,
  'split-profile-ok': COUNTER,
  'split-profile-bad': COUNTER,
  'split-teamList-ok': COUNTER,
  'split-teamList-bad': COUNTER,
  'split-openSurvey-ok': COUNTER,
  'split-openSurvey-bad': COUNTER,
  'split-submitAnswer-ok': COUNTER,
  'split-submitAnswer-bad': COUNTER,
  'split-dashboard-ok': COUNTER,
  'split-dashboard-bad': COUNTER,
  'monolith-latency': TIMES,
  'monolith-profile-ok': COUNTER,
  'monolith-profile-bad': COUNTER,
  'monolith-teamList-ok': COUNTER,
  'monolith-teamList-bad': COUNTER,
  'monolith-openSurvey-ok': COUNTER,
  'monolith-openSurvey-bad': COUNTER,
  'monolith-submitAnswer-ok': COUNTER,
  'monolith-submitAnswer-bad': COUNTER,
  'monolith-dashboard-ok': COUNTER,
  'monolith-dashboard-bad': COUNTER,
};

const EVERY = range(ENDPOINTS.length);

const percentOr = (none: number, part: number, whole: number): number =>
  whole === 0 ? none : percent(part, whole);

/** Share of requests of these endpoints that were answered since the last sample. */
function successNow(world: W, deployment: Deployment, endpoints: readonly number[]): number {
  const counted = (how: 'ok' | 'bad') =>
    sum(endpoints.map((e) => world.probe(`${deployment}-${ENDPOINTS[e].id}-${how}`).window.sum));
  const ok = counted('ok');
  return percentOr(NaN, ok, ok + counted('bad'));
}

const latencyNow = (world: W, deployment: Deployment, q: number): number =>
  percentile(world.probe(`${deployment}-latency`).window, q) / 1000;

/** As far as they are closed. Answered with something left out counts as answered. */
function success(world: W, deployment: Deployment, endpoints = EVERY): number {
  const { ok, degraded, failed, unknown } = world.at.clients.durable.outcomes[deployment];
  const answered = sum(endpoints.map((e) => ok[e] + degraded[e]));
  return percentOr(0, answered, answered + sum(endpoints.map((e) => failed[e] + unknown[e])));
}

/** Among requests sent while a process of the deployment was down, the share that was answered. */
function successDown(world: W, deployment: Deployment, endpoints = EVERY): number {
  const { begunDown, okDown } = world.observed;
  const begun = sum(endpoints.map((e) => begunDown[deployment][e]));
  return percentOr(100, sum(endpoints.map((e) => okDown[deployment][e])), begun);
}

/** Calls between services that a request made, each endpoint weighted with its share of what was sent. */
export function crossCallsMade(world: Pick<W, 'at' | 'as'>): number {
  const { sent, count: all } = world.at.clients.durable;
  const tallies = processesOf(world, 'split').map((p) => p.durable);
  const made = EVERY.map((e) => {
    const taken = sum(tallies.map((t) => t.taken[e]));
    return taken === 0 ? 0 : (sent[e] * sum(tallies.map((t) => t.calls[e]))) / taken;
  });
  return all === 0 ? 0 : sum(made) / all;
}

const indexOf = (id: string): number => ENDPOINTS.findIndex((e) => e.id === id);
/** What needs nothing of Surveys. */
const OTHERS = [indexOf('profile'), indexOf('teamList')];

/** Samples of a run. */
const SAMPLES = 240;

export const measures: Measures<W> = {
  sampleEvery: (s) =>
    Math.max(SECOND, Math.round((quotaOf(s) / s.ratePerSecond / SAMPLES) * SECOND)),
  series: [
    chart('success', 'requests answered', '%').of(
      () => DEPLOYMENTS,
      (world) => DEPLOYMENTS.map((d) => successNow(world, d, EVERY)),
    ),
    chart('latency', 'latency of answered requests', 'ms').of(
      ['p50', 'p99', 'p99 of the monolith'],
      (world) => [
        latencyNow(world, 'split', 0.5),
        latencyNow(world, 'split', 0.99),
        latencyNow(world, 'monolith', 0.99),
      ],
    ),
    chart('calls', 'calls between services per request', '').of(['cross calls'], (world) => [
      crossCallsMade(world),
    ]),
    chart('endpoints', 'answered by the services, by endpoint', '%').of(
      () => ENDPOINTS.map((e) => e.title),
      (world) => EVERY.map((e) => successNow(world, 'split', [e])),
    ),
  ],
  numbers,
  nodes(world) {
    const rows = DEPLOYMENTS.flatMap((d) =>
      processesOf(world, d).map(({ id, durable: t, volatile: v }) => {
        const { answered, failed, timeouts, retries, late, deaths, starved } = t;
        const taken = sum(t.taken);
        const calls = sum(t.calls);
        const open = v.open.size;
        const row = { taken, calls, answered, failed, timeouts, retries, late, deaths, starved };
        return [id, { ...row, open }] as const;
      }),
    );
    return Object.fromEntries(rows);
  },
};

function numbers(world: W): Record<string, number> {
  const { count: requests, outcomes, open } = world.at.clients.durable;
  const split = processesOf(world, 'split').map((p) => p.durable);
  const quantile = (deployment: Deployment, q: number): number =>
    percentile(world.probe(`${deployment}-latency`).all, q) / 1000;
  const { services, largest } = shapeOf(partitionOf(world.settings));
  const byEndpoint = Object.fromEntries(
    ENDPOINTS.flatMap(({ id }, e) => [
      [`${id}SuccessPercent`, success(world, 'split', [e])],
      [`${id}DownSuccessPercent`, successDown(world, 'split', [e])],
      [`${id}MonolithSuccessPercent`, success(world, 'monolith', [e])],
    ]),
  );
  return {
    requests,
    services,
    largestService: largest,
    crossCallsPerRequest: crossCallsMade(world),
    splitSuccessPercent: success(world, 'split'),
    monolithSuccessPercent: success(world, 'monolith'),
    splitBlastPercent: 100 - successDown(world, 'split'),
    monolithBlastPercent: 100 - successDown(world, 'monolith'),
    p50Ms: quantile('split', 0.5),
    p99Ms: quantile('split', 0.99),
    monolithP50Ms: quantile('monolith', 0.5),
    monolithP99Ms: quantile('monolith', 0.99),
    ...byEndpoint,
    othersDownSuccessPercent: successDown(world, 'split', OTHERS),
    degraded: sum(outcomes.split.degraded),
    failed: sum(outcomes.split.failed),
    unknown: sum(outcomes.split.unknown),
    monolithUnknown: sum(outcomes.monolith.unknown),
    inFlight: open.split.size + open.monolith.size,
    deaths: sum(split.map((t) => t.deaths)),
    monolithDeaths: world.at.monolith.durable.deaths,
    timeouts: sum(split.map((t) => t.timeouts)),
    retries: sum(split.map((t) => t.retries)),
    lateAnswers: sum(split.map((t) => t.late)),
  };
}
