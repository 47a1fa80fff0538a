import { system } from '.';
import { byRuns, figure, source, THREE_ERRORS, within } from '../../evidence/row';
import type { Figure, Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import { mistakesByArrival, mistakesBySending } from './theory';

const PAGE = 'questions/system-models/';

/** The detector alone, under delays with a long tail. */
const ALONE: Settings = { delays: 'unbounded', decisions: 0, sigma: 2 };
const PACE = { median: 20, sigma: 2, beat: 100 };
const SEEDS = seedsTo(8);
const UNTIL = '3min';

const CHEN = source(
  'Chen, Toueg and Aguilera, On the Quality of Service of Failure Detectors, 2002: E[T_MR] = η / (P(D < δ + η) · Π P(D > δ − jη))',
  'https://doi.org/10.1109/TC.2002.1004595',
);

async function mistakes(settings: Settings, seeds = SEEDS, until = UNTIL): Promise<number[]> {
  const runs = await runsOf(system, { settings: { ...ALONE, ...settings }, seeds, until });
  return metric(runs, 'falsePerHour');
}

const mean = (values: readonly number[]): number =>
  values.reduce((a, b) => a + b, 0) / values.length;

const timeouts: Row = {
  id: 'q22',
  cheap: true,
  title: 'False suspicions an hour and pair at T = 200 ms, by how long messages may take',
  unit: '/h',
  source: source('Question 22, by simulation: 0, 690 and 2,670', PAGE),
  tolerance: 'none for a bound, 10 % at σ = 1, 8 % at σ = 2',
  settings: asOptions({ ...ALONE, delays: 'bounded|unbounded', sigma: '1|2', timeoutMs: 200 }),
  seeds: seedsTo(4),
  async measure() {
    const of = async (settings: Settings) =>
      mean(await mistakes({ timeoutMs: 200, ...settings }, seedsTo(4), '2min'));
    return [
      figure('at most 80 ms', 0, await of({ delays: 'bounded' }), 0, 0),
      within('no bound, σ = 1', 690, await of({ sigma: 1 }), 0.1),
      within('no bound, σ = 2', 2670, await of({}), 0.08),
    ];
  },
};

const arrivals: Row = {
  id: 'q22.arrival',
  title: 'False suspicions an hour and pair where any heartbeat starts the time-out again',
  unit: '/h',
  source: source(
    'By arithmetic: an arrival that no other follows within T, ∫ f(d) Π (1 − P(d − jη < D ≤ d − jη + T)) dd / η',
    PAGE,
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({ ...ALONE, rule: 'any', sigma: '1|2', timeoutMs: '200|300|400|500' }),
  seeds: SEEDS,
  async measure() {
    const of = async (timeoutMs: number, sigma: number): Promise<Figure> =>
      byRuns(
        `T = ${timeoutMs} ms, σ = ${sigma}`,
        mistakesByArrival(timeoutMs, { ...PACE, sigma }),
        await mistakes({ timeoutMs, sigma }, SEEDS, timeoutMs === 500 ? '30min' : UNTIL),
      );
    return [
      await of(200, 1),
      await of(200, 2),
      await of(300, 2),
      await of(400, 2),
      await of(500, 2),
    ];
  },
};

const freshness: Row = {
  id: 'q22.freshness',
  title: 'False suspicions an hour and pair with freshness points: T after the heartbeat was sent',
  unit: '/h',
  source: CHEN,
  tolerance: THREE_ERRORS,
  settings: asOptions({ ...ALONE, rule: 'sent', timeoutMs: '300|400|500' }),
  seeds: SEEDS,
  async measure() {
    const of = async (timeoutMs: number): Promise<Figure> =>
      byRuns(
        `δ = ${timeoutMs - 100} ms`,
        mistakesBySending(timeoutMs, PACE),
        await mistakes({ rule: 'sent', timeoutMs }, SEEDS, timeoutMs === 500 ? '15min' : UNTIL),
      );
    return [await of(300), await of(400), await of(500)];
  },
};

const orders: Row = {
  id: 'q22.order',
  title: 'The same T by which heartbeats count: σ = 2',
  unit: '/h',
  source: source('Question 22, by simulation: 3,380 and 1,104', PAGE),
  tolerance: '5 %',
  settings: asOptions({ ...ALONE, rule: 'newer|ordered', timeoutMs: '200|500' }),
  seeds: SEEDS,
  async measure() {
    const newer = mean(await mistakes({ rule: 'newer', timeoutMs: 200 }));
    const ordered = mean(await mistakes({ rule: 'ordered', timeoutMs: 500 }, SEEDS, '10min'));
    return [
      within('newer ones only, T = 200 ms', 3380, newer, 0.05),
      within('in order, T = 500 ms', 1104, ordered, 0.05),
    ];
  },
};

const detection: Row = {
  id: 'q22.detection',
  cheap: true,
  title: 'Longest time from a crash to a suspicion that stays, T = 300 ms',
  unit: 'ms',
  source: {
    ...CHEN,
    citation: 'Chen, Toueg and Aguilera 2002: T_D ≤ δ + η, and no such bound for a simple time-out',
  },
  tolerance: 'at most T with freshness points; more than T with any heartbeat',
  settings: asOptions({ ...ALONE, rule: 'sent|any', timeoutMs: 300 }, [
    '10s crash node-1',
    '10.037s crash node-2',
  ]),
  seeds: SEEDS,
  async measure() {
    const worst = async (rule: string): Promise<number> => {
      const interventions = ['10s crash node-1', '10037ms crash node-2'];
      const settings = { ...ALONE, rule, timeoutMs: 300 };
      const runs = await runsOf(system, { settings, interventions, seeds: SEEDS, until: '30s' });
      return Math.max(...metric(runs, 'worstDetectionMs'));
    };
    return [
      figure('sent', 300, await worst('sent'), 0, 300),
      figure('any, at least', 300, await worst('any'), 300, 20_000),
    ];
  },
};

const loss: Row = {
  id: 'q22.loss',
  cheap: true,
  title:
    'A tenth of the heartbeats is lost, and delays are constant: mistakes for each heartbeat that arrives',
  unit: '',
  source: source('By arithmetic: m heartbeats in a row are lost with probability p^m', PAGE),
  tolerance: THREE_ERRORS,
  settings: asOptions({ decisions: 0, sigma: 0, medianMs: 1, timeoutMs: '150|250|350' }, [
    '0s lose *->* 10%',
  ]),
  seeds: SEEDS,
  async measure() {
    const of = async (m: number): Promise<Figure> => {
      const settings = { decisions: 0, sigma: 0, medianMs: 1, timeoutMs: 100 * m + 50 };
      const interventions = ['0s lose *->* 10%'];
      const runs = await runsOf(system, { settings, interventions, seeds: SEEDS, until: '60s' });
      const arrived = 36_000 * 0.9;
      const shares = metric(runs, 'falsePerHour').map((rate) => rate / arrived);
      return byRuns(`m = ${m}`, 0.1 ** m, shares);
    };
    return [await of(1), await of(2), await of(3)];
  },
};

const SIZES = [3, 4, 5, 6, 7];

/** Did ten votes end, and with one decision each? */
async function votes(settings: Settings, interventions: readonly string[] = []) {
  const [run] = await runsOf(system, {
    settings: { decisions: 5, gapMs: 100, heartbeatMs: 50, sigma: 0, ...settings },
    interventions,
    until: '20s',
  });
  const { decisions, conflictingDecisions: conflicts } = run.metrics;
  return { ended: decisions === 5, agreed: conflicts === 0 };
}

const quorums: Row = {
  id: 'q22.quorums',
  cheap: true,
  title: 'n nodes, b liars that vote both ways, a quorum of q: where two orders are decided',
  unit: 'cells',
  source: source(
    'By arithmetic: two quorums share 2q − n nodes, and one of them is honest where 2q > n + b',
    PAGE,
  ),
  tolerance: 'exact: every n from 3 to 7, b of 1 and 2, q from 2 to n',
  settings: asOptions({ nodes: '3..7', liars: '1|2', quorum: '2..n', sigma: 0 }),
  seeds: [1],
  async measure() {
    let [predicted, found, differ] = [0, 0, 0];
    for (const nodes of SIZES)
      for (const liars of [1, 2])
        for (let quorum = 2; quorum <= nodes && nodes - liars >= 2; quorum++) {
          const expected = 2 * quorum <= nodes + liars;
          const { agreed } = await votes({ nodes, liars, quorum });
          if (expected) predicted++;
          if (!agreed) found++;
          if (expected === agreed) differ++;
        }
    return [
      figure('two orders', predicted, found, predicted, predicted),
      figure('cells off the bound', 0, differ, 0, 0),
    ];
  },
};

const crashes: Row = {
  id: 'q22.crashes',
  cheap: true,
  title: 'A majority of n, of which f are dead: where votes end',
  unit: 'cells',
  source: source(
    'Dwork, Lynch and Stockmeyer 1988: n ≥ 2f + 1 for crash and omission faults',
    'https://doi.org/10.1145/42282.42283',
  ),
  tolerance: 'exact: every n from 3 to 7 with f from 0 to n − 1',
  settings: asOptions({ nodes: '3..7', quorum: 'a majority', sigma: 0 }, ['1ms crash node-f']),
  seeds: [1],
  async measure() {
    let [predicted, found, differ] = [0, 0, 0];
    for (const nodes of SIZES)
      for (let dead = 0; dead < nodes; dead++) {
        const expected = nodes >= 2 * dead + 1;
        const crash = Array.from({ length: dead }, (_, i) => `1ms crash node-${nodes - i}`);
        const { ended } = await votes({ nodes, quorum: (nodes >> 1) + 1 }, crash);
        if (expected) predicted++;
        if (ended) found++;
        if (expected !== ended) differ++;
      }
    return [
      figure('all votes end', predicted, found, predicted, predicted),
      figure('cells off the bound', 0, differ, 0, 0),
    ];
  },
};

const impossible: Row = {
  id: 'q22.flp',
  cheap: true,
  title: 'An adversary decides when messages arrive, and nobody fails: decisions in a minute',
  unit: '',
  source: source(
    'Fischer, Lynch and Paterson 1985: no deterministic algorithm is sure to decide; Dwork, Lynch and Stockmeyer 1988: it does once delays have a bound',
    'https://doi.org/10.1145/3149.214121',
  ),
  tolerance: 'exact',
  settings: asOptions({ scheduler: 'adversary', sigma: 2, decisions: 1, timeoutMs: 300 }),
  seeds: SEEDS,
  async measure() {
    const settings = { scheduler: 'adversary', sigma: 2, decisions: 1, timeoutMs: 300 };
    const all = async (interventions: readonly string[]) =>
      runsOf(system, { settings, interventions, seeds: SEEDS, until: '60s' });
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const stalled = await all([]);
    const settled = await all(['30s operate scheduler draw']);
    return [
      figure('decisions', 0, sum(metric(stalled, 'decisions')), 0, 0),
      figure('runs decided after 30 s with a bound', 8, sum(metric(settled, 'decisions')), 8, 8),
      figure('conflicts', 0, sum(metric(settled, 'conflictingDecisions')), 0, 0),
    ];
  },
};

export const rows: readonly Row[] = [
  timeouts,
  arrivals,
  freshness,
  orders,
  detection,
  loss,
  quorums,
  crashes,
  impossible,
];
