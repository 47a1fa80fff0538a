import { system } from '.';
import { figure, source, THREE_ERRORS, byRuns } from '../../evidence/row';
import type { Figure, Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import { exponential, openStream, range } from '../../sim';

const ARITHMETIC = source(
  'Question 11, by arithmetic: whose reply comes first, and how many votes a value can get',
  'questions/fault-tolerance/',
);

const ONE = [1];
/** Nobody's answer is cut off by the deadline, and links take no time. */
const FREE: Settings = { deadlineMs: 1000, hopMs: 0, gapMs: 10 };
const MANY = 10_000;

async function run(settings: Settings, interventions: readonly string[] = [], seed = 1) {
  const [result] = await runsOf(system, {
    settings: { ...FREE, ...settings },
    seeds: [seed],
    interventions,
  });
  return result.metrics;
}

/** A share of so many trials, within three standard errors. */
function share(label: string, published: number, percent: number, trials = MANY): Figure {
  const spread = 3 * Math.sqrt((published * (1 - published)) / trials);
  return figure(label, published, percent / 100, published - spread, published + spread);
}

const liars: Row = {
  id: 'q11',
  cheap: true,
  title: 'Three servers, one liar: the share of wrong answers by the number of votes that decide',
  unit: '',
  source: ARITHMETIC,
  tolerance: `three standard errors over ${MANY} questions; 0 and 1 exactly`,
  settings: asOptions({ ...FREE, liars: '1|2', needed: '1|2', questions: MANY }),
  seeds: ONE,
  async measure() {
    const one = { liars: 1, questions: MANY };
    const first = await run({ ...one, needed: 1 });
    const quick = await run({ ...one, needed: 1 }, ['0ms slow server-3 x0.5']);
    const outvoted = await run(one);
    const colluding = await run({ ...one, liars: 2 });
    const alone = await run({ ...one, servers: 4, liars: 2, collude: false });
    const five = await run({ ...one, servers: 5, needed: 3, liars: 2 });
    return [
      share('first reply', 1 / 3, first.wrongPercent),
      share('first reply, liar twice as fast', 1 / 2, quick.wrongPercent),
      share('two of three', 0, outvoted.wrongPercent),
      share('two of three, two colluding', 1, colluding.wrongPercent),
      share('of those, unanimous', 1 / 3, colluding.unanimousPercent),
      share('two of four, two that do not collude', 0, alone.wrongPercent),
      share('three of five, two colluding', 0, five.wrongPercent),
    ];
  },
};

/** One cell: k = b + 1 votes decide. Are all answers right, with so many colluding and so many crashed? */
async function allRight(servers: number, b: number, c: number): Promise<boolean> {
  const settings = { servers, liars: b, needed: b + 1, questions: 10 };
  const metrics = await run(
    settings,
    range(c, 1).map((i) => `0ms crash server-${i}`),
  );
  return metrics.right === 10;
}

const bound: Row = {
  id: 'q11.bound',
  cheap: true,
  title: 'b colluding liars, c crashed servers, b + 1 votes decide: where every answer is right',
  unit: 'cells',
  source: source(
    'Outvoting b liars while c servers are silent: n − b − c ≥ b + 1, that is n ≥ 2b + c + 1',
    'questions/fault-tolerance/',
  ),
  tolerance: 'exact: every n up to 9 with b up to 4 and b + c up to n is run',
  settings: asOptions({ ...FREE, servers: '1..9', liars: '0..4', needed: 'b + 1', questions: 10 }),
  seeds: ONE,
  async measure() {
    let [predicted, right, differ] = [0, 0, 0];
    for (const n of range(9, 1))
      for (let b = 0; b <= Math.min(4, n); b++)
        for (let c = 0; b + c <= n; c++) {
          const expected = n >= 2 * b + c + 1;
          const found = await allRight(n, b, c);
          if (expected) predicted++;
          if (found) right++;
          if (found !== expected) differ++;
        }
    return [
      figure('all right', predicted, right, predicted, predicted),
      figure('cells off the bound', 0, differ, 0, 0),
    ];
  },
};

/** Mean of the k-th of n exponential times with mean 10 ms. */
const kthOf = (n: number, k: number): number =>
  range(k, n - k + 1).reduce((sum, i) => sum + 10 / i, 0);

const waiting: Row = {
  id: 'q11.kth',
  cheap: true,
  title: 'Time to the k-th of n replies that take 10 ms on average',
  unit: 'ms',
  source: source(
    'Rényi, On the theory of order statistics, 1953, as retold by Chafaï: 10 ms · (1/n + … + 1/(n − k + 1))',
    'https://djalil.chafai.net/blog/?p=7226',
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({ ...FREE, servers: '1|3|5', needed: '1|2|3', questions: 2000 }),
  seeds: seedsTo(8),
  async measure() {
    const figures: Figure[] = [];
    for (const [n, k] of [
      [1, 1],
      [3, 1],
      [3, 2],
      [3, 3],
      [5, 3],
    ]) {
      const settings = { ...FREE, servers: n, needed: k, questions: 2000 };
      const means = metric(await runsOf(system, { settings, seeds: seedsTo(8) }), 'meanMs');
      figures.push(byRuns(`${k} of ${n}`, kthOf(n, k), means));
    }
    return figures;
  },
};

const binomial = (n: number, k: number, a: number): number => {
  let ways = 1;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    if (i >= k) sum += ways * a ** i * (1 - a) ** (n - i);
    ways = (ways * (n - i)) / (i + 1);
  }
  return sum;
};

const available: Row = {
  id: 'q11.k-of-n',
  cheap: true,
  title: 'Each reply arrives with probability a: the share of questions that k of n replies answer',
  unit: '',
  source: source('Binomial tail, Σ C(n, i) aⁱ (1 − a)ⁿ⁻ⁱ over i ≥ k', 'questions/fault-tolerance/'),
  tolerance: `three standard errors over ${MANY} questions`,
  settings: asOptions({ ...FREE, servers: '3|5', needed: '2|3', questions: MANY }, [
    '0ms lose *->client-1 1%',
  ]),
  seeds: ONE,
  async measure() {
    const figures: Figure[] = [];
    for (const [n, k, a] of [
      [3, 2, 0.99],
      [3, 2, 0.9],
      [5, 3, 0.9],
    ]) {
      const acts = [`0ms lose *->client-1 ${Math.round((1 - a) * 100)}%`];
      const { answeredPercent } = await run({ servers: n, needed: k, questions: MANY }, acts);
      figures.push(share(`${k} of ${n} at ${a}`, binomial(n, k, a), answeredPercent));
    }
    return figures;
  },
};

/** Servers that die for good after an exponential life of a second on average. */
const deaths = (servers: number, seed: number): string[] => {
  const lives = openStream(seed, 'evidence:lives');
  return range(servers, 1).map((i) => `${Math.ceil(1e6 * exponential(lives))}us crash server-${i}`);
};

const lifetime: Row = {
  id: 'q11.mttf',
  title: 'Nothing is repaired: time until answers stop, in mean lives of one server',
  unit: '×',
  source: source(
    'Two of three without repair: 1/(3λ) + 1/(2λ) = 5/(6λ), less than one server lives',
    'questions/fault-tolerance/',
  ),
  tolerance: `${THREE_ERRORS}, and one per cent because a question is asked every 10 ms`,
  settings: asOptions({ ...FREE, servers: '1|3', needed: '1|2', meanMs: 0.1, deadlineMs: 20 }),
  seeds: seedsTo(2000),
  async measure() {
    const figures: Figure[] = [];
    for (const [n, k, published] of [
      [1, 1, 1],
      [3, 2, 5 / 6],
      [3, 1, 11 / 6],
    ]) {
      const lives: number[] = [];
      for (const seed of seedsTo(2000)) {
        const settings = { servers: n, needed: k, meanMs: 0.1, deadlineMs: 20, questions: 1000 };
        lives.push((await run(settings, deaths(n, seed), seed)).lastAnsweredS);
      }
      figures.push(byRuns(`${k} of ${n}`, published, lives, 0.01));
    }
    return figures;
  },
};

const versions: Row = {
  id: 'q11.versions',
  cheap: true,
  title: 'Each version is wrong on a tenth of the inputs: what two of three votes make of it',
  unit: '',
  source: source(
    'By arithmetic; that versions fail together more often than independence allows: Knight and Leveson 1986',
    'https://doi.org/10.1109/TSE.1986.6312924',
  ),
  tolerance: `three standard errors over ${MANY} questions`,
  settings: asOptions({
    ...FREE,
    bugPercent: 10,
    bugIn: 'every',
    versions: '1|3',
    sharedPercent: '0|20',
    questions: MANY,
  }),
  seeds: ONE,
  async measure() {
    const bugs = { bugPercent: 10, bugIn: 'every', questions: MANY };
    const copies = await run(bugs);
    const apart = await run({ ...bugs, versions: 3 });
    const misled = await run({ ...bugs, versions: 3, sharedPercent: 20 });
    return [
      share('three copies: wrong', 0.1, copies.wrongPercent),
      share('three versions: wrong', 0, apart.wrongPercent),
      share('three versions: no answer', 3 * 0.01 * 0.9 + 0.001, apart.silentPercent),
      share('a fifth of the bugs in common: wrong', 0.02, misled.wrongPercent),
    ];
  },
};

export const rows: readonly Row[] = [liars, bound, waiting, available, lifetime, versions];
