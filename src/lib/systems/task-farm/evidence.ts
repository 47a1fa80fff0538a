import { system } from '.';
import { figure, source, within, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import type { RunResult } from '../../sim';

const ARITHMETIC = source(
  'Question 5, by arithmetic: tasks, round trips and leases as its page gives them',
  'questions/parallel-vs-distributed/',
);
const CHAIN = source(
  'Question 5, by counting: the orders in which the steps of two threads can come',
  'questions/parallel-vs-distributed/',
);

/** No draw is made in these runs, so that one seed is as good as many. */
const ONE = [1];
const CRASH = ['500ms crash worker-3'];

async function run(
  settings: Settings,
  interventions: readonly string[] = [],
  until: string | null = null,
): Promise<RunResult> {
  const [result] = await runsOf(system, { settings, interventions, until });
  return result;
}

const speedup = async (settings: Settings, acts: readonly string[] = []): Promise<number> =>
  (await run(settings, acts)).metrics.speedup;

/** The published values, in the order of the batch sizes. */
const withDeath: Row = {
  id: 'q05',
  cheap: true,
  title: 'Eight workers, one dies after 500 ms: speed-up by the size of a batch',
  unit: '×',
  source: ARITHMETIC,
  tolerance: 'two per cent',
  settings: asOptions({ batch: '10|100|1000' }, CRASH),
  seeds: ONE,
  async measure() {
    const figures: Figure[] = [];
    for (const [batch, published] of [
      [10, 6.73],
      [100, 7.2],
      [1000, 2.66],
    ])
      figures.push(within(`${batch}`, published, await speedup({ batch }, CRASH), 0.02));
    return figures;
  },
};

const grain: Row = {
  id: 'q05.grain',
  cheap: true,
  title: 'No fault: 8 · b/(b + 1) with tasks and a round trip of 1 ms each, in whole rounds',
  unit: '×',
  source: ARITHMETIC,
  tolerance: 'a millionth: the rounds are counted out',
  settings: asOptions({ batch: '1|10|100|1000' }),
  seeds: ONE,
  async measure() {
    const figures: Figure[] = [];
    for (const batch of [1, 10, 100, 1000]) {
      const rounds = Math.ceil(8000 / batch / 8);
      const exact = 8000 / (rounds * (batch + 1));
      figures.push(within(`${batch}`, exact, await speedup({ batch }), 1e-6));
    }
    return figures;
  },
};

const without: Row = {
  id: 'q05.partial',
  cheap: true,
  title: 'The same death without re-execution: tasks of 8,000 that are in the total',
  unit: 'tasks',
  source: ARITHMETIC,
  tolerance:
    'exact: all batches but the one that was lost, or those that were there when the job was given up',
  settings: asOptions({ mode: 'abort|reexecute', detector: 'lease|never', batch: 1000 }, CRASH),
  seeds: ONE,
  async measure() {
    const abort = await run({ mode: 'abort', batch: 1000 }, CRASH);
    const never = await run({ detector: 'never', batch: 1000 }, CRASH, '5s');
    return [
      figure('given up', 7000, abort.metrics.total, 7000, 7000),
      figure('waiting for ever', 7000, never.metrics.total, 7000, 7000),
      figure('came to its end', 0, abort.metrics.finished + never.metrics.finished, 0, 0),
    ];
  },
};

const heartbeats: Row = {
  id: 'q05.detector',
  cheap: true,
  title: 'Batches of 1,000: a lease of 2·(b + 1) + 5 ms against heartbeats, when the job is done',
  unit: 'ms',
  source: ARITHMETIC,
  tolerance: 'exact: lease and batch, 2,007 + 1,001; or two batches one after the other',
  settings: asOptions({ batch: 1000, detector: 'lease|heartbeat' }, CRASH),
  seeds: ONE,
  async measure() {
    const lease = await run({ batch: 1000 }, CRASH);
    const beats = await run({ batch: 1000, detector: 'heartbeat' }, CRASH);
    return [
      figure('lease', 3008, lease.metrics.makespanMs, 3008, 3008),
      figure('heartbeat', 2002, beats.metrics.makespanMs, 2002, 2002),
    ];
  },
};

const TRIES = 2000;
const draws = seedsTo(TRIES);
const TWO: Settings = { mode: 'threads', sync: 'none', workers: 2, tasks: 2, batch: 1 };

const lostUpdate: Row = {
  id: 'q05.lost-update',
  title: 'Two threads add one each, every step a fair draw: how often an update is lost',
  unit: '',
  source: CHAIN,
  tolerance: `three standard errors over ${TRIES} runs: whoever loads first must go on twice more, 1 − (1/2)²; with a lock never`,
  settings: asOptions({ ...TWO, sync: 'none|mutex|atomic' }),
  seeds: draws,
  async measure() {
    const share = async (sync: string, seeds: readonly number[]): Promise<number> => {
      const totals = metric(await runsOf(system, { settings: { ...TWO, sync }, seeds }), 'total');
      return totals.filter((total) => total < 2).length / seeds.length;
    };
    const spread = 3 * Math.sqrt((0.75 * 0.25) / TRIES);
    const few = draws.slice(0, 100);
    return [
      figure('no lock', 0.75, await share('none', draws), 0.75 - spread, 0.75 + spread),
      figure('lock', 0, await share('mutex', few), 0, 0),
      figure('atomic add', 0, await share('atomic', few), 0, 0),
    ];
  },
};

const FINE: Settings = { mode: 'threads', workers: 8, batch: 1, taskMs: 0.01, stepUs: 4 };

const serialPart: Row = {
  id: 'q05.serial',
  cheap: true,
  title: 'Tasks of 10 µs and steps of 4 µs: the shared total is the bottleneck of eight threads',
  unit: '×',
  source: source(
    'Amdahl, Validity of the single processor approach, AFIPS 1967: what is serial bounds the speed-up',
    'https://doi.org/10.1145/1465482.1465560',
  ),
  tolerance:
    'one per cent: five serial steps an update under a lock, 10/20; one as an atomic add, 10/4',
  settings: asOptions({ ...FINE, sync: 'mutex|atomic' }),
  seeds: ONE,
  async measure() {
    return [
      within('lock', 10 / 20, await speedup({ ...FINE, sync: 'mutex' }), 0.01),
      within('atomic add', 10 / 4, await speedup({ ...FINE, sync: 'atomic' }), 0.01),
    ];
  },
};

export const rows: readonly Row[] = [withDeath, grain, without, heartbeats, lostUpdate, serialPart];
