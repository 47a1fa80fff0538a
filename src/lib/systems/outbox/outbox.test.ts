import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import {
  countsAtEnd,
  stageOfScenario,
  testShownFacts,
} from '../../../../tests/fixtures/system/stage-facts';
import { linesOf } from '../../../../tests/fixtures/traces';
import { campaign } from '../../hunt';
import { makeRecipe, mean, Run, simulate } from '../../sim';
import { system } from '.';
import { lossesOf } from './dual-write';

const { play } = runsOf(system);

testSystem(system, {
  breaks: {
    broken: ['one-wallet', 'all-settled'],
    'no-dedupe': ['one-wallet'],
    'wrong-key': ['one-wallet'],
    'second-event': ['databases-agree'],
    'outage-dual-write': ['all-settled'],
    'poison-log': ['all-settled'],
    nobody: ['all-settled', 'dead-letters-handled'],
  },
});

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout: 60_000 }, () => {
  testShownFacts(system, {
    healthy: ['0 users-db: outbox: 6 rows', '2 users: 3 CANCELLED', 'end users-db: 586 ACTIVE'],
    broken: [
      '0 users: 1 event lost',
      '2 wallets-db: 1 too many',
      'end users: 19 events lost',
      'end users-db: 19 PENDING',
      'end visitors: PENDING for 69 s',
    ],
    fixed: ['2 relay: 4 sent twice'],
    'no-dedupe': ['0 wallets-db: 1 too many'],
    'change-capture': ['1 users-db: 1 ACTIVE'],
    'wrong-key': ['0 relay: 1 sent twice', '0 wallets-db: 1 too many'],
    'event-key': ['end relay: 13 sent twice', 'end wallets-db: 586 wallets'],
    'second-event': ['1 wallets-db: 57 orphaned'],
    outage: ['1 users-db: outbox: 101 rows', '2 visitors: PENDING for 20 s'],
    'outage-dual-write': ['1 users: 357 events lost'],
    'consumer-crash': ['1 wallet-2: attempt 2'],
    impatient: ['1 users: 28 in error'],
    overtaken: ['end users: 52 in error'],
    poison: ['0 wallet-2: poison', '1 broker: 1 dead letter', 'end dead-letters: 4 settled'],
    'poison-log': ['0 broker: 8 held up'],
    nobody: ['0 dead-letters: nobody here', 'end broker: 4 dead letters'],
  });

  const ids = system.scenarios.filter((s) => s.until !== null).map((s) => s.id);
  test.each(ids)('%s: the figures of the panel at the end', (id) => {
    const stage = stageOfScenario(system, id);
    const { metrics, nodes } = stage.result;
    const said = countsAtEnd(stage);
    expect(said(/ACTIVE$/)).toBe(metrics.active);
    expect(said(/CANCELLED$/)).toBe(metrics.cancelled);
    expect(said(/^\d+ PENDING$/)).toBe(metrics.pending);
    expect(said(/in error$/)).toBe(metrics.wrongCancellations);
    expect(said(/wallets?$/)).toBe(metrics.wallets);
    expect(said(/too many$/)).toBe(metrics.duplicateWallets);
    expect(said(/orphaned$/)).toBe(metrics.cancelledWithWallet);
    expect(said(/dead letters?$/)).toBe(metrics.deadLetters);
    expect(said(/events? lost$/)).toBe(nodes.relay ? 0 : metrics.forgotten);
    expect(said(/^outbox/)).toBe(nodes['users-db'].outbox);
  });

  test('what the captions of an outage count is what is there', () => {
    const { metrics, moments } = stageOfScenario(system, 'outage-dual-write').result;
    const { captions } = system.scenarios.find((s) => s.id === 'outage-dual-write')!;
    expect(captions[moments[1].caption].text).toContain(`${metrics.forgotten} events are lost`);
  });

  test('messages carry the broker’s id, the event’s id and the user', () => {
    const label = system.messages.deliver.label!;
    const delivery = (brokerId: number) =>
      ({ type: 'deliver', topic: 'users', brokerId, body: { id: 13, user: 12 } }) as never;
    expect([label(delivery(13)), label(delivery(27))]).toEqual(['m13·e13·u12', 'm27·e13·u12']);
  });
});

