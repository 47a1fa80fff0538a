import { system } from '.';
import { amplification } from './amplification';
import { contention, fanOut } from './evidence-draws';
import { waitMG1 } from '../../evidence/formulas';
import { byRuns, figure, source, THREE_ERRORS, within } from '../../evidence/row';
import type { Figure, Row, Source } from '../../evidence/row';
import { counted } from '../../sim';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';

const ARITHMETIC = source(
  'By arithmetic: a layer that calls something failing with probability f makes (1 − f^a)/(1 − f) calls and fails with f^a',
  'questions/disadvantages/',
);

/** Errors that do not depend on load: a database that is never busy, and time-outs that never fire. */
const IDLE: Settings = {
  capacityPerS: 100_000,
  timeoutMs: 60_000,
  patienceMs: 60_000,
  deadlines: false,
};

const SHARES = [10, 50, 90, 99, 100];
const RETRYING: Settings = { ...IDLE, layers: 4, attempts: 3, checkouts: 4000 };

/** At 90 and 99 % the calls of one checkout differ most. */
const WIDTHS: Readonly<Record<number, number>> = { 10: 0.03, 50: 0.03, 90: 0.05, 99: 0.05, 100: 0 };

const load: Row = {
  id: 'q16',
  cheap: true,
  title: 'Database calls for each checkout, four layers of three attempts, by the share that fails',
  unit: '×',
  source: ARITHMETIC,
  tolerance: '3 % at 10 and 50 %, 5 % at 90 and 99 %, exact at 100 %',
  settings: asOptions({ ...RETRYING, errorPercent: SHARES.join('|') }),
  seeds: [1],
  async measure() {
    const rows: Figure[] = [];
    for (const errorPercent of SHARES) {
      const checkouts = errorPercent >= 90 ? 1000 : 4000;
      const runs = await runsOf(system, { settings: { ...RETRYING, checkouts, errorPercent } });
      const published = amplification(errorPercent / 100, 3, 4);
      const [ours] = metric(runs, 'amplification');
      rows.push(within(`${errorPercent} %`, published, ours, WIDTHS[errorPercent]));
    }
    return rows;
  },
};

const power = (
  id: string,
  layers: number,
  attempts: number,
  published: number,
  source: Source,
): Row => {
  const settings = { ...IDLE, layers, attempts, errorPercent: 100, checkouts: 20 };
  return {
    id,
    cheap: true,
    title: `${layers} layers of ${attempts} attempts when every call fails: database calls for one click`,
    unit: 'calls',
    source,
    tolerance: 'exact',
    settings: asOptions(settings),
    seeds: [1],
    async measure() {
      const runs = await runsOf(system, { settings });
      return [
        figure('mean', published, metric(runs, 'amplification')[0], published, published),
        figure('most', published, metric(runs, 'maxCalls')[0], published, published),
      ];
    },
  };
};

const SRE = source(
  'M. Ulrich, Addressing Cascading Failures, in: Site Reliability Engineering (O’Reilly, 2016), chapter 22: three layers of three retries, 64 attempts',
  'https://sre.google/sre-book/addressing-cascading-failures/',
);
const BUILDERS = source(
  'M. Brooker, Timeouts, retries, and backoff with jitter (Amazon Builders’ Library): five layers of three tries, 243 times the load',
  'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
);

const success: Row = {
  id: 'q16.success',
  cheap: true,
  title:
    'Share of checkouts that succeed when a tenth or half of the calls fail and the edge retries',
  unit: '',
  source: source('By arithmetic: 1 − p^a', 'questions/disadvantages/'),
  tolerance: THREE_ERRORS,
  settings: asOptions({ ...IDLE, retriesAt: 'edge', attempts: '1|2|3', errorPercent: '10|50' }),
  seeds: seedsTo(8),
  async measure() {
    const rows: Figure[] = [];
    for (const [errorPercent, attempts, published] of [
      [10, 1, 0.9],
      [10, 2, 0.99],
      [10, 3, 0.999],
      [50, 3, 0.875],
    ]) {
      const settings = { ...IDLE, retriesAt: 'edge', attempts, errorPercent, checkouts: 1000 };
      const runs = await runsOf(system, { settings, seeds: seedsTo(8) });
      const shares = metric(runs, 'successPercent').map((share) => share / 100);
      rows.push(
        byRuns(`p = ${errorPercent} %, ${counted(attempts, 'attempt')}`, published, shares),
      );
    }
    return rows;
  },
};

