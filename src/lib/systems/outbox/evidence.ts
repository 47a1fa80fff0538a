import { range, sum, type RunResult } from '../../sim';
import { system } from '.';
import { lossesOf } from './dual-write';
import { figure, meanOfRuns, source, within, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';

/** Made for this site with an independent prototype, in another language, before the kernel was written. */
const REFERENCE = source(
  'Reference run of question 7: a separate small prototype, 10,000 sign-ups, 20 seeds',
  'questions/eventual-consistency/',
);
const GEOMETRIC = source(
  'Repeated trials: a geometric distribution cut off after R trials; maximum receives as in Amazon SQS',
  'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html',
);

const signUps = { signUps: 10_000, crashPercent: 1, redeliveryPercent: 3 };

/** The mean of the runs, within what one run of the prototype was seen to give. */
function meanIn(label: string, published: number, values: number[], from: number, to: number) {
  return figure(label, published, meanOfRuns(values).mean, from, to);
}

const orphans: Row = {
  id: 'q07.a',
  title:
    '10,000 sign-ups, one crash in a hundred: users left without a wallet, and surplus wallets',
  unit: 'users or wallets',
  source: REFERENCE,
  tolerance:
    'orphans 90 to 115: in the prototype nothing was under way when the service died; duplicates within 15 %, and none at all where none may be; a relay’s crash falls before and after the broker has the event equally often',
  settings: asOptions({ ...signUps, mode: 'dual-write|outbox', dedupe: 'none|user' }),
  seeds: seedsTo(10),
  async measure() {
    const under = (mode: string, dedupe: string) =>
      runsOf(system, { settings: { ...signUps, mode, dedupe }, seeds: seedsTo(10) });
    const dual = await under('dual-write', 'user');
    const bare = await under('outbox', 'none');
    const right = await under('outbox', 'user');
    return [
      meanIn('dual write, orphans', 102, metric(dual, 'pending'), 90, 115),
      meanIn('outbox, orphans', 0, metric(bare, 'pending'), 0, 0),
      meanIn(
        'outbox without dedupe, duplicates',
        359,
        metric(bare, 'duplicateWallets'),
        359 * 0.85,
        359 * 1.15,
      ),
      meanIn('outbox and dedupe, orphans', 0, metric(right, 'pending'), 0, 0),
      meanIn('outbox and dedupe, duplicates', 0, metric(right, 'duplicateWallets'), 0, 0),
    ];
  },
};

const deadly: Settings = {
  mode: 'dual-write',
  signUps: 10_000,
  redeliveryPercent: 0,
  rejectPercent: 0,
};

const takenAlong: Row = {
  id: 'taken-along',
  title: 'Dual write, 10,000 sign-ups: events lost when the service dies ever more often',
  unit: 'users',
  source: source(
    'In closed form: each death loses the event in hand, and what is being committed at that moment',
    'questions/eventual-consistency/',
  ),
  tolerance:
    'three standard errors of the mean of ten runs; at 3 and 10 % narrower than what is lost beyond one event a death',
  settings: asOptions({ ...deadly, crashPercent: '1|3|10' }),
  seeds: seedsTo(10),
  async measure() {
    const figures = [];
    for (const crashPercent of [1, 3, 10]) {
      const settings = { ...deadly, crashPercent };
      const runs = await runsOf(system, { settings, seeds: seedsTo(10) });
      const { lost, spread } = lossesOf({
        signUps: 10_000,
        ratePerSecond: 20,
        crash: crashPercent / 100,
        restartMs: 200,
        commitMs: 3,
      });
      const off = spread / Math.sqrt(10);
      const label = `at ${crashPercent} %`;
      figures.push(meanIn(label, lost, metric(runs, 'pending'), lost - off, lost + off));
    }
    return figures;
  },
};

const near = (label: string, published: number, values: number[]) =>
  within(label, published, meanOfRuns(values).mean, 0.15);

/** Ten minutes at 20 a second, and nothing goes wrong but the outage. */
const calm: Settings = {
  signUps: 12_000,
  ratePerSecond: 20,
  relayPollMs: 500,
  consumers: 1,
  crashPercent: 0,
  redeliveryPercent: 0,
  rejectPercent: 0,
};
const OUTAGE = ['60s crash broker', '80s restart broker'];

const lagIn = (runs: RunResult[], name: string): number[] =>
  metric(runs, name).map((ms) => ms / 1000);

const outage: Row = {
  id: 'q07.b',
  title: 'The broker is away for 20 s in ten minutes: lag from sign-up to wallet',
  unit: 's',
  source: REFERENCE,
  tolerance:
    'within 15 %; the 95th percentile of one run moves by seconds with the number of sign-ups that fall into the outage, so twenty runs are averaged',
  settings: asOptions(calm, OUTAGE),
  seeds: seedsTo(20),
  async measure() {
    const runs = await runsOf(system, {
      settings: calm,
      seeds: seedsTo(20),
      interventions: OUTAGE,
    });
    return [
      near('p95', 2.5, lagIn(runs, 'lagP95Ms')),
      near('p99', 17.3, lagIn(runs, 'lagP99Ms')),
      near('longest', 20.5, lagIn(runs, 'lagMaxMs')),
    ];
  },
};

const noOutage: Row = {
  id: 'q07.c',
  title: 'The same ten minutes without an outage: lag from sign-up to wallet',
  unit: 's',
  source: REFERENCE,
  tolerance: 'to the tenth of a second that the prototype’s figures are rounded to',
  settings: asOptions(calm),
  seeds: seedsTo(4),
  cheap: true,
  async measure() {
    const runs = await runsOf(system, { settings: calm, seeds: seedsTo(4) });
    return [
      meanIn('p50', 0.4, lagIn(runs, 'lagP50Ms'), 0.35, 0.45),
      meanIn('p99', 0.5, lagIn(runs, 'lagP99Ms'), 0.45, 0.55),
    ];
  },
};

function redelivery(id: string, title: string, percent: number, most: number): Row {
  const settings: Settings = {
    signUps: 10_000,
    crashPercent: 0,
    rejectPercent: 0,
    visibilityMs: 1000,
    redeliveryPercent: percent,
    maxAttempts: most,
  };
  const p = percent / 100;
  const dead = most === 0 ? 0 : range(most).reduce((share) => share * p, 1);
  const seeds = seedsTo(4);
  return {
    id,
    title,
    unit: 'deliveries, share or wallets',
    source: GEOMETRIC,
    tolerance: 'three standard errors of a proportion, 3·√(p(1−p)/N), or of a mean of N messages',
    settings: asOptions(settings),
    seeds,
    cheap: true,
    async measure() {
      const runs = await runsOf(system, { settings, seeds });
      const n = sum(metric(runs, 'messages'));
      const mean = (1 - dead) / (1 - p);
      const off = 3 * Math.sqrt(p / ((1 - p) * (1 - p)) / n);
      const offDead = 3 * Math.sqrt((dead * (1 - dead)) / n);
      const deliveries = metric(runs, 'deliveriesPerMessage');
      const letters = metric(runs, 'deadPercent').map((x) => x / 100);
      return [
        meanIn('mean deliveries of a message', mean, deliveries, mean - off, mean + off),
        meanIn('share of dead letters', dead, letters, dead - offDead, dead + offDead),
        meanIn('wallets of 10,000 users', 10_000, metric(runs, 'wallets'), 10_000, 10_000),
      ];
    },
  };
}

export const rows: readonly Row[] = [
  orphans,
  takenAlong,
  outage,
  noOutage,
  redelivery(
    'redelivery',
    'One delivery in five fails, three at most: deliveries, dead letters',
    20,
    3,
  ),
  redelivery(
    'at-least-once',
    'One acknowledgement in five is lost, no limit: deliveries, effects',
    20,
    0,
  ),
];
