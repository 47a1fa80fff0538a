import { lossMM1K, waitMG1, waitMMc } from '../../../evidence/formulas';
import { byRuns, source, THREE_ERRORS, type Row, type Source } from '../../../evidence/row';
import { asOptions, metric, seedsTo, type Settings } from '../../../evidence/runs';
import { PURE, runsOf } from './runs';

const POLLACZEK = source(
  'Formula of Pollaczek (1930) and Khinchine (1932); L. Kleinrock, Queueing Systems, vol. 1 (Wiley, 1975), chapter 5',
  'https://en.wikipedia.org/wiki/Pollaczek%E2%80%93Khinchine_formula',
);
const ERLANG = source(
  'A. K. Erlang’s second formula (1917), known as Erlang C',
  'https://en.wikipedia.org/wiki/M/M/c_queue',
);
const BIRTH_DEATH = source(
  'L. Kleinrock, Queueing Systems, vol. 1 (Wiley, 1975), chapter 3: finite storage, M/M/1/K',
  'https://en.wikipedia.org/wiki/M/M/1_queue',
);

const REQUESTS = 400_000;
/** The first tenth finds an emptier queue than later ones, and is left out. */
const measured = (settings: Settings, requests = REQUESTS): Settings => ({
  ...PURE,
  ...settings,
  requests,
  warmupRequests: requests / 10,
});

/** Mean wait, in mean services, on one machine with so many workers. */
function waiting(
  id: string,
  title: string,
  source: Source,
  published: number,
  { runs, ...settings }: Settings & { runs: number },
): Row {
  const all = measured({ servers: 1, ...settings });
  const seeds = seedsTo(runs);
  return {
    id,
    title,
    unit: 'mean services',
    source,
    tolerance: THREE_ERRORS,
    settings: asOptions(all),
    seeds,
    async measure() {
      const waits = metric(await runsOf(all, seeds), 'meanMs').map((ms) => ms - 1);
      return [byRuns('mean wait', published, waits)];
    },
  };
}

function erlangC(workers: number, rho: number): Row {
  const title = `M/M/${workers} at ${rho * 100} % load: mean wait for one of ${workers} workers`;
  const settings = { workers, ratePerSecond: 1000 * workers * rho, runs: 8 };
  return waiting(`mm${workers}`, title, ERLANG, waitMMc(workers, rho), settings);
}

function bounded(rho: number): Row {
  const settings: Settings = {
    ...PURE,
    servers: 1,
    ratePerSecond: 1000 * rho,
    queueCap: 10,
    requests: 250_000,
  };
  const seeds = seedsTo(8);
  return {
    id: `mm1k-${rho}`,
    title: `M/M/1/10 at ${rho * 100} % load: share turned away`,
    unit: 'share of requests',
    source: BIRTH_DEATH,
    tolerance: `${THREE_ERRORS} (losses come in bursts, so runs and not requests are counted)`,
    settings: asOptions(settings),
    seeds,
    async measure() {
      const shares = metric(await runsOf(settings, seeds), 'rejectedPercent').map((p) => p / 100);
      return [byRuns('share rejected', lossMM1K(rho, 10), shares)];
    },
  };
}

const at80 = { ratePerSecond: 800, runs: 10 };

export const queues: readonly Row[] = [
  waiting('mm1', 'M/M/1 at 80 % load: mean wait', POLLACZEK, waitMG1(0.8, 1), at80),
  waiting(
    'md1',
    'M/D/1 at 80 % load: mean wait when all services are equal',
    POLLACZEK,
    waitMG1(0.8, 0),
    {
      ...at80,
      serviceDistribution: 'deterministic',
    },
  ),
  waiting(
    'mg1',
    'M/G/1 at 80 % load: mean wait when services are Erlang-2',
    POLLACZEK,
    waitMG1(0.8, 0.5),
    {
      ...at80,
      serviceDistribution: 'erlang-2',
    },
  ),
  erlangC(2, 0.8),
  erlangC(5, 0.8),
  erlangC(10, 0.9),
  bounded(0.8),
  bounded(1),
  bounded(2),
];
