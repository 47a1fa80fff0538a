import { system } from '.';
import { figure, meanOfRuns, source, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import type { RunResult } from '../../sim';

/** No published run: the programs and changes are the page's own example, and its figures follow by arithmetic. */
const ARITHMETIC = source(
  'Question 10, by arithmetic: the programs, changes and times as its page gives them',
  'questions/team-productivity/',
);

const NO_TESTS: Settings = {
  testOrder: false,
  testDeadline: false,
  testPagination: false,
  testUnknown: false,
};

/** One change for everybody, past a canary that looks at errors; nobody listens to complaints. */
const alone = (id: string): Settings => ({
  ...Object.fromEntries(['A', 'B', 'C', 'D', 'E', 'F'].map((c) => [`ship${c}`, 'hold'])),
  ...NO_TESTS,
  [`ship${id}`]: 'as-is',
  complaints: 'ignored',
  canaryCompares: 'errors',
  days: 3,
});

const commit = (id: string): string[] => [`1s operate pipeline commit ${id}`];
const exactly = (label: string, value: number, ours: readonly number[]): Figure[] => [
  figure(`${label}, least`, value, Math.min(...ours), value, value),
  figure(`${label}, most`, value, Math.max(...ours), value, value),
];

const few = seedsTo(10);

const silent: Row = {
  id: 'q10.silent',
  title: 'B, C and D, each alone: nothing in the schema, no error, and one program broken',
  unit: '% or users',
  source: ARITHMETIC,
  tolerance: 'exact, on every seed',
  settings: asOptions({ ...alone('D'), shipD: 'as-is' }, commit('D')),
  seeds: few,
  cheap: true,
  async measure() {
    const runs = (id: string) =>
      runsOf(system, { settings: alone(id), seeds: few, interventions: commit(id) });
    const [b, c, d] = [await runs('B'), await runs('C'), await runs('D')];
    const all = [...b, ...c, ...d];
    return [
      figure('breaking in the schema', 0, Math.max(...metric(all, 'schemaBreaking')), 0, 0),
      figure('errors %', 0, Math.max(...metric(all, 'errorPercent')), 0, 0),
      ...exactly('pairs broken', 1, metric(all, 'consumerBreaks')),
      ...exactly('C: Wallet’s calls too late %', 100, metric(c, 'walletLatePercent')),
      ...exactly('D: users missing from an export', 900, metric(d, 'billingMissing')),
    ];
  },
};

/** From the Wallet to an instance and back, over the router: four hops of a millisecond. */
const HOPS_MS = 4;
/** Times are spread evenly over the fifth below the longest. */
const lateShare = (longest: number, deadline: number): number =>
  Math.min(1, Math.max(0, (longest - (deadline - HOPS_MS)) / (0.2 * longest)));

const late: Row = {
  id: 'q10.deadline',
  title:
    'C: share of answers that come after the Wallet’s deadline of 300 ms, by their longest time',
  unit: '%',
  source: ARITHMETIC,
  tolerance: 'three standard errors of the mean of the runs',
  settings: asOptions({ ...alone('C'), slowMs: '290|320|350|370|400' }, commit('C')),
  seeds: seedsTo(20),
  async measure() {
    const figures: Figure[] = [];
    for (const slowMs of [290, 320, 350, 370, 400]) {
      const runs = await runsOf(system, {
        settings: { ...alone('C'), slowMs },
        seeds: seedsTo(20),
        interventions: commit('C'),
      });
      const { mean, spread } = meanOfRuns(metric(runs, 'walletLatePercent'));
      const expected = 100 * lateShare(slowMs, 300);
      figures.push(figure(`${slowMs} ms`, expected, mean, expected - spread, expected + spread));
    }
    return figures;
  },
};

/** Hours of a change that nobody is in the way of: build, canary, then one instance after the other. */
const PIPELINE_H = 0.5 + 0.25 + 0.25 + 6 + 3 * 0.25;

const waiting: Row = {
  id: 'q10.train',
  title:
    'From a commit at a random time to its departure, by a weekly train; and a release by itself',
  unit: 'days or hours',
  source: ARITHMETIC,
  tolerance:
    'three standard errors of the mean of the runs, and up to 0.06 days for builds that miss a train; a release by itself 0.05 hours',
  settings: asOptions({ cadence: 'train', callsPerHour: 0.01, days: 10.1, shipC: 'hold' }),
  seeds: seedsTo(300),
  async measure() {
    const quiet: Settings = { callsPerHour: 0.01, days: 10.1, shipC: 'hold' };
    const trains = await runsOf(system, {
      settings: { ...quiet, cadence: 'train' },
      seeds: seedsTo(300),
    });
    const { mean, spread } = meanOfRuns(metric(trains, 'meanWaitDays'));
    const one: Settings = { ...alone('A'), callsPerHour: 12 };
    const single = await runsOf(system, {
      settings: one,
      seeds: few,
      interventions: commit('A'),
    });
    const hours = metric(single, 'meanLeadHours');
    return [
      figure('wait for a weekly train, days', 3.5, mean, 3.5 - spread, 3.5 + spread + 0.06),
      figure(
        'by itself, shortest, hours',
        PIPELINE_H,
        Math.min(...hours),
        PIPELINE_H,
        PIPELINE_H + 0.05,
      ),
      figure(
        'by itself, longest, hours',
        PIPELINE_H,
        Math.max(...hours),
        PIPELINE_H,
        PIPELINE_H + 0.05,
      ),
    ];
  },
};

const complete: Row = {
  id: 'q10.pages',
  title:
    'Lists that are followed to their end while D and B roll out, by programs that rely on promises',
  unit: 'runs of 20 with an incomplete list',
  source: ARITHMETIC,
  tolerance:
    'none incomplete where a cursor says how many were given and in which order; some where it is the number of a page',
  settings: asOptions({
    relies: 'promises',
    shipB: 'as-is',
    shipD: 'as-is',
    bug: 'none|page-number',
  }),
  seeds: seedsTo(20),
  async measure() {
    const settings: Settings = {
      ...NO_TESTS,
      relies: 'promises',
      shipB: 'as-is',
      shipD: 'as-is',
      shipC: 'hold',
      days: 6,
    };
    const seeds = seedsTo(20);
    const incomplete = (runs: readonly RunResult[]) =>
      runs.filter((r) => r.verdicts.some((v) => v.property === 'complete-walk' && !v.holds)).length;
    const right = incomplete(await runsOf(system, { settings, seeds }));
    const wrong = incomplete(
      await runsOf(system, { settings: { ...settings, bug: 'page-number' }, seeds }),
    );
    return [figure('a cursor', 0, right, 0, 0), figure('the number of a page', 20, wrong, 1, 20)];
  },
};

export const rows: readonly Row[] = [silent, late, waiting, complete];
