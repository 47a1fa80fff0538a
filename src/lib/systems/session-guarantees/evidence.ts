import { system } from '.';
import { byRuns, figure, source, THREE_ERRORS } from '../../evidence/row';
import type { Figure, Row } from '../../evidence/row';
import { asOptions, metric, runsOf, seedsTo, type Settings } from '../../evidence/runs';
import { ln } from '../../sim';

const ARITHMETIC = source(
  'Question 13: a copy that lags exponentially is behind after a time g with probability e^(−g/L)',
  'questions/distributed-system/',
);

/** One user who posts, looks, and then waits until every copy has the post. */
const ALONE: Settings = {
  token: 'none',
  clients: 1,
  ownPercent: 100,
  stepMs: 4000,
  steps: 500,
};
const SEEDS = seedsTo(16);

/** e^−x by its series; runs must not depend on a library's rounding. */
function decay(x: number): number {
  let [term, sum] = [1, 1];
  for (let n = 1; n < 40; n++) {
    term *= -x / n;
    sum += term;
  }
  return sum;
}

/** The mean of a number over many runs. */
async function many(
  label: string,
  published: number,
  settings: Settings,
  of: string,
  by = 1,
): Promise<Figure> {
  const values = metric(
    await runsOf(system, { settings: { ...ALONE, ...settings }, seeds: SEEDS }),
    of,
  );
  return byRuns(
    label,
    published,
    values.map((v) => v / by),
  );
}

/** From the commit at the primary to the read’s arrival at a follower it is then 50 ms, and nothing but the lag between. */
const FROM_COMMIT = { shipMs: 0, gapMs: 7.5 };

const stale: Row = {
  id: 'q13',
  cheap: true,
  title:
    'Share of looks at one’s own post that miss it, lag 200 ms, by where the 50 ms are counted',
  unit: '',
  source: ARITHMETIC,
  tolerance: THREE_ERRORS,
  settings: asOptions({ ...ALONE, route: 'any|sticky|primary', shipMs: '0|40', gapMs: '7.5|50' }),
  seeds: SEEDS,
  async measure() {
    const read = 'staleOwnPercent';
    const counted = { shipMs: 0, gapMs: 50 };
    return [
      await many(
        'any of three, 50 ms from commit',
        (2 / 3) * decay(0.25),
        { route: 'any', ...FROM_COMMIT },
        read,
        100,
      ),
      await many(
        'any of three, 50 ms at the client',
        (2 / 3) * decay(92.5 / 200),
        { route: 'any', ...counted },
        read,
        100,
      ),
      await many(
        'any of three, records travel 40 ms',
        (2 / 3) * decay(52.5 / 200),
        { route: 'any' },
        read,
        100,
      ),
      await many(
        'one follower, 50 ms from commit',
        decay(0.25),
        { route: 'sticky', ...FROM_COMMIT },
        read,
        100,
      ),
      await many('primary', 0, { route: 'primary' }, read, 100),
    ];
  },
};

