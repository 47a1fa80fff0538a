import { DEPLOYMENTS, latencyProbe, MONOLITH, outcomeProbe, SPLIT } from './nodes/callers';
import { ENDPOINTS } from './nodes/endpoints';
import { percentile, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';
import { booksOf, clientsOf, processesOf } from './books';
import { shapeOf } from './partitions';
import type { BoundarySettings } from './settings';
import { partitionOf, quotaOf } from './topology';

const NAMES = ['split', 'monolith'] as const;

/** In the order of `latencyProbe` and `outcomeProbe`. */
export const probes: readonly ProbeSpec[] = [
  ...NAMES.map((name): ProbeSpec => ({ id: `${name}-latency`, kind: 'histogram', unit: 'us' })),
  ...NAMES.flatMap((name) =>
    ENDPOINTS.flatMap(({ id }) =>
      ['ok', 'bad'].map((how): ProbeSpec => ({
        id: `${name}-${id}-${how}`,
        kind: 'counter',
        unit: '',
      })),
    ),
  ),
];

const sum = (xs: readonly number[]): number => xs.reduce((a, b) => a + b, 0);
const percent = (part: number, whole: number, none = NaN): number =>
  whole === 0 ? none : (100 * part) / whole;
const every = ENDPOINTS.map((_, e) => e);

const settingsOf = (world: World): BoundarySettings =>
  world.settings as unknown as BoundarySettings;
const probeAt = (world: World, i: number) => world.probe(probes[i].id);

/** Share of requests of these endpoints that were answered since the last sample. */
function successNow(world: World, deployment: number, endpoints: readonly number[]): number {
  const counted = (isOk: boolean) =>
    sum(endpoints.map((e) => probeAt(world, outcomeProbe(deployment, e, isOk)).window.sum));
  const ok = counted(true);
  return percent(ok, ok + counted(false));
}

const latencyNow = (world: World, deployment: number, q: number): number =>
  percentile(probeAt(world, latencyProbe(deployment)).window, q) / 1000;

/** As far as they are closed. Answered with something left out counts as answered. */
function success(world: World, deployment: number, endpoints = every): number {
  const { ok, degraded, failed, unknown } = clientsOf(world).durable.outcomes[deployment];
  const answered = sum(endpoints.map((e) => ok[e] + degraded[e]));
  return percent(answered, answered + sum(endpoints.map((e) => failed[e] + unknown[e])), 0);
}

/** Among requests sent while a process of the deployment was down, the share that was answered. */
function successDown(world: World, deployment: number, endpoints = every): number {
  const { begunDown, okDown } = booksOf(world);
  const begun = sum(endpoints.map((e) => begunDown[deployment][e]));
  return percent(sum(endpoints.map((e) => okDown[deployment][e])), begun, 100);
}

/** Calls between services that a request made, each endpoint weighted with its share of what was sent. */
function crossCallsMade(world: World): number {
  const { sent, count } = clientsOf(world).durable;
  const tallies = processesOf(world, SPLIT).map((p) => p.durable);
  const made = every.map((e) => {
    const taken = sum(tallies.map((t) => t.taken[e]));
    return taken === 0 ? 0 : (sent[e] * sum(tallies.map((t) => t.calls[e]))) / taken;
  });
  return count === 0 ? 0 : sum(made) / count;
}

const indexOf = (id: string): number => ENDPOINTS.findIndex((e) => e.id === id);
/** What needs nothing of Surveys. */
const OTHERS = [indexOf('profile'), indexOf('teamList')];

/** Samples of a run. */
const SAMPLES = 240;

export const measures: Measures = {
  sampleEvery: (s) =>
    Math.max(
      SECOND,
      Math.round((quotaOf(s as never) / Number(s.ratePerSecond) / SAMPLES) * SECOND),
    ),
  series: [
    {
      id: 'success',
      title: 'requests answered',
      unit: '%',
      lines: () => NAMES,
      sample: (world) => DEPLOYMENTS.map((d) => successNow(world, d, every)),
    },
    {
      id: 'latency',
      title: 'latency of what was answered',
      unit: 'ms',
      lines: () => ['p50', 'p99', 'p99 of the monolith'],
      sample: (world) => [
        latencyNow(world, SPLIT, 0.5),
        latencyNow(world, SPLIT, 0.99),
        latencyNow(world, MONOLITH, 0.99),
      ],
    },
    {
      id: 'calls',
      title: 'calls between services, a request',
      unit: '',
      lines: () => ['cross calls'],
      sample: (world) => [crossCallsMade(world)],
    },
    {
      id: 'endpoints',
      title: 'answered by the services, by endpoint',
      unit: '%',
      lines: () => ENDPOINTS.map((e) => e.title),
      sample: (world) => every.map((e) => successNow(world, SPLIT, [e])),
    },
  ],
  numbers,
  nodes(world) {
    const rows = DEPLOYMENTS.flatMap((d) =>
      processesOf(world, d).map(({ id, durable: t, volatile: v }) => {
        const { answered, failed, timeouts, retries, late, deaths, starved } = t;
        const taken = sum(t.taken);
        const calls = sum(t.calls);
        const open = v.open.size;
        return [
          id,
          { taken, calls, answered, failed, timeouts, retries, late, deaths, starved, open },
        ];
      }),
    );
    return Object.fromEntries(rows) as Record<string, Record<string, number>>;
  },
};

function numbers(world: World): Record<string, number> {
  const { count, outcomes, open } = clientsOf(world).durable;
  const split = processesOf(world, SPLIT).map((p) => p.durable);
  const [monolith] = processesOf(world, MONOLITH).map((p) => p.durable);
  const latency = (deployment: number, q: number): number =>
    percentile(probeAt(world, latencyProbe(deployment)).all, q) / 1000;
  const { services, largest } = shapeOf(partitionOf(settingsOf(world)));
  const byEndpoint = Object.fromEntries(
    ENDPOINTS.flatMap(({ id }, e) => [
      [`${id}SuccessPercent`, success(world, SPLIT, [e])],
      [`${id}DownSuccessPercent`, successDown(world, SPLIT, [e])],
      [`${id}MonolithSuccessPercent`, success(world, MONOLITH, [e])],
    ]),
  );
  return {
    requests: count,
    services,
    largestService: largest,
    crossCallsPerRequest: crossCallsMade(world),
    splitSuccessPercent: success(world, SPLIT),
    monolithSuccessPercent: success(world, MONOLITH),
    splitBlastPercent: 100 - successDown(world, SPLIT),
    monolithBlastPercent: 100 - successDown(world, MONOLITH),
    p50Ms: latency(SPLIT, 0.5),
    p99Ms: latency(SPLIT, 0.99),
    monolithP50Ms: latency(MONOLITH, 0.5),
    monolithP99Ms: latency(MONOLITH, 0.99),
    ...byEndpoint,
    othersDownSuccessPercent: successDown(world, SPLIT, OTHERS),
    degraded: sum(outcomes[SPLIT].degraded),
    failed: sum(outcomes[SPLIT].failed),
    unknown: sum(outcomes[SPLIT].unknown),
    monolithUnknown: sum(outcomes[MONOLITH].unknown),
    inFlight: open[SPLIT].size + open[MONOLITH].size,
    deaths: sum(split.map((t) => t.deaths)),
    monolithDeaths: monolith.deaths,
    timeouts: sum(split.map((t) => t.timeouts)),
    retries: sum(split.map((t) => t.retries)),
    lateAnswers: sum(split.map((t) => t.late)),
  };
}
