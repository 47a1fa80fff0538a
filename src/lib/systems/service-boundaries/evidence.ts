import { DECK, ENDPOINTS } from './nodes/endpoints';
import { range, sum, type RunResult } from '../../sim';
import { system } from '.';
import { KILL_SURVEYS } from './scenarios';
import { allPartitions, crossCalls, settingsFor, shapeOf, type Partition } from './partitions';
import { byRuns, figure, meanOfRuns, source, THREE_ERRORS } from '../../evidence/row';
import type { Figure, Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';

const ARITHMETIC = source(
  'Question 2, by arithmetic: the mix of requests, shares and availabilities as its page gives them',
  'questions/microservices/',
);
const seeds = seedsTo(12);

const exact = (label: string, published: number, ours: number): Figure =>
  figure(label, published, ours, published - 1e-9, published + 1e-9);

/** One deck of requests. */
const DEAL: Settings = { availabilityPercent: 100, loadS: 0.4 };

/** Calls for each request, read off a run of one deck. */
async function callsMade(partition: Partition): Promise<number> {
  const settings = { ...DEAL, ...settingsFor(partition) };
  const [{ metrics }] = await runsOf(system, { settings });
  return metrics.crossCallsPerRequest;
}

const EACH: Partition = [0, 1, 2, 3, 4];

const counting: Row = {
  id: 'q02',
  title:
    'Calls between services a request: a service for each entity, and the best of the 36 legal partitions',
  unit: '',
  source: ARITHMETIC,
  tolerance: 'exact: all 52 partitions are run, and counted on paper besides',
  settings: asOptions(DEAL),
  seeds: [1],
  cheap: true,
  async measure() {
    const all = allPartitions();
    const made = new Map<Partition, number>();
    for (const partition of all) made.set(partition, await callsMade(partition));
    const legal = all.filter((p) => shapeOf(p).services >= 3 && shapeOf(p).largest <= 3);
    const atMost = (most: number) => legal.filter((p) => made.get(p)! <= most + 1e-9).length;
    const off = all.filter((p) => Math.abs(made.get(p)! - crossCalls(p)) > 1e-9).length;
    return [
      exact('a service for each entity', 0.95, await callsMade(EACH)),
      exact('best legal', 0.45, Math.min(...legal.map((p) => made.get(p)!))),
      exact('partitions', 52, all.length),
      exact('at least three services, none above three entities', 36, legal.length),
      exact('of these at most 0.50 calls', 8, atMost(0.5)),
      exact('of these at most 0.45 calls', 4, atMost(0.45)),
      exact('partitions whose run differs from the count on paper', 0, off),
    ];
  },
};

/** By multiplication: engines round powers differently. */
const power = (x: number, n: number): number => range(n).reduce((product) => product * x, 1);

/** The share answered when each service that a request touches is up with probability `up`. */
const answered = (up: number): number =>
  sum(ENDPOINTS.map(({ cards, entities }) => (cards / DECK) * power(up, entities.length)));

const LONG: Settings = {
  availabilityPercent: 99.5,
  restartS: 5,
  ratePerSecond: 0.1,
  loadS: 200_000,
};

const availability: Row = {
  id: 'q02.availability',
  title: 'Each process is up 99.5 % of the time: requests answered',
  unit: '%',
  source: ARITHMETIC,
  tolerance: `${THREE_ERRORS}; twelve runs of 200,000 s, in which a process dies two hundred times`,
  settings: asOptions(LONG),
  seeds,
  async measure() {
    const runs = await runsOf(system, { settings: LONG, seeds });
    return [
      byRuns(
        'a service for each entity',
        100 * answered(0.995),
        metric(runs, 'splitSuccessPercent'),
      ),
      byRuns('dashboard', 100 * power(0.995, 5), metric(runs, 'dashboardSuccessPercent')),
      byRuns('monolith', 99.5, metric(runs, 'monolithSuccessPercent')),
    ];
  },
};

const STEADY: Settings = { availabilityPercent: 100 };
const KILL = [KILL_SURVEYS];

const blast: Row = {
  id: 'q02.blast',
  title: 'Surveys are dead for 30 s: requests that fail meanwhile',
  unit: '%',
  source: ARITHMETIC,
  tolerance: 'one percentage point: the window cuts through a deck of twenty requests at both ends',
  settings: asOptions(STEADY, KILL),
  seeds,
  cheap: true,
  async measure() {
    const alone = await runsOf(system, { settings: STEADY, seeds, interventions: KILL });
    const withGap = await runsOf(system, {
      settings: { ...STEADY, fallbackDashboardSurveys: true },
      seeds,
      interventions: KILL,
    });
    const mean = (runs: readonly RunResult[], name: string) => meanOfRuns(metric(runs, name)).mean;
    const near = (label: string, published: number, ours: number) =>
      figure(label, published, ours, published - 1, published + 1);
    return [
      near('a service for each entity', 40, mean(alone, 'splitBlastPercent')),
      near('with a gap in the dashboard', 35, mean(withGap, 'splitBlastPercent')),
      near('monolith', 100, mean(alone, 'monolithBlastPercent')),
    ];
  },
};

export const rows: readonly Row[] = [counting, availability, blast];