describe('three identities of one event', { timeout: 60_000 }, () => {
  const settings = { signUps: 2000, crashPercent: 10, redeliveryPercent: 10 };
  const under = (dedupe: string, more = {}) =>
    play({ settings: { ...settings, dedupe, ...more }, until: null }).metrics;

  test('the broker’s id catches redeliveries alone, the event’s id republished events too', () => {
    const republished = 2000 * 0.05;
    const off = 4 * Math.sqrt(republished);
    expect(Math.abs(under('message').duplicateWallets - republished)).toBeLessThan(off);
    expect(under('event').duplicateWallets).toBe(0);
    expect(under('user').duplicateWallets).toBe(0);
    expect(under('event', { mode: 'cdc' }).duplicateWallets).toBe(0);
  });

  test('a second event of the user is recognised by the user’s id alone', () => {
    const kept = (dedupe: string) =>
      play({ scenario: 'second-event', settings: { dedupe } }).metrics.cancelledWithWallet;
    expect(kept('event')).toBeGreaterThan(10);
    expect(kept('user')).toBe(0);
  });
});

/** What a hunt comes to. */
function hunt(set: Record<string, unknown>, seeds: number, firstSeed: number) {
  const tries = campaign({ system, set }, { seeds, firstSeed }, true);
  let next = tries.next();
  while (!next.done) next = tries.next();
  return next.value;
}

describe('hunts', { timeout: 120_000 }, () => {
  test.each([
    [{}],
    [{ mode: 'cdc' }],
    [{ broker: 'log' }],
    [{ giveUpMs: 1000 }],
    [{ broker: 'log', mode: 'cdc', giveUpMs: 2000, poisonPercent: 2 }],
  ])('find nothing wrong with a right design: %j', (set) => {
    expect(hunt(set, 40, 5000)).toMatchObject({ tried: 40, failed: 0, first: null });
  });
});

describe('closed forms', { timeout: 60_000 }, () => {
  const quiet = { signUps: 4000, crashPercent: 0, rejectPercent: 0, visibilityMs: 300 };

  test.each([
    [0.2, 3],
    [0.5, 2],
    [0.1, 1],
  ])('a share %d lost, %i deliveries at most', (p, most) => {
    const settings = { ...quiet, redeliveryPercent: 100 * p, maxAttempts: most };
    const { metrics } = play({ settings, until: null });
    const share = p ** most;
    const spread = (v: number) => 4 * Math.sqrt(v / metrics.messages);
    expect(metrics.deadPercent / 100).toBeGreaterThan(share - spread(share * (1 - share)));
    expect(metrics.deadPercent / 100).toBeLessThan(share + spread(share * (1 - share)));
    const mean = (1 - share) / (1 - p);
    expect(Math.abs(metrics.deliveriesPerMessage - mean)).toBeLessThan(spread(p / (1 - p) ** 2));
    expect(metrics.duplicateWallets).toBe(0);
  });

  test.each([3, 10])(
    'dual write, %d %% die: a death takes along what is being committed, and no crowd that came back',
    (crashPercent) => {
      const settings = { mode: 'dual-write', signUps: 10_000, crashPercent, rejectPercent: 0 };
      const seeds = [1, 2, 3];
      const runs = seeds.map((seed) => play({ settings, seed, until: null }).metrics);
      const given = { signUps: 10_000, ratePerSecond: 20, restartMs: 200, commitMs: 3 };
      const { lost, spread } = lossesOf({ ...given, crash: crashPercent / 100 });
      const off = spread / Math.sqrt(seeds.length);
      expect(Math.abs(mean(runs.map((m) => m.pending)) - lost)).toBeLessThan(off);
    },
  );

  test('who finds the service down together comes back one by one', () => {
    const { trace } = simulate(
      system,
      makeRecipe(system, {
        settings: { mode: 'dual-write', crashPercent: 0, signUps: 60 },
        interventions: ['1s crash users', '1400ms restart users'],
      }),
      { trace: 'full' },
    );
    const asked = linesOf(trace!).filter((line) => line.kind === 'Send' && line.name === 'sign-up');
    expect(asked.length).toBeGreaterThan(60);
    expect(new Set(asked.map((line) => line.at)).size).toBe(asked.length);
  });

  test('without a limit: 1/(1−p) deliveries, one effect', () => {
    const settings = { ...quiet, redeliveryPercent: 20, maxAttempts: 0 };
    const { metrics } = play({ settings, until: null });
    expect(Math.abs(metrics.deliveriesPerMessage - 1.25)).toBeLessThan(
      4 * Math.sqrt(0.3125 / 4000),
    );
    expect(metrics.wallets).toBe(4000);
  });
});

