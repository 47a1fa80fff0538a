import { range, type RunResult } from '../../sim';
import { system } from '.';
import { byRuns, figure, meanOfRuns, source, within } from '../../evidence/row';
import type { Figure, Row } from '../../evidence/row';
import { CUT } from './scenarios';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';

const ARITHMETIC = source(
  'Question 12, by arithmetic: rates, lag and distances as its page gives them',
  'questions/data-replication/',
);
const ETCD = source(
  'etcd documentation, frequently asked questions: failure tolerance by cluster size',
  'https://etcd.io/docs/latest/faq/',
);

const CRASH = ['5s crash node-1'];
const DELETE = ['45s operate writer-1 delete-all', '55s operate backup restore'];

const runs = (
  settings: Settings,
  seeds: readonly number[],
  interventions: readonly string[],
  until: string,
): Promise<RunResult[]> => runsOf(system, { settings, seeds, interventions, until });

const mean = (of: readonly RunResult[], name: string): number => meanOfRuns(metric(of, name)).mean;

/** The worst run, where none may be off at all. */
const none = (label: string, of: readonly RunResult[], name: string): Figure =>
  figure(label, 0, Math.max(...metric(of, name)), 0, 0);

const crash: Row = {
  id: 'q12',
  title: 'The primary crashes, 500 writes a second, 200 ms behind: acknowledged writes lost',
  unit: 'writes',
  source: ARITHMETIC,
  tolerance:
    '65 to 135: what falls into the lag is a Poisson count, and of two standbys the one that lags less is promoted. Where a write waits for a standby: none',
  settings: asOptions({ mode: 'async|any-one|majority|all', loadS: 9 }, CRASH),
  seeds: seedsTo(20),
  async measure() {
    const lost = await runs({ mode: 'async', loadS: 9 }, seedsTo(20), CRASH, '10s');
    const figures = [figure('async', 100, mean(lost, 'lostAcked'), 65, 135)];
    for (const mode of ['any-one', 'majority', 'all']) {
      const all = await runs({ mode, loadS: 9 }, seedsTo(5), CRASH, '10s');
      figures.push(none(mode, all, 'lostAcked'));
    }
    return figures;
  },
};

const product: Row = {
  id: 'q12.rpo',
  title: 'The same crash at other rates and lags, all standbys equally far behind: rate × lag',
  unit: 'writes',
  source: ARITHMETIC,
  tolerance: 'three standard errors of the mean of the runs, 3·sd/√R, and no less than 3 %',
  settings: asOptions(
    { mode: 'async', lagSpreadPercent: 0, loadS: 9, ratePerSecond: '…', lagMs: '…' },
    CRASH,
  ),
  seeds: seedsTo(20),
  async measure() {
    const figures: Figure[] = [];
    for (const [ratePerSecond, lagMs] of [
      [100, 500],
      [500, 200],
      [200, 2000],
    ]) {
      const settings = { mode: 'async', lagSpreadPercent: 0, loadS: 9, ratePerSecond, lagMs };
      const all = await runs(settings, seedsTo(20), CRASH, '10s');
      const label = `${ratePerSecond}/s × ${lagMs} ms`;
      figures.push(byRuns(label, (ratePerSecond * lagMs) / 1000, metric(all, 'lostAcked'), 0.03));
    }
    return figures;
  },
};

const split: Row = {
  id: 'q12.split',
  title:
    'Zone A cut off for 43 s, 250 writes a second on either side: writes of the history that gives way',
  unit: 'writes',
  source: ARITHMETIC,
  tolerance:
    'within 3 % of 250 a second for 43 s, and the 100 that were on their way when the cable broke. With fencing: none',
  settings: asOptions({ mode: 'async', fencing: 'false|true' }, CUT),
  seeds: seedsTo(5),
  async measure() {
    const open = await runs({ mode: 'async', fencing: false }, seedsTo(5), CUT, '62s');
    const fenced = await runs({ mode: 'async' }, seedsTo(5), CUT, '62s');
    const waiting = await runs({ mode: 'any-one' }, seedsTo(3), CUT, '62s');
    return [
      within('no fencing', 43 * 250 + 100, mean(open, 'divergedWrites'), 0.03),
      none('fencing', fenced, 'divergedWrites'),
      none('fencing, any one standby, lost', waiting, 'lostAcked'),
    ];
  },
};

const latency: Row = {
  id: 'q12.latency',
  title: 'No fault, 3 ms between zones: the slowest writes, by who waits for whom',
  unit: 'ms',
  source: ARITHMETIC,
  tolerance: 'a hundredth of a millisecond',
  settings: asOptions({ mode: 'async|any-one|all', loadS: 5 }),
  seeds: seedsTo(2),
  cheap: true,
  async measure() {
    const figures: Figure[] = [];
    for (const [mode, ms] of Object.entries({ async: 3, 'any-one': 6, all: 6 })) {
      const p99 = mean(await runs({ mode, loadS: 5 }, seedsTo(2), [], '7s'), 'p99Ms');
      figures.push(figure(mode, ms, p99, ms - 0.01, ms + 0.01));
    }
    return figures;
  },
};

const mistake: Row = {
  id: 'q12.delete',
  title:
    'Every row deleted at 45 s, a snapshot of 30 s put back: what is missing, and in which copy',
  unit: 'rows or s',
  source: ARITHMETIC,
  tolerance: 'a tenth of a second; rows within 6 % of 100 a second for 15 s, a Poisson count',
  settings: asOptions({ ratePerSecond: 100, backupMinutes: 0.5 }, DELETE),
  seeds: seedsTo(5),
  async measure() {
    const settings = { ratePerSecond: 100, backupMinutes: 0.5 };
    const all = await runs(settings, seedsTo(5), DELETE, '63s');
    const emptied = await runs(settings, [1], DELETE.slice(0, 1), '45.1s');
    const left = Math.max(...[1, 2, 3].map((n) => emptied[0].nodes[`node-${n}`].rows));
    return [
      figure('seconds missing', 15, mean(all, 'missingSpanS'), 14.9, 15.1),
      within('rows missing', 1500, mean(all, 'missingRows'), 0.06),
      // What is written in the tenth of a second after the DELETE.
      figure('rows in the fullest copy, 0.1 s after', 10, left, 0, 25),
    ];
  },
};

/** The most copies that can be lost, on every seed, while somebody is served within ten seconds. */
async function tolerated(copies: number, seeds: readonly number[]): Promise<number> {
  const settings = { copies, mode: 'majority', ratePerSecond: 50, loadS: 20, detectMs: 1000 };
  for (let lost = 1; lost <= copies; lost++) {
    const acts = range(lost).map((i) => `5s crash node-${copies - i}`);
    const all = await runs(settings, seeds, acts, '22s');
    if (metric(all, 'rtoMs').some((ms) => ms > 10_000)) return lost - 1;
  }
  return copies;
}

const majorities: Row = {
  id: 'q12.majority',
  title: 'A majority has to hold each write: copies that may be lost',
  unit: 'copies',
  source: ETCD,
  tolerance: 'exactly',
  settings: asOptions({ copies: '2|3|4|5', mode: 'majority' }),
  seeds: seedsTo(3),
  async measure() {
    const figures: Figure[] = [];
    for (const [copies, most] of [
      [2, 0],
      [3, 1],
      [4, 1],
      [5, 2],
    ])
      figures.push(figure(`of ${copies}`, most, await tolerated(copies, seedsTo(3)), most, most));
    return figures;
  },
};

export const rows: readonly Row[] = [crash, product, split, latency, mistake, majorities];
