import type { Consumer } from './nodes/consumer/consumer';
import { PROGRAMS } from './nodes/consumer/programs';
import { contractTests } from './nodes/release/contract-tests';
import type { Commit, Pipeline } from './nodes/release/options';
import { CHANGES, DAY, HOUR } from './nodes/users-api/changes';
import type { Instance } from './nodes/users-api/instance';
import { percentile, SECOND, type Measures, type ProbeSpec, type World } from '../../sim';
import { brokenPairs, booksOf, effectOf } from './books';

const outcomes = PROGRAMS.flatMap((p): ProbeSpec[] => [
  { id: `${p}-right`, kind: 'counter', unit: '' },
  { id: `${p}-wrong`, kind: 'counter', unit: '' },
]);

/** In the order of `PROBES`. */
export const probes: readonly ProbeSpec[] = [
  { id: 'latency', kind: 'histogram', unit: 'us' },
  { id: 'answers', kind: 'counter', unit: '' },
  { id: 'errors', kind: 'counter', unit: '' },
  ...outcomes,
];

export const pipelineOf = (world: World): Pipeline => world.node('pipeline') as Pipeline;

export const commitsIn = (world: World, ...states: string[]): Commit[] =>
  Object.values(pipelineOf(world).durable.commits).filter((c) => states.includes(c.state));

const percent = (part: number, whole: number): number => (whole === 0 ? NaN : (100 * part) / whole);

/** The share of results that are wrong, of some programs, over the run or since the last sample. */
function wrongPercent(world: World, programs: readonly string[], over: 'all' | 'window'): number {
  const sum = (what: string) =>
    programs.reduce((n, p) => n + world.probe(`${p}-${what}`)[over].sum, 0);
  return percent(sum('wrong'), sum('wrong') + sum('right'));
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? NaN : values.reduce((a, b) => a + b, 0) / values.length;

/** Hours between the first and the last wrong result, over all pairs. */
const brokenHours = (world: World): number =>
  Object.values(booksOf(world).effects).reduce(
    (sum, e) => sum + (e.firstAt < 0 ? 0 : (e.lastAt - e.firstAt) / HOUR),
    0,
  );

function releaseNumbers(world: World): Record<string, number> {
  const { durable, options } = pipelineOf(world);
  const { tally } = durable;
  const shipped = commitsIn(world, 'shipped');
  const left = Object.values(durable.commits).filter((c) => c.leftAt >= 0);
  return {
    shipped: shipped.length,
    blocked: commitsIn(world, 'refused', 'blocked').length,
    stopped: commitsIn(world, 'stopped').length,
    reverted: commitsIn(world, 'reverted').length,
    contractTests: contractTests(options.tests).length,
    schemaBreaking: tally.schemaBreaking,
    stoppedByTests: tally.byTest,
    stoppedByCanary: tally.byCanary,
    releases: tally.releases,
    rollBacks: tally.rollBacks,
    incidents: tally.incidents,
    takenAlong: tally.takenAlong,
    meanLeadDays: mean(shipped.map((c) => (c.shippedAt - c.at) / DAY)),
    meanLeadHours: mean(shipped.map((c) => (c.shippedAt - c.at) / HOUR)),
    meanWaitDays: mean(left.map((c) => (c.leftAt - c.at) / DAY)),
  };
}

function consumerNumbers(world: World): Record<string, number> {
  const late = effectOf(world, 'wallet', 'C');
  const ghosts = effectOf(world, 'wallet', 'E');
  const white = effectOf(world, 'web', 'E');
  const effects = Object.values(booksOf(world).effects);
  const sum = (of: (e: (typeof effects)[number]) => number) =>
    effects.reduce((n, e) => n + of(e), 0);
  return {
    consumerBreaks: brokenPairs(world),
    wrongResults: sum((e) => e.wrong),
    silentResults: sum((e) => e.silent),
    brokenHours: brokenHours(world),
    billingMissing: effectOf(world, 'billing', 'D').most,
    billingShortExports: effectOf(world, 'billing', 'D').wrong,
    surveysRemoved: effectOf(world, 'surveys', 'B').most,
    walletLatePercent: percent(late.wrong, late.answers),
    ghostAccounts: ghosts.wrong,
    whitePages: white.wrong,
    wrongPercent: wrongPercent(world, PROGRAMS, 'all'),
  };
}

/** Samples of a whole calendar. */
const SAMPLES = 240;

export const measures: Measures = {
  sampleEvery: (s) => Math.max(SECOND / 2, Math.round((Number(s.days) * DAY) / SAMPLES)),
  series: [
    {
      id: 'errors',
      title: 'what the provider’s dashboard shows: errors',
      unit: '%',
      lines: () => ['errors'],
      sample: (w) => [percent(w.probe('errors').window.sum, w.probe('answers').window.sum)],
    },
    {
      id: 'wrong',
      title: 'what the oracle knows: wrong results for customers',
      unit: '%',
      lines: () => ['wrong for customers'],
      sample: (w) => [wrongPercent(w, PROGRAMS, 'window')],
    },
    {
      id: 'latency',
      title: 'what the provider’s dashboard shows: time until an answer',
      unit: 'ms',
      lines: () => ['p50', 'p99'],
      sample: (w) => [0.5, 0.99].map((q) => percentile(w.probe('latency').window, q) / 1000),
    },
    {
      id: 'wrong-by-consumer',
      title: 'wrong results, by consumer',
      unit: '%',
      lines: () => PROGRAMS.map((p) => p[0].toUpperCase() + p.slice(1)),
      sample: (w) => PROGRAMS.map((p) => wrongPercent(w, [p], 'window')),
    },
    {
      id: 'changes',
      title: 'changes',
      unit: '',
      lines: () => ['committed', 'shipped', 'stopped before', 'taken back'],
      sample: (w) => [
        CHANGES.length - commitsIn(w, 'planned', 'announced').length,
        commitsIn(w, 'shipped').length,
        commitsIn(w, 'refused', 'blocked', 'stopped').length,
        commitsIn(w, 'reverted').length,
      ],
    },
  ],
  numbers(world) {
    const latency = world.probe('latency').all;
    return {
      ...releaseNumbers(world),
      ...consumerNumbers(world),
      errorPercent: percent(world.probe('errors').all.sum, world.probe('answers').all.sum),
      p99Ms: percentile(latency, 0.99) / 1000,
      requests: world.probe('answers').all.sum,
    };
  },
  nodes(world) {
    const tallies = PROGRAMS.map((id) => {
      const { asked, jobs, done, failed } = (world.node(id) as Consumer).durable;
      return [id, { asked, jobs, done, failed }];
    });
    const versions = world.nodes
      .filter((n) => n.id.startsWith('users-'))
      .map((n) => [n.id, { version: (n as Instance).durable.version.no }]);
    const { tally, live, epoch } = pipelineOf(world).durable;
    return Object.fromEntries([
      ...tallies,
      ...versions,
      ['pipeline', { ...tally, version: live.no, orders: epoch }],
    ]);
  },
};