test('a run resumed from a checkpoint in the middle of an outage ends as the whole one does', () => {
  for (const settings of [
    {},
    { mode: 'cdc', broker: 'log' },
    { mode: 'dual-write', giveUpMs: 3000 },
  ]) {
    const recipe = makeRecipe(system, { scenario: 'outage', settings, until: '45s' });
    const whole = new Run(system, recipe, { trace: 'full' });
    whole.advance(Infinity, 21_000_000);
    const checkpoint = whole.save();
    whole.advance();
    const again = Run.resume(recipe, whole, checkpoint);
    again.advance();
    expect(again.result().digest).toBe(whole.result().digest);
  }
});

describe('whatever is changed during a run', { timeout: 120_000 }, () => {
  const change = fc.oneof(
    fc.constantFrom('outbox', 'cdc').map((v) => `set mode=${v}`),
    fc.constantFrom('queue', 'log').map((v) => `set broker=${v}`),
    fc.integer({ min: 1, max: 20 }).map((v) => `set partitions=${v}`),
    fc.integer({ min: 1, max: 9 }).map((v) => `set maxAttempts=${v}`),
    fc.constantFrom('nobody', 'owner').map((v) => `set deadLetters=${v}`),
    fc.constantFrom('crash', 'pause', 'fail-fast').map((v) => `${v} broker`),
    fc.constantFrom('restart', 'resume', 'recover').map((v) => `${v} broker`),
    fc.constant('operate broker redrive users'),
  );
  const plan = fc.array(fc.tuple(fc.integer({ min: 1, max: 9_000 }), change), { maxLength: 8 });
  propertyTest(
    'no user gets a second wallet, and none is lost',
    fc.property(plan, fc.nat(1e6), (acts, seed) => {
      const interventions = [
        ...acts.map(([ms, act]) => `${ms}ms ${act}`),
        '10s set deadLetters=owner',
        ...['restart', 'resume', 'recover'].map((v) => `10s ${v} broker`),
      ];
      const settings = { signUps: 150, poisonPercent: 2, settleMs: 40_000 };
      const run = play({ settings, seed, interventions, until: '80s' });
      expect(run.metrics.users).toBe(150);
      expect(run.metrics.duplicateWallets).toBe(0);
    }),
    25,
  );

  test('the load may be cut short: the visitors stop, and the run ends', () => {
    const interventions = ['3s set signUps=40'];
    const run = play({ settings: { signUps: 5000 }, interventions, until: null });
    expect(run.metrics.signUps).toBeGreaterThan(40);
    expect(run.metrics.signUps).toBeLessThan(100);
    expect(run.metrics.answered).toBe(run.metrics.signUps);
    expect(run.virtualMs).toBeLessThan(40_000);
  });
});

test('clocks that are wrong change no measure: lags are true times', () => {
  const lagOf = (interventions: string[]) =>
    play({ scenario: 'healthy', interventions, until: '30s' }).metrics.lagP95Ms;
  const skewed = lagOf(['1s skew users 400ms 0ppm', '1s skew users-db -900ms 0ppm']);
  expect(skewed).toBe(lagOf([]));
});

test('ten thousand sign-ups count as they should, whatever the design', { timeout: 60_000 }, () => {
  for (const mode of ['dual-write', 'outbox', 'cdc']) {
    const { metrics, nodes } = play({ scenario: 'ten-thousand', settings: { mode } });
    expect(metrics.users).toBe(10_000);
    expect(metrics.active + metrics.cancelled + metrics.pending).toBe(10_000);
    expect(nodes.broker.accepted).toBe(
      nodes.broker.acknowledged + nodes.broker.dead + nodes.broker.held,
    );
  }
});