const vanishing: Row = {
  id: 'q13.vanish',
  cheap: true,
  title:
    'One post, two reads at random copies of three, 50 and 100 ms after the commit: the second goes back',
  unit: '',
  source: source(
    'By arithmetic: (2/9)·(2 − e^(−g₁/L))·e^(−g₂/L) with g₁ = 50, g₂ = 100, L = 200 ms',
    'questions/distributed-system/',
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({
    ...ALONE,
    route: 'any',
    ownReads: 2,
    primaryRttMs: 0,
    localRttMs: 0,
    shipMs: 0,
    gapMs: 50,
  }),
  seeds: SEEDS,
  async measure() {
    const near = {
      route: 'any',
      ownReads: 2,
      primaryRttMs: 0,
      localRttMs: 0,
      shipMs: 0,
      gapMs: 50,
    };
    const published = (2 / 9) * (2 - decay(0.25)) * decay(0.5);
    return [await many('went back', published, near, 'wentBackPerPostPercent', 100)];
  },
};

const price: Row = {
  id: 'q13.price',
  cheap: true,
  title: 'Mean time of a look at one’s own post, 50 ms after its commit',
  unit: 'ms',
  source: source(
    'By arithmetic: 80 at the primary; 5 + 80·e^(−g/L) with a detour; 5 + L·e^(−g/L) with waiting',
    'questions/distributed-system/',
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({
    ...ALONE,
    ...FROM_COMMIT,
    route: 'primary|followers',
    token: 'both',
    behind: 'primary|wait',
    timeoutMs: 60_000,
  }),
  seeds: SEEDS,
  async measure() {
    const whole = { ...FROM_COMMIT, token: 'both', timeoutMs: 60_000 };
    const late = decay(0.25);
    const primary = await many('primary', 80, { ...whole, route: 'primary' }, 'meanMs');
    return [
      figure('primary', 80, primary.ours, 79.99, 80.01),
      await many('token, detour', 5 + 80 * late, { ...whole, behind: 'primary' }, 'meanMs'),
      await many('token, wait', 5 + 200 * late, { ...whole, behind: 'wait' }, 'meanMs'),
    ];
  },
};

/** How long a copy takes until it has the post in so many of 100 cases: L·ln(100 / (100 − share)). */
const quantile = (share: number): number => 200 * ln(100 / (100 - share));

const horizon: Row = {
  id: 'q13.horizon',
  title: 'How long to wait until a follower has the post in 90 and in 99 of 100 cases',
  unit: '',
  source: source(
    'By arithmetic: L·ln 10 = 461 ms and L·ln 100 = 921 ms for a lag of 200 ms',
    'questions/distributed-system/',
  ),
  tolerance: THREE_ERRORS,
  settings: asOptions({
    ...ALONE,
    route: 'sticky',
    shipMs: 0,
    gapMs: 'L·ln 10 − 42.5|L·ln 100 − 42.5',
  }),
  seeds: SEEDS,
  async measure() {
    const after = (share: number): Settings => ({
      route: 'sticky',
      shipMs: 0,
      gapMs: Math.round((quantile(share) - 42.5) * 1000) / 1000,
    });
    return [
      await many('stale after L·ln 10', 0.1, after(90), 'staleOwnPercent', 100),
      await many('stale after L·ln 100', 0.01, after(99), 'staleOwnPercent', 100),
    ];
  },
};

const sessions: Row = {
  id: 'q13.guarantees',
  cheap: true,
  title: 'Three users, a post in ten steps: reads that break a guarantee, by design',
  unit: 'reads',
  source: source(
    'Terry et al., Session Guarantees for Weakly Consistent Replicated Data, 1994: the guarantees that what a session keeps ensures',
    'https://doi.org/10.1109/PDIS.1994.331722',
  ),
  tolerance: 'exact: a guarantee that is ensured is never broken',
  settings: asOptions({
    token: 'none|writes|reads|both',
    writes: 'any',
    route: 'any',
    steps: 1000,
    clients: 3,
  }),
  seeds: seedsTo(4),
  async measure() {
    const total = async (settings: Settings, of: string): Promise<number> => {
      const runs = await runsOf(system, {
        settings: { route: 'any', writes: 'any', steps: 1000, clients: 3, ...settings },
        seeds: seedsTo(4),
      });
      return metric(runs, of).reduce((a, b) => a + b, 0);
    };
    const zero = async (label: string, settings: Settings, of: string): Promise<Figure> =>
      figure(label, 0, await total(settings, of), 0, 0);
    return [
      await zero('writes in the token: read your writes', { token: 'writes' }, 'readYourWrites'),
      await zero('writes in the token: monotonic writes', { token: 'writes' }, 'monotonicWrites'),
      await zero('reads in the token: monotonic reads', { token: 'reads' }, 'monotonicReads'),
      await zero(
        'reads in the token: writes follow reads',
        { token: 'reads' },
        'writesFollowReads',
      ),
      await zero('both: read your writes', { token: 'both' }, 'readYourWrites'),
      await zero('both: monotonic reads', { token: 'both' }, 'monotonicReads'),
      await zero('both: writes follow reads', { token: 'both' }, 'writesFollowReads'),
      await zero('both: monotonic writes', { token: 'both' }, 'monotonicWrites'),
    ];
  },
};

export const rows: readonly Row[] = [stale, vanishing, price, horizon, sessions];
