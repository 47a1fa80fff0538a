import { timeOfChoices, timeOfRoundRobin } from '../../../evidence/formulas';
import { byRuns, figure, meanOfRuns, source, THREE_ERRORS } from '../../../evidence/row';
import type { Row } from '../../../evidence/row';
import { asOptions, metric, seedsTo, type Settings } from '../../../evidence/runs';
import { PURE, runsOf } from './runs';

const MITZENMACHER = source(
  'M. Mitzenmacher, The power of two choices in randomized load balancing, IEEE Transactions on Parallel and Distributed Systems 12 (2001) 1094–1104; the simulated values are quoted second-hand',
  'https://www.eecs.harvard.edu/~michaelm/postscripts/tpds2001.pdf',
);

/** The published simulations of 100 servers, beside the limit for infinitely many. */
const TWO_CHOICES = [
  { rho: 0.5, simulated: 1.2673 },
  { rho: 0.7, simulated: 1.6202 },
  { rho: 0.9, simulated: 2.6454 },
];

const fleet = (servers: number, rho: number, policy: string, requests: number): Settings => ({
  ...PURE,
  servers,
  policy,
  ratePerSecond: 1000 * servers * rho,
  requests,
  warmupRequests: requests / 10,
});

const times = async (settings: Settings, seeds: readonly number[]) =>
  metric(await runsOf(settings, seeds), 'meanMs');

function twoChoices({ rho, simulated }: (typeof TWO_CHOICES)[number]): Row {
  const settings = fleet(100, rho, 'two-choices', 800_000);
  const seeds = seedsTo(4);
  const limit = timeOfChoices(2, rho);
  return {
    id: `two-choices-${rho}`,
    title: `Two choices at ${rho * 100} % load, 100 servers: mean time`,
    unit: 'mean services',
    source: MITZENMACHER,
    tolerance: `against the published simulation ${THREE_ERRORS}, and half a percent for its own error; against the limit for infinitely many servers from that much below it to 2 % above`,
    settings: asOptions(settings),
    seeds,
    async measure() {
      const ours = await times(settings, seeds);
      const { mean, spread } = meanOfRuns(ours);
      return [
        byRuns('100 servers, simulated', simulated, ours, 0.005),
        figure('infinitely many, limit', limit, mean, limit - spread, limit * 1.02),
      ];
    },
  };
}

function roundRobin(servers: number, requests: number, runs: number): Row {
  const settings = fleet(servers, 0.9, 'round-robin', requests);
  const seeds = seedsTo(runs);
  return {
    id: `round-robin-${servers}`,
    title: `Round robin at 90 % load over ${servers} servers: mean time (E_${servers}/M/1 at each)`,
    unit: 'mean services',
    source: source(
      'L. Kleinrock, Queueing Systems, vol. 1 (Wiley, 1975), chapter 6 (G/M/1) with Erlang gaps',
      'https://en.wikipedia.org/wiki/G/M/1_queue',
    ),
    tolerance: THREE_ERRORS,
    settings: asOptions(settings),
    seeds,
    async measure() {
      return [byRuns('mean time', timeOfRoundRobin(servers, 0.9), await times(settings, seeds))];
    },
  };
}

const shortest = fleet(10, 0.9, 'least-outstanding', 800_000);
const joinShortest: Row = {
  id: 'jsq',
  title: 'Join the shortest queue at 90 % load, 10 servers: mean time',
  unit: 'mean services',
  source: MITZENMACHER,
  tolerance: 'within 2 %: the published value is itself a simulation',
  settings: asOptions(shortest),
  seeds: seedsTo(4),
  async measure() {
    const { mean } = meanOfRuns(await times(shortest, seedsTo(4)));
    return [figure('mean time', 1.913, mean, 1.913 * 0.98, 1.913 * 1.02)];
  },
};

export const balancing: readonly Row[] = [
  ...TWO_CHOICES.map(twoChoices),
  roundRobin(10, 600_000, 6),
  roundRobin(100, 1_200_000, 4),
  joinShortest,
];