const LOSSY: Settings = {
  beside: true,
  attempts: 1,
  errorPercent: 0,
  lossPercent: 2,
  checkouts: 1000,
};

const links: Row = {
  id: 'q16.links',
  cheap: true,
  title: 'Share of checkouts that succeed when each hop behind the edge loses 2 %',
  unit: '',
  source: source(
    'By arithmetic: 0.98^8 for eight messages, 0.98^2 for two',
    'questions/disadvantages/',
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions(LOSSY),
  seeds: seedsTo(8),
  async measure() {
    const runs = await runsOf(system, { settings: LOSSY, seeds: seedsTo(8) });
    const share = (of: string): number[] => metric(runs, of).map((v) => v / 100);
    return [
      byRuns(
        'four services',
        0.98 * 0.98 * 0.98 * 0.98 * 0.98 * 0.98 * 0.98 * 0.98,
        share('successPercent'),
      ),
      byRuns('one process', 0.98 * 0.98, share('wholeSuccessPercent')),
    ];
  },
};

const QUEUED: Settings = { layers: 1, errorPercent: 0, attempts: 1, checkouts: 10_000 };

const queue: Row = {
  id: 'q16.queue',
  cheap: true,
  title: 'Mean time of a checkout through one layer, the database working 1/300 s on each',
  unit: 'ms',
  source: source(
    'M/D/1 (Pollaczek and Khinchine): the wait ρ/(2(1 − ρ)) services, and 8.33 ms without it',
    'https://en.wikipedia.org/wiki/Pollaczek%E2%80%93Khinchine_formula',
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({ ...QUEUED, ratePerS: '150|240' }),
  seeds: seedsTo(8),
  async measure() {
    const rows: Figure[] = [];
    for (const ratePerS of [150, 240]) {
      const runs = await runsOf(system, { settings: { ...QUEUED, ratePerS }, seeds: seedsTo(8) });
      const service = 1000 / 300;
      const published = 5 + service * (1 + waitMG1(ratePerS / 300, 0));
      rows.push(byRuns(`${ratePerS}/s`, published, metric(runs, 'meanMs')));
    }
    return rows;
  },
};

const OUTAGE: Settings = {
  layers: 1,
  attempts: 2,
  errorPercent: 0,
  deadlines: false,
  hopMs: 0.5,
  patienceMs: 1000,
  queueLimit: 1_000_000,
  checkouts: 1_000_000,
};
const STALL = ['5s pause database', '15s resume database'];
const UNTIL_S = 175;

/** Two attempts for each checkout of ten seconds, but for the half second of the last; worked off until half a second’s work is left. */
const workedOff = (rate: number): number => (2 * rate * 10 - rate / 2 - 300 / 2) / (300 - 2 * rate);

const metastable: Row = {
  id: 'q16.metastable',
  title: 'One retry, 300 calls a second, an outage of 10 s: seconds until checkouts succeed again',
  unit: 's',
  source: source(
    'N. Bronson, A. Aghayev, A. Charapko, T. Zhu, Metastable Failures in Distributed Systems (HotOS 2021), section 2.1: 280 a second stay dead, below 150 is safe',
    'https://doi.org/10.1145/3458336.3465286',
  ),
  tolerance:
    'dead: to the end of the run, 160 s after the outage; alive: within 10 % of the backlog over the spare capacity',
  settings: `${asOptions({ ...OUTAGE, ratePerS: '280|160|140|100' }, STALL)} --until ${UNTIL_S}s`,
  seeds: [1],
  async measure() {
    const rows: Figure[] = [];
    for (const ratePerS of [280, 160, 140, 100]) {
      const runs = await runsOf(system, {
        settings: { ...OUTAGE, ratePerS },
        interventions: STALL,
        until: `${UNTIL_S}s`,
      });
      const [ours] = metric(runs, 'recoverS');
      const left = UNTIL_S - 15;
      if (ratePerS > 150) rows.push(figure(`${ratePerS}/s: dead`, left, ours, left - 0.1, left));
      else rows.push(within(`${ratePerS}/s`, workedOff(ratePerS), ours, 0.1));
    }
    return rows;
  },
};

export const rows: readonly Row[] = [
  load,
  power('q16.sre', 3, 4, 64, SRE),
  power('q16.page', 4, 3, 81, ARITHMETIC),
  power('q16.builders', 5, 3, 243, BUILDERS),
  success,
  links,
  queue,
  metastable,
  contention,
  fanOut,
];
