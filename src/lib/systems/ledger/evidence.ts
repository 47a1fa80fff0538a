import { range, sum, type RunResult } from '../../sim';
import { system } from '.';
import { catchUp, nakamotoCatchUp, smallerOfTwo } from '../../evidence/formulas';
import { figure, meanOfRuns, source, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';

const PROTOTYPE = source(
  'Question 1: a separate small simulation of 16 nodes, a ring and random links, fixed hop, 2000 blocks, 10 seeds',
  'questions/distributed-computing/',
);
const ARITHMETIC = source(
  'Question 1, by arithmetic: the smaller of two Poisson counts with mean 3',
  'questions/distributed-computing/',
);
const RACES = source(
  'Grunspan and Pérez-Marco, Double spend races, arXiv 1702.02867, 2017',
  'https://arxiv.org/abs/1702.02867',
);
const DECKER = source(
  'Decker and Wattenhofer, Information Propagation in the Bitcoin Network, IEEE P2P 2013: 1.78 % by their formula, 1.69 % observed',
  'https://doi.org/10.1109/P2P.2013.6688704',
);

const QUIET: Settings = { paymentsPerHour: 0, raceTrials: 0 };

const mean = (runs: readonly RunResult[], name: string): number =>
  meanOfRuns(metric(runs, name)).mean;

const STALE = { 600: [0.006, 0.003, 0.012], 60: [0.053, 0.045, 0.07], 10: [0.248, 0.22, 0.28] };

/** 2,000 blocks on as many random networks, each with its own seed. */
async function onGraphs(graphs: readonly number[], settings: Settings): Promise<RunResult[]> {
  const until = `${2000 * Number(settings.blockIntervalS)}s`;
  const runs = graphs.map((graph) =>
    runsOf(system, { settings: { ...settings, graph }, seeds: [graph], until }),
  );
  return (await Promise.all(runs)).flat();
}

const stale: Row = {
  id: 'q01.a',
  title: 'Hop 2 s, a block every 600, 60 and 10 s: share of stale blocks',
  unit: '',
  source: PROTOTYPE,
  tolerance:
    'the ranges over ten random networks of the prototype, widened; each of our seeds has a network of its own, in which 14 of 16 mine',
  settings: asOptions({ ...QUIET, blockIntervalS: '600|60|10', graph: '1…10' }),
  seeds: seedsTo(10),
  async measure() {
    const figures: Figure[] = [];
    for (const interval of [600, 60, 10] as const) {
      const [published, from, to] = STALE[interval];
      const runs = await onGraphs(this.seeds, {
        ...QUIET,
        blockIntervalS: interval,
        helloS: Math.max(120, 2 * interval),
      });
      figures.push(
        figure(`every ${interval} s`, published, mean(runs, 'stalePercent') / 100, from, to),
      );
    }
    return figures;
  },
};

async function races(seeds: readonly number[], raced: Settings): Promise<number> {
  const settings = { ...raced, paymentsPerHour: 0 };
  const runs = await runsOf(system, { settings, seeds, until: '10s' });
  return mean(runs, 'doubleSpendPercent') / 100;
}

const TRIALS = 200_000;
const doubleSpend: Row = {
  id: 'q01.b',
  title:
    'An attacker with a tenth of the work: chance to catch up, from races played block by block',
  unit: '',
  source: RACES,
  tolerance:
    'three standard errors over all races, 3·√(p(1−p)/N). A tie is a win unless it says ahead',
  settings: asOptions({ confirmations: '1|2|5|6', raceRule: 'tie|ahead', raceTrials: TRIALS }),
  seeds: seedsTo(4),
  async measure() {
    const figures: Figure[] = [];
    for (const [z, raceRule] of [
      [1, 'tie'],
      [2, 'tie'],
      [5, 'tie'],
      [6, 'tie'],
      [5, 'ahead'],
    ] as const) {
      const p = catchUp(0.1, z, raceRule === 'tie' ? 0 : 1);
      const ours = await races(this.seeds, { confirmations: z, raceRule, raceTrials: TRIALS });
      const spread = 3 * Math.sqrt((p * (1 - p)) / (TRIALS * this.seeds.length));
      figures.push(figure(`z=${z}, ${raceRule}`, p, ours, p - spread, p + spread));
    }
    return figures;
  },
};

/** The other table: the attacker's progress taken as Poisson with mean zq/p. Computed, since no race gives it. */
const poisson: Row = {
  id: 'q01.b.paper',
  title:
    'The table of the Bitcoin paper for a tenth of the work, by its own approximation: the attacker’s progress is a Poisson variable',
  unit: '',
  source: source(
    'Nakamoto, Bitcoin: A Peer-to-Peer Electronic Cash System, 2008, section 11',
    'https://bitcoin.org/bitcoin.pdf',
  ),
  tolerance: 'rounding of the table; computed by the formula and not by races, which come to q01.b',
  settings: '(a formula)',
  seeds: [1, 2],
  cheap: true,
  measure() {
    const table = { 1: 0.2045873, 2: 0.0509779, 5: 0.0009137, 6: 0.0002428 };
    return Promise.resolve(
      Object.entries(table).map(([z, p]) =>
        figure(`z=${z}`, p, nakamotoCatchUp(0.1, Number(z)), p - 5e-8, p + 5e-8),
      ),
    );
  },
};

const half = (from: number): string =>
  range(8, from)
    .map((n) => `node-${n}`)
    .join(',');
const CUTS = 200;
/** From one cut to the next, min: an hour for it, and the rest for the nodes to agree again. */
const PERIOD = 120;
/**
 * The arithmetic ends the cut with the heal. Nodes hear of each other's branch with the next keep-alive across the line or the
 * next block, and mine on until then: half a minute more at the usual 120 s, a few seconds here.
 */
const APART: Settings = { ...QUIET, helloS: 30 };
const cuts: readonly string[] = range(CUTS).flatMap((i) => [
  `${PERIOD * i + 60}min partition ${half(1)}|${half(9)}`,
  `${PERIOD * i + 120}min heal`,
]);

const rollback: Row = {
  id: 'q01.c',
  title: 'Cut 8|8 for 60 minutes at a block every 600 s: blocks that the losing side takes back',
  unit: '',
  source: ARITHMETIC,
  tolerance:
    'three standard errors over nearly 8,000 cuts of the whole network, gossip and all: 3·σ/√N blocks, 3·√(p(1−p)/N); nodes greet each other every 30 s, so that they hear of the heal soon',
  settings: asOptions(APART, [...cuts.slice(0, 2), '…']),
  seeds: seedsTo(40),
  async measure() {
    const runs = await runsOf(system, {
      settings: APART,
      seeds: this.seeds,
      interventions: cuts,
      until: `${PERIOD * CUTS}min`,
    });
    const n = sum(metric(runs, 'healedCuts'));
    const share = (label: string, p: number, name: string): Figure => {
      const spread = 3 * Math.sqrt((p * (1 - p)) / n);
      return figure(label, p, mean(runs, name) / 100, p - spread, p + spread);
    };
    const depth = smallerOfTwo(3);
    const wide = (3 * depth.deviation) / Math.sqrt(n);
    return [
      figure('mean', depth.mean, mean(runs, 'meanRollback'), depth.mean - wide, depth.mean + wide),
      share('one or more', depth.atLeast(1), 'rollbackOnePercent'),
      share('three or more', depth.atLeast(3), 'rollbackThreePercent'),
    ];
  },
};

/** Interval and mean time that a miner works on an old block, as the paper has them, s. */
const INTERVAL = 633.68;
const BLIND = 11.37;
/** The paper’s formula, 1 − (1 − 1/633.68)^11.37. */
const FORKS = 0.017796716906129606;
const HOP_S = 6.61;
const MEASURED: Settings = { ...QUIET, blockIntervalS: INTERVAL, hopS: HOP_S, helloS: 1200 };

const forks: Row = {
  id: 'q01.forks',
  title:
    'Blocks every 633.68 s, hop chosen so that blocks spread as in the measured network: share of blocks that fork',
  unit: '',
  source: DECKER,
  tolerance:
    'spread within 3 %; forks within three standard errors, 3·√(p(1−p)/N), of the formula 1−(1−1/633.68)^11.37 over 20,000 blocks',
  settings: asOptions(MEASURED),
  seeds: seedsTo(10),
  async measure() {
    const runs = await runsOf(system, {
      settings: MEASURED,
      seeds: this.seeds,
      until: `${Math.round(2000 * INTERVAL)}s`,
    });
    // The miner itself, one of fourteen, knows at once.
    const blind = ((mean(runs, 'spreadMs') / 1000) * 13) / 14;
    const p = FORKS;
    const blocks = sum(metric(runs, 'blocks'));
    const spread = 3 * Math.sqrt((p * (1 - p)) / blocks);
    return [
      figure('mean time to a miner, s', BLIND, blind, 0.97 * BLIND, 1.03 * BLIND),
      figure('forks', p, mean(runs, 'forkPercent') / 100, p - spread, p + spread),
    ];
  },
};

export const rows: readonly Row[] = [stale, doubleSpend, poisson, rollback, forks];
