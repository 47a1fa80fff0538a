import { system } from '.';
import { byRuns, figure, source, THREE_ERRORS, within } from '../../evidence/row';
import type { Figure, Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import { makeRecipe, range, sum } from '../../sim';
import { checkNow } from './checker/check';
import type { Bounds } from './checker/model';
import { protocolOf } from './protocol/protocol';
import { rulesOf } from './protocol/rules';
import type { WindowSettings } from './settings';

const PAGE = 'questions/protocol/';
const SEEDS = seedsTo(16);

const runs = (settings: Settings, seeds: readonly number[], of: string) =>
  runsOf(system, { settings, seeds, until: null }).then((all) => metric(all, of));
const mean = (values: readonly number[]): number => sum(values) / values.length;

const windows: Row = {
  id: 'q24',
  cheap: true,
  title: 'Time until the last of 200 messages is delivered, 50 ms one way, nothing lost',
  unit: 's',
  source: source('By arithmetic: a window of W for each round trip, (N/W − 1)·RTT + RTT/2', PAGE),
  tolerance: 'exact',
  settings: asOptions({ window: '1|10|20' }),
  seeds: [1],
  async measure() {
    const at = async (window: number): Promise<Figure> => {
      const published = (200 / window - 1) * 0.1 + 0.05;
      const [ours] = await runs({ window }, [1], 'deliveredS');
      return figure(`W = ${window}`, published, ours, published - 1e-6, published + 1e-6);
    };
    return [await at(1), await at(10), await at(20)];
  },
};

const duplicates: Row = {
  id: 'q24.duplicates',
  cheap: true,
  title: 'Messages delivered twice without sequence numbers, of 200, a share q lost each way',
  unit: 'messages',
  source: source('By arithmetic: a copy for each lost acknowledgement, N·q/(1 − q)', PAGE),
  tolerance: THREE_ERRORS,
  settings: asOptions({ window: 1, bits: 0, lossPercent: '10|20' }),
  seeds: SEEDS,
  async measure() {
    const at = async (lossPercent: number): Promise<Figure> => {
      const q = lossPercent / 100;
      const ours = await runs({ window: 1, bits: 0, lossPercent }, SEEDS, 'duplicates');
      return byRuns(`${lossPercent} % lost`, (200 * q) / (1 - q), ours);
    };
    return [await at(10), await at(20)];
  },
};

const stopAndWait: Row = {
  id: 'q24.stop-and-wait',
  cheap: true,
  title: 'Time until 200 messages are acknowledged one at a time, a fifth lost each way',
  unit: 's',
  source: source(
    'By arithmetic: N·(RTT + RTO·(1/s − 1)), where s = 0.8² = 0.64 of the attempts succeed',
    PAGE,
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({ window: 1, bits: 1, lossPercent: 20, rtoMs: '150|300' }),
  seeds: SEEDS,
  async measure() {
    const at = async (rtoMs: number): Promise<Figure> => {
      const ours = await runs({ window: 1, bits: 1, lossPercent: 20, rtoMs }, SEEDS, 'finishedS');
      return byRuns(`RTO ${rtoMs} ms`, (200 * (100 + rtoMs * (1 / 0.64 - 1))) / 1000, ours);
    };
    return [await at(150), await at(300)];
  },
};

const BAD = { lossPercent: 20, duplicatePercent: 10, reorderMs: 40 };

const badChannel: Row = {
  id: 'q24.channel',
  cheap: true,
  title: 'Two hundred messages over the bad channel: time and packets sent',
  unit: '',
  source: source(
    'Reference run of question 24: a separate small simulation of the same channel, 20 seeds',
    PAGE,
  ),
  tolerance: '15 %: the two draw duplicates and delays in different ways',
  settings: asOptions({ ...BAD, window: '1|10', rtoMs: '60|150|300' }),
  seeds: SEEDS,
  async measure() {
    const at = async (label: string, published: number, own: Settings, of: string) =>
      within(label, published, mean(await runs({ ...BAD, ...own }, SEEDS, of)), 0.15);
    return [
      await at('W = 10, time (s)', 7.4, { window: 10 }, 'deliveredS'),
      await at('W = 10, packets', 354, { window: 10 }, 'sends'),
      await at('W = 10, RTO 60 ms, packets', 677, { window: 10, rtoMs: 60 }, 'sends'),
      await at('W = 10, RTO 300 ms, time (s)', 13, { window: 10, rtoMs: 300 }, 'deliveredS'),
      await at('W = 1, time (s)', 43, { window: 1 }, 'deliveredS'),
    ];
  },
};

/** The wrong runs of a window of 16 with five bits, of so many. */
const WRONG_OF = 300;

const textbook: Row = {
  id: 'q24.reordering',
  title: 'Share of runs that misplace a message, five bits, on the channel that reorders',
  unit: '%',
  source: source(
    'Reference run of question 24: 186 of 300 with a window of 16, none with a window of 10',
    PAGE,
  ),
  tolerance: 'three standard errors of a share of 300 runs, 8.4 points; none exactly',
  settings: asOptions({ ...BAD, window: '10|16' }),
  seeds: seedsTo(WRONG_OF),
  async measure() {
    const wrong = async (window: number): Promise<number> => {
      const all = await runsOf(system, {
        settings: { ...BAD, window },
        seeds: seedsTo(WRONG_OF),
        until: '60s',
      });
      return 100 * (1 - mean(metric(all, 'exactlyOnce')));
    };
    return [
      figure('W = 16, half the numbers', 62, await wrong(16), 53.6, 70.4),
      figure('W = 10', 0, await wrong(10), 0, 0),
    ];
  },
};

const SELECTIVE: Partial<WindowSettings> = { resend: 'one', keep: 'buffered', ack: 'each' };
const GO_BACK: Partial<WindowSettings> = { resend: 'all', keep: 'discarded', ack: 'cumulative' };

/** The largest window with which the checker finds no failure among all states. */
function largestWindow(
  design: Partial<WindowSettings>,
  numbers: number,
  most: number,
  channel: Partial<Bounds> = {},
): number {
  const { settings } = makeRecipe(system, { settings: { ...design } });
  const safe = range(most, 1).filter((window) => {
    const protocol = { ...protocolOf(settings as WindowSettings), window, numbers };
    const bounds: Bounds = {
      inFlight: Math.max(2, window),
      overtaking: 0,
      loses: true,
      duplicates: false,
      states: 500_000,
      ...channel,
    };
    return checkNow({ protocol, rules: rulesOf(protocol), bounds }).complete;
  });
  return safe.length === 0 ? 0 : safe[safe.length - 1];
}

const LIMITS = source(
  'L. Peterson and B. Davie, Computer Networks: A Systems Approach, section 2.5: as many numbers as both windows together, W + 1 for go-back-N and 2W for selective repeat',
  'https://book.systemsapproach.org/direct/reliable.html',
);

const limits: Row = {
  id: 'q24.limits',
  cheap: true,
  title: 'The largest window in which the model checker finds no failure, packets in order',
  unit: 'packets',
  source: LIMITS,
  tolerance: 'exact: every state is looked at',
  settings: 'the checker: first in, first out, with loss; numbers 2^b',
  seeds: [],
  async measure() {
    const exact = (label: string, published: number, ours: number) =>
      figure(label, published, ours, published, published);
    return [
      exact('go-back-N, b = 1: 2^b − 1', 1, largestWindow(GO_BACK, 2, 2)),
      exact('go-back-N, b = 2', 3, largestWindow(GO_BACK, 4, 4)),
      exact('selective repeat, b = 1: 2^(b − 1)', 1, largestWindow(SELECTIVE, 2, 2)),
      exact('selective repeat, b = 2', 2, largestWindow(SELECTIVE, 4, 3)),
    ];
  },
};

const overtaken: Row = {
  id: 'q24.overtaking',
  cheap: true,
  title: 'The largest window for selective repeat where each packet may be overtaken by D others',
  unit: 'packets',
  source: source(
    'By arithmetic: an old packet and then its acknowledgement are each overtaken by D, so 2·(W + D) numbers are needed',
    PAGE,
  ),
  tolerance: 'exact: every state is looked at',
  settings: 'the checker: overtaking by D each way, with loss',
  seeds: [],
  async measure() {
    const exact = (numbers: number, overtaking: number, published: number) => {
      const most = Math.min(2, published + 1);
      const ours = largestWindow(SELECTIVE, numbers, most, { overtaking });
      return figure(`${numbers} numbers, D = ${overtaking}`, published, ours, published, published);
    };
    return [exact(2, 1, 0), exact(4, 1, 1), exact(5, 1, 1), exact(6, 1, 2), exact(6, 2, 1)];
  },
};

export const rows: readonly Row[] = [
  windows,
  duplicates,
  stopAndWait,
  badChannel,
  textbook,
  limits,
  overtaken,
];
