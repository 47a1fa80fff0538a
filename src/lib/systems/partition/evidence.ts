import { system } from '.';
import { figure, meanOfRuns, source, within, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import type { RunResult } from '../../sim';
import { CUT } from './cuts';

const ARITHMETIC = source(
  'Question 9, by arithmetic: clients, rates and distances as its page gives them',
  'questions/network-partition/',
);
const seeds = seedsTo(10);

const runs = (settings: Settings, interventions: readonly string[] = []): Promise<RunResult[]> =>
  runsOf(system, { settings, seeds, interventions });

const mean = (of: readonly RunResult[], name: string): number => meanOfRuns(metric(of, name)).mean;

/** No run may be off at all: the worst of them. */
const none = (label: string, of: readonly RunResult[], name: string): Figure =>
  figure(label, 0, Math.max(...metric(of, name)), 0, 0);

const failing: Row = {
  id: 'q09',
  title: 'Cut 2|3 with clients spread evenly, kept by majority: share that fails during the cut',
  unit: '',
  source: ARITHMETIC,
  tolerance: 'two percentage points: the moment in which the cut is noticed, and what is under way',
  settings: asOptions({ counterMode: 'quorum' }, CUT),
  seeds,
  async measure() {
    const quorum = await runs({ counterMode: 'quorum' }, CUT);
    return [
      figure('failing share', 0.4, mean(quorum, 'cutFailPercent') / 100, 0.38, 0.42),
      none('acknowledged increments lost', quorum, 'lostIncrements'),
      none('answers out of order', quorum, 'outOfOrder'),
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
    const lww = await runs({ counterMode: 'lww' }, CUT);
    const crdt = await runs({ counterMode: 'crdt' }, CUT);
    return [
      within('last writer wins', 1200, mean(lww, 'lostIncrements'), 0.05),
      none('last writer wins, failed %', lww, 'failPercent'),
      none('merging counter', crdt, 'lostIncrements'),
      none('merging counter, failed %', crdt, 'failPercent'),
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
  cheap: true,
  async measure() {
    const figures: Figure[] = [];
    for (const [writeLevel, ms] of Object.entries({ one: 2, majority: 40, all: 150 })) {
      const ours = mean(await runs({ writeLevel, loadS: 10 }), 'site1WriteMs');
      figures.push(figure(writeLevel, ms, ours, ms - 0.1, ms + 0.1));
    }
    return figures;
  },
};

export const rows: readonly Row[] = [failing, losing, waiting];
