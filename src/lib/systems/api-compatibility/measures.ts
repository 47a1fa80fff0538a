import { COUNTER, mean, percentile, SECOND, sum, TIMES, timesMs } from '../../sim';
import type { Measures, Micros, ProbeSpec } from '../../sim';
import { chartsOf } from '../charts';
import { PROGRAMS, titleOf } from './nodes/consumer/programs';
import { contractTests } from './nodes/release/contract-tests';
import type { Commit } from './nodes/release/kind';
import { CHANGES, DAY, HOUR } from './nodes/users-api/changes';
import type { Effect } from './observed';
import type { ApiWorld } from './world';

const chart = chartsOf<ApiWorld>();

export const probes = {
  latency: TIMES,
  answers: COUNTER,
  errors: COUNTER,
  'web-right': COUNTER,
  'web-wrong': COUNTER,
  'surveys-right': COUNTER,
  'surveys-wrong': COUNTER,
  'wallet-right': COUNTER,
  'wallet-wrong': COUNTER,
  'billing-right': COUNTER,
  'billing-wrong': COUNTER,
} as const satisfies Record<string, Omit<ProbeSpec, 'id'>>;

const commitsOf = ({ at }: ApiWorld): Commit[] => Object.values(at.pipeline.durable.commits);

export const commitsIn = (world: ApiWorld, ...states: string[]): Commit[] =>
  commitsOf(world).filter((c) => states.includes(c.state));

/** Every effect of a change on a program. */
const effectsIn = ({ observed }: ApiWorld): Effect[] =>
  PROGRAMS.flatMap((program) => Object.values(observed.effects[program]));

/** NaN of nothing: there is no share to speak of. */
const share = (part: number, whole: number): number => (whole === 0 ? NaN : (100 * part) / whole);

/** Results of all programs so far. */
const results = (world: ApiWorld, what: 'right' | 'wrong'): number =>
  sum(PROGRAMS.map((p) => world.probe(`${p}-${what}`).all.sum));

/** From a commit to its first canary, or to every instance; those that never got there are left out. */
const timesTo = (end: 'leftAt' | 'shippedAt', commits: readonly Commit[], unit: Micros): number[] =>
  commits.flatMap((c) => {
    const [from, to] = [c.at, c[end]];
    return from === null || to === null ? [] : [(to - from) / unit];
  });

function releaseNumbers(world: ApiWorld): Record<string, number> {
  const { durable, options } = world.at.pipeline;
  const { tally } = durable;
  const shipped = commitsIn(world, 'shipped');
  return {
    shipped: shipped.length,
    blocked: commitsIn(world, 'refused', 'blocked').length,
    stopped: commitsIn(world, 'stopped').length,
    reverted: commitsIn(world, 'reverted').length,
    contractTests: contractTests(options.tests).length,
    schemaBreaking: tally.schemaBreaking,
    stoppedByTests: tally.byTest,
    stoppedByCanary: tally.byCanary,
    releases: tally.releases,
    rollBacks: tally.rollBacks,
    incidents: tally.incidents,
    takenAlong: tally.takenAlong,
    meanLeadDays: mean(timesTo('shippedAt', shipped, DAY)),
    meanLeadHours: mean(timesTo('shippedAt', shipped, HOUR)),
    meanWaitDays: mean(timesTo('leftAt', commitsOf(world), DAY)),
  };
}

function consumerNumbers(world: ApiWorld): Record<string, number> {
  const { web, surveys, wallet, billing } = world.observed.effects;
  const effects = effectsIn(world);
  return {
    consumerBreaks: effects.filter((e) => e.wrong > 0).length,
    wrongResults: sum(effects.map((e) => e.wrong)),
    silentResults: sum(effects.map((e) => e.silent)),
    // Between the first and the last wrong result, over all programs and changes.
    brokenHours: sum(effects.map((e) => ((e.lastAt ?? 0) - (e.firstAt ?? 0)) / HOUR)),
    billingMissing: billing.D.most,
    billingShortExports: billing.D.wrong,
    surveysRemoved: surveys.B.most,
    walletLatePercent: share(wallet.C.wrong, wallet.C.answers),
    ghostAccounts: wallet.E.wrong,
    whitePages: web.E.wrong,
    wrongPercent: share(results(world, 'wrong'), results(world, 'wrong') + results(world, 'right')),
  };
}

/** Samples of a whole calendar. */
const SAMPLES = 240;

export const measures: Measures<ApiWorld> = {
  sampleEvery: (s) => Math.max(SECOND / 2, Math.round((s.days * DAY) / SAMPLES)),
  series: [
    chart('errors', 'errors that the provider sees, so far', '%').of(['errors'], (w) => [
      share(w.probe('errors').all.sum, w.probe('answers').all.sum),
    ]),
    chart('wrong', 'wrong results that customers got, so far', '').of(['wrong results'], (w) => [
      results(w, 'wrong'),
    ]),
    chart('latency', 'response time that the provider sees', 'ms').of(['p50', 'p99'], (w) =>
      timesMs(w.probe('latency').window, 0.5, 0.99),
    ),
    chart('wrong-by-consumer', 'wrong results so far, by program', '').of(
      () => PROGRAMS.map(titleOf),
      (w) => PROGRAMS.map((p) => w.probe(`${p}-wrong`).all.sum),
    ),
    chart('changes', 'changes', '').of(['committed', 'shipped', 'stopped', 'rolled back'], (w) => [
      CHANGES.length - commitsIn(w, 'planned', 'announced').length,
      commitsIn(w, 'shipped').length,
      commitsIn(w, 'refused', 'blocked', 'stopped').length,
      commitsIn(w, 'reverted').length,
    ]),
  ],
  numbers(world) {
    const latency = world.probe('latency').all;
    const answers = world.probe('answers').all.sum;
    return {
      ...releaseNumbers(world),
      ...consumerNumbers(world),
      errorPercent: share(world.probe('errors').all.sum, answers),
      p99Ms: percentile(latency, 0.99) / 1000,
      requests: answers,
    };
  },
  nodes({ at }) {
    const tallies = at.consumers.map(({ id, durable }) => {
      const { asked, jobs, done, failed } = durable;
      return [id, { asked, jobs, done, failed }] as const;
    });
    const versions = at.instances.map((n) => [n.id, { version: n.durable.version.no }] as const);
    const { tally, live, epoch } = at.pipeline.durable;
    return {
      ...Object.fromEntries<Record<string, number>>([...tallies, ...versions]),
      [at.pipeline.id]: { ...tally, version: live.no, orders: epoch },
    };
  },
};
