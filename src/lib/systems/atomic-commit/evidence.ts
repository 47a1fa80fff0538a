import type { RunResult } from '../../sim';
import { system } from '.';
import { figure, meanOfRuns, source, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';

/** Made for this site with an independent prototype, in another language, before the kernel was written. */
const REFERENCE = source(
  'Reference run of question 6: a separate small prototype, 1,000 sign-ups, 20 seeds',
  'questions/distributed-transaction/',
);
const GRAY_LAMPORT = source(
  'Gray & Lamport, Consensus on Transaction Commit, ACM TODS 2006',
  'https://arxiv.org/abs/cs/0408036',
);

const naive: Settings = {
  mode: 'naive',
  signUps: 1000,
  ratePerSecond: 20,
  requestLossPercent: 5,
  replyLossPercent: 5,
  rejectPercent: 0,
};
const SEEDS = seedsTo(20);

/** All runs within what one run of the prototype was seen to give; ours is their mean. */
function each(label: string, published: number, values: number[], from: number, to: number) {
  const { mean } = meanOfRuns(values);
  const holds = values.every((v) => v >= from && v <= to);
  return { ...figure(label, published, mean, from, to), holds };
}

/** Three standard errors of a mean of `runs` shares of a thousand. */
function share(label: string, percent: number, values: number[]): Figure {
  const p = percent / 100;
  const spread = 300 * Math.sqrt((p * (1 - p)) / (1000 * values.length));
  return figure(label, percent, meanOfRuns(values).mean, percent - spread, percent + spread);
}

const orphans: Row = {
  id: 'q06.a',
  title: 'Two calls, delete on time-out, 5 % of requests and answers lost: wallets without a user',
  unit: 'wallets, or %',
  source: REFERENCE,
  tolerance:
    'every run from 30 to 70 wallets; the share that gets through, 0.95², within three standard errors',
  settings: asOptions({ ...naive, retries: 0 }),
  seeds: SEEDS,
  async measure() {
    const runs = await runsOf(system, { settings: { ...naive, retries: 0 }, seeds: SEEDS });
    return [
      each('orphan wallets', 48.6, metric(runs, 'orphanWallets'), 30, 70),
      share('sign-ups that get through', 90.25, metric(runs, 'successPercent')),
    ];
  },
};

const duplicates: Row = {
  id: 'q06.b',
  title: 'The same with two retries, without and with an idempotency key',
  unit: 'wallets, or %',
  source: REFERENCE,
  tolerance:
    'every run from 33 to 70 duplicates, and none at all with a key; the share that gets through, 1 − 0.0975³, within three standard errors',
  settings: asOptions({ ...naive, retries: 2, idempotencyKey: 'false|true' }),
  seeds: SEEDS,
  async measure() {
    const bare = await runsOf(system, {
      settings: { ...naive, retries: 2, idempotencyKey: false },
      seeds: SEEDS,
    });
    const keyed = await runsOf(system, {
      settings: { ...naive, retries: 2, idempotencyKey: true },
      seeds: SEEDS,
    });
    const left = metric(keyed, 'orphanWallets');
    return [
      each('duplicate wallets, no key', 51, metric(bare, 'duplicateWallets'), 33, 70),
      share('sign-ups that get through', 99.907, metric(bare, 'successPercent')),
      each('duplicate wallets, with a key', 0, metric(keyed, 'duplicateWallets'), 0, 0),
      figure('orphan wallets, with a key', 1, meanOfRuns(left).mean, 0.2, 2),
    ];
  },
};

const outage: Settings = {
  signUps: 900,
  ratePerSecond: 20,
  requestLossPercent: 0,
  replyLossPercent: 0,
  rejectPercent: 0,
  hotPercent: 100,
  coordinatorDies: 'after-votes',
  diesAfterS: 10,
  outageS: 30,
  patienceMs: 1000,
};

const blocked: Row = {
  id: 'q06.c',
  title: 'The coordinator is away for 30 s after the votes, 20 sign-ups a second: who waits',
  unit: 'people, or s',
  source: source(
    'Arrivals in a time: rate × outage, and rate × take-over',
    'questions/distributed-transaction/',
  ),
  tolerance:
    'four standard deviations of a Poisson number of arrivals, averaged over ten runs and widened by a tenth; the lock to a hundredth. The take-over may come up to a heartbeat early, since the leader died between two',
  settings: asOptions({ ...outage, mode: 'two-phase|replicated' }),
  seeds: seedsTo(10),
  async measure() {
    const plain = await runsOf(system, {
      settings: { ...outage, mode: 'two-phase' },
      seeds: seedsTo(10),
    });
    const three = await runsOf(system, {
      settings: { ...outage, mode: 'replicated' },
      seeds: seedsTo(10),
    });
    const seconds = (runs: RunResult[]) => metric(runs, 'lockHoldMaxMs').map((v) => v / 1000);
    const mean = (values: number[]) => meanOfRuns(values).mean;
    return [
      figure('waiting, two-phase', 600, mean(metric(plain, 'mostWaiting')), 540, 660),
      figure('longest lock, two-phase', 30, mean(seconds(plain)), 29.7, 30.3),
      figure('waiting, replicated', 20, mean(metric(three, 'mostWaiting')), 13, 27),
      figure('longest lock, replicated', 1, mean(seconds(three)), 0.8, 1.1),
    ];
  },
};

const calm: Settings = {
  signUps: 200,
  requestLossPercent: 0,
  replyLossPercent: 0,
  rejectPercent: 0,
  fsyncMs: 0,
  hopMs: 10,
};

/** Counted, not estimated: every run has to come to the same whole number. */
function exact(label: string, published: number, runs: RunResult[], of: (r: RunResult) => number) {
  const values = runs.map(of);
  const same = values.every((v) => v === values[0]) ? values[0] : NaN;
  return figure(label, published, same, published, published);
}

const messages = (run: RunResult): number => run.metrics.messagesPerTransaction;
const withAcks = (run: RunResult): number => messages(run) + run.metrics.acksPerTransaction;
/** Message delays from the request to prepare to the decision, from how long a promise lasts. */
const delays = (run: RunResult): number => 1 + Math.round(run.metrics.lockHoldP50Ms / 10);
const THREE = seedsTo(3);

const counts: Row = {
  id: 'two-phase-commit',
  title: 'Two-phase commit of N participants: messages and message delays of one transaction',
  unit: 'messages, or delays',
  source: GRAY_LAMPORT,
  tolerance: 'none: counted in runs without a loss. The client’s own request is not counted',
  settings: asOptions({ ...calm, services: '2|3|5|8' }),
  seeds: THREE,
  cheap: true,
  async measure() {
    const figures: Figure[] = [];
    for (const services of [2, 3, 5, 8]) {
      const runs = await runsOf(system, { settings: { ...calm, services }, seeds: THREE });
      figures.push(
        exact(`N = ${services}: 3N`, 3 * services, runs, messages),
        exact(`N = ${services}: 4N with confirmations`, 4 * services, runs, withAcks),
        exact(`N = ${services}: delays`, 3, runs, delays),
      );
    }
    return figures;
  },
};

const five: Settings = { ...calm, services: 5, placement: 'together' };

const paxosCommit: Row = {
  id: 'paxos-commit',
  title: 'Five participants, coordinators on their machines: messages between machines',
  unit: 'messages, or delays',
  source: GRAY_LAMPORT,
  tolerance:
    'none: counted in runs without a loss, F = 1. Messages that stay on a machine and confirmations are not counted',
  settings: asOptions({ ...five, mode: 'two-phase|replicated', fasterPaxos: 'false|true' }),
  seeds: THREE,
  cheap: true,
  async measure() {
    const plain = await runsOf(system, { settings: { ...five, mode: 'two-phase' }, seeds: THREE });
    const paxos = await runsOf(system, { settings: { ...five, mode: 'replicated' }, seeds: THREE });
    const faster = await runsOf(system, {
      settings: { ...five, mode: 'replicated', fasterPaxos: true },
      seeds: THREE,
    });
    return [
      exact('two-phase commit', 12, plain, messages),
      exact('Paxos Commit', 17, paxos, messages),
      exact('Faster Paxos Commit', 20, faster, messages),
      exact('delays of Paxos Commit', 4, paxos, delays),
      exact('delays of Faster Paxos Commit', 3, faster, delays),
    ];
  },
};

export const rows: readonly Row[] = [orphans, duplicates, blocked, counts, paxosCommit];
