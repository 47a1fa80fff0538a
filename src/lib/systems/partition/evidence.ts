import { makeRecipe, simulate, type RunResult } from '../../sim';
import { system } from '.';
import { figure, meanOfRuns, within, type Figure, type Row, type Source } from '../../evidence/row';
import { asOptions, metric, seedsTo, type Settings } from '../../evidence/runs';

const ARITHMETIC: Source = {
  citation: 'Question 9, by arithmetic: clients, rates and distances as its page gives them',
  url: 'questions/network-partition/',
};

const group = (...sites: number[]): string =>
  sites.flatMap((s) => [`client-${s}`, `replica-${s}`]).join(',');
const CUT = [`15s partition ${group(1, 2, 3)}|${group(4, 5)}`, '45s heal'];
const seeds = seedsTo(10);

async function runsOf(settings: Settings, acts: readonly string[]): Promise<RunResult[]> {
  return seeds.map((seed) =>
    simulate(system, makeRecipe(system, { settings, seed, interventions: acts, until: null })),
  );
}

const mean = (runs: readonly RunResult[], name: string): number =>
  meanOfRuns(metric(runs, name)).mean;

/** The worst run, where none may be off at all. */
const most = (runs: readonly RunResult[], name: string): number => Math.max(...metric(runs, name));

const none = (label: string, ours: number): Figure => figure(label, 0, ours, 0, 0);

const failing: Row = {
  id: 'q09',
  title: 'Cut 2|3 with clients spread evenly, kept by majority: share that fails during the cut',
  unit: '',
  source: ARITHMETIC,
  tolerance: 'two percentage points: the moment in which the cut is noticed, and what is under way',
  settings: asOptions({ counterMode: 'quorum' }, CUT),
  seeds,
  async measure() {
    const runs = await runsOf({ counterMode: 'quorum' }, CUT);
    return [
      figure('failing share', 0.4, mean(runs, 'cutFailPercent') / 100, 0.38, 0.42),
      none('acknowledged increments lost', most(runs, 'lostIncrements')),
      none('answers out of order', most(runs, 'outOfOrder')),
    ];
  },
};

const losing: Row = {
  id: 'q09.lost',
  title: 'The same cut, answered on both sides: acknowledged increments gone after the heal',
  unit: 'increments',
  source: ARITHMETIC,
  tolerance:
    'within 5 % of 40 a second for 30 s; what is on its way when the cable breaks or mends comes on top. A merging counter: none',
  settings: asOptions({ counterMode: 'lww|crdt' }, CUT),
  seeds,
  async measure() {
    const lww = await runsOf({ counterMode: 'lww' }, CUT);
    const crdt = await runsOf({ counterMode: 'crdt' }, CUT);
    return [
      within('last writer wins', 1200, mean(lww, 'lostIncrements'), 0.05),
      none('last writer wins, failed %', most(lww, 'failPercent')),
      none('merging counter', most(crdt, 'lostIncrements')),
      none('merging counter, failed %', most(crdt, 'failPercent')),
    ];
  },
};

const waiting: Row = {
  id: 'q09.levels',
  title: 'No fault: a write at site 1 that waits for one, for a majority, for all of five replicas',
  unit: 'ms',
  source: ARITHMETIC,
  tolerance: 'a tenth of a millisecond',
  settings: asOptions({ writeLevel: 'one|majority|all', loadS: 10 }),
  seeds,
  async measure() {
    const figures: Figure[] = [];
    for (const [writeLevel, ms] of Object.entries({ one: 2, majority: 40, all: 150 })) {
      const ours = mean(await runsOf({ writeLevel, loadS: 10 }, []), 'site1WriteMs');
      figures.push(figure(writeLevel, ms, ours, ms - 0.1, ms + 0.1));
    }
    return figures;
  },
};

export const rows: readonly Row[] = [failing, losing, waiting];
