import { system } from '.';
import { figure, source, within, type Figure, type Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import { sum, type RunResult } from '../../sim';

const CLOSED = source(
  'Question 14, in closed form: two clock errors, each uniform within ±s, differ by more than the gap g with probability (2s − g)²/8s²',
  'questions/characteristics/',
);
const CRISTIAN = source(
  'Cristian, Probabilistic clock synchronization, Distributed Computing 3(3), 1989',
  'https://doi.org/10.1007/BF01784024',
);
const NTP = source(
  'Mills et al., RFC 5905: Network Time Protocol Version 4, section 8',
  'https://www.rfc-editor.org/rfc/rfc5905',
);
const LAMPORT = source(
  'Lamport, Time, Clocks, and the Ordering of Events in a Distributed System, CACM 21(7), 1978',
  'https://doi.org/10.1145/359545.359563',
);
const SMEAR = source(
  'Google Public NTP, Leap Smear: one second over 24 hours is 11.57 parts per million',
  'https://developers.google.com/time/smear',
);
const SPANNER = source(
  'Corbett et al., Spanner: Google’s Globally-Distributed Database, OSDI 2012, section 4.2.1',
  'https://research.google/pubs/pub39966/',
);

const seeds = seedsTo(5);
const LONG = { chains: 4000, everyMs: 60 } as const;

const runs = (settings: Settings, until: string | null = null): Promise<RunResult[]> =>
  runsOf(system, { settings, seeds, until });

const total = (of: readonly RunResult[], name: string): number => sum(metric(of, name));
const worst = (of: readonly RunResult[], name: string): number => Math.max(...metric(of, name));
/** No run may be off at all: the worst of them. */
const none = (label: string, of: readonly RunResult[], name: string): Figure =>
  figure(label, 0, worst(of, name), 0, 0);

const expected = (s: number, g: number): number => Math.max(0, 2 * s - g) ** 2 / (8 * s * s);

/** Later writes with an earlier stamp, of all chains of all seeds. */
async function inverted(maxOffsetMs: number, gapMs: number): Promise<Figure> {
  const all = await runs({ ...LONG, order: 'wall', maxOffsetMs, gapMs });
  const ours = total(all, 'inversions') / total(all, 'causalPairs');
  const p = expected(maxOffsetMs, gapMs);
  const spread = p === 0 ? 0 : 3 * Math.sqrt((p * (1 - p)) / total(all, 'causalPairs'));
  return figure(`±${maxOffsetMs} ms, gap ${gapMs} ms`, p, ours, p - spread, p + spread);
}

const inversions: Row = {
  id: 'q14',
  title: 'Share of causally later writes with an earlier wall-clock stamp',
  unit: '',
  source: CLOSED,
  tolerance: 'three standard deviations of a proportion of 20,000 pairs; none at ±10 ms',
  settings: asOptions({ ...LONG, order: 'wall', maxOffsetMs: '100|50|20|10', gapMs: '20|50' }),
  seeds,
  async measure() {
    const figures: Figure[] = [];
    for (const s of [100, 50, 20, 10]) figures.push(await inverted(s, 20));
    return [...figures, await inverted(100, 50)];
  },
};

const causal: Row = {
  id: 'q14.causality',
  title: 'Lamport and vector stamps against happened-before as the messages had it',
  unit: '',
  source: LAMPORT,
  tolerance:
    'exact: no inversion, every concurrent pair recognised by vectors, none by Lamport stamps',
  settings: asOptions({ order: 'lamport|vector', concurrentPercent: 50, chainWrites: 4 }),
  seeds,
  cheap: true,
  async measure() {
    const mixed = { concurrentPercent: 50, chainWrites: 4 };
    const lamport = await runs({ ...mixed, order: 'lamport' });
    const vector = await runs({ ...mixed, order: 'vector' });
    return [
      none('Lamport inversions', lamport, 'inversions'),
      none('concurrent pairs that Lamport shows', lamport, 'concurrentFound'),
      none('vector inversions', vector, 'inversions'),
      within(
        'share of concurrent pairs that vectors show',
        1,
        total(vector, 'concurrentFound') / total(vector, 'concurrentPairs'),
        0,
      ),
    ];
  },
};

const lopsided: Row = {
  id: 'q14.ntp',
  title: 'NTP over a path of 30 ms there and 10 ms back: error (there − back)/2, bound δ/2',
  unit: 'ms',
  source: NTP,
  tolerance: 'two microseconds of rounding',
  settings: asOptions({ sync: 'ntp', outMs: 30, backMs: 10 }),
  seeds,
  cheap: true,
  async measure() {
    const all = await runs({ sync: 'ntp', outMs: 30, backMs: 10 });
    return [
      figure('error', 10, worst(all, 'worstSyncErrorMs'), 9.998, 10.002),
      figure('bound', 20, worst(all, 'syncBoundMs'), 19.998, 20.002),
      none('bounds violated', all, 'syncBoundViolations'),
    ];
  },
};

const bounds: Row = {
  id: 'q14.bounds',
  title:
    'Error bounds under jitter and drift: Cristian’s RTT/2 − min, and NTP’s δ/2, never violated',
  unit: 'violations',
  source: CRISTIAN,
  tolerance: 'exact, with 2 µs of rounding and a drift of 0.1 % of the exchange',
  settings: asOptions({ sync: 'cristian|ntp', syncJitterMs: 20, driftPpm: 200, syncEveryMs: 100 }),
  seeds,
  cheap: true,
  async measure() {
    const noisy = { syncJitterMs: 20, driftPpm: 200, syncEveryMs: 100 };
    return [
      none('Cristian', await runs({ ...noisy, sync: 'cristian' }), 'syncBoundViolations'),
      none('NTP', await runs({ ...noisy, sync: 'ntp' }), 'syncBoundViolations'),
    ];
  },
};

const smear: Row = {
  id: 'q14.smear',
  title: 'A leap second spread over 24 hours: how much slower clocks run meanwhile',
  unit: 'ppm',
  source: SMEAR,
  tolerance: 'a hundredth of a part per million',
  settings: asOptions({ leap: 'smear', leapAtS: 0, maxOffsetMs: 0, chains: 140, everyMs: 600_000 }),
  seeds: seedsTo(1),
  cheap: true,
  async measure() {
    const settings = { leap: 'smear', leapAtS: 0, maxOffsetMs: 0, chains: 140, everyMs: 600_000 };
    const [run] = await runsOf(system, { settings, seeds: seedsTo(1), until: null });
    return [figure('rate', -11.574, run.metrics.clockRatePpm, -11.584, -11.564)];
  },
};

const waiting: Row = {
  id: 'q14.commit-wait',
  title: 'Commit wait with an uncertainty of 100 ms: what a write takes, and what is out of order',
  unit: 'ms',
  source: SPANNER,
  tolerance: 'twice the uncertainty and a round trip of 4 ms, within a thousandth',
  settings: asOptions({ order: 'commit-wait', chains: 200, everyMs: 250 }),
  seeds,
  cheap: true,
  async measure() {
    const all = await runs({ order: 'commit-wait', chains: 200, everyMs: 250 });
    return [
      within('median write', 204, worst(all, 'p50Ms'), 0.001),
      none('later writes with an earlier stamp', all, 'inversions'),
    ];
  },
};

export const rows: readonly Row[] = [inversions, causal, lopsided, bounds, smear, waiting];
