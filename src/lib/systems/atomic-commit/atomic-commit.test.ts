import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testSystem } from '../../../../tests/fixtures/system';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { linesOf } from '../../../../tests/fixtures/traces';
import { campaign } from '../../hunt';
import type { Table } from '../../nodes/service/database';
import { makeRecipe, Run, type RecipeParts } from '../../sim';
import { system } from '.';

const { play, broken } = runsOf(system);

testSystem(system, { breaks: { broken: ['books-agree'], twice: ['one-wallet'] } });

describe('a protocol that is changed during a run', () => {
  const changed = (from: string, to: string) => () =>
    play({ settings: { signUps: 100, mode: from }, interventions: [`2s set mode=${to}`] });

  test.each([
    ['two-phase', 'saga'],
    ['saga', 'naive'],
    ['two-phase', 'replicated'],
    ['naive', 'two-phase'],
  ])('%s to %s: refused, since another kind of node would have to decide', (from, to) => {
    expect(changed(from, to)).toThrow(/changes which nodes there are/);
  });

  test.each([
    ['naive', 'one'],
    ['one', 'naive'],
  ])('%s to %s: nobody is lost', (from, to) => {
    const { metrics } = changed(from, to)();
    expect(metrics).toMatchObject({ unanswered: 0, inDoubt: 0 });
  });
});

test('clocks that are wrong change no measure: waits, locks and doubts are true times', () => {
  const measured = (interventions: string[]) => {
    const { metrics } = play({ scenario: 'from-log', interventions });
    return [metrics.ackMaxMs, metrics.lockHoldMaxMs, metrics.doubtMaxMs];
  };
  const skews = ['users-1', 'users-db', 'wallets-db', 'coordinator-1'].map(
    (node, i) => `1s skew ${node} ${300 - 200 * i}ms 0ppm`,
  );
  expect(measured(skews)).toEqual(measured([]));
});

describe('in closed form', { timeout: 60_000 }, () => {
  const calm = {
    signUps: 20,
    requestLossPercent: 0,
    replyLossPercent: 0,
    rejectPercent: 0,
    fsyncMs: 0,
  };
  const sizes = fc.integer({ min: 2, max: 8 });

  propertyTest(
    'N participants: 3N messages and N confirmations, a promise of two hops',
    fc.property(sizes, fc.integer({ min: 1, max: 20 }), (services, hopMs) => {
      const { metrics } = play({ settings: { ...calm, services, hopMs } });
      expect(metrics).toMatchObject({
        messagesPerTransaction: 3 * services,
        acksPerTransaction: services,
        lockHoldP50Ms: 2 * hopMs,
        successPercent: 100,
      });
    }),
    8,
  );

  propertyTest(
    'with the coordinator on a participant’s machine: 3(N−1)',
    fc.property(sizes, (services) => {
      const { metrics } = play({ settings: { ...calm, services, placement: 'together' } });
      expect(metrics.messagesPerTransaction).toBe(3 * (services - 1));
    }),
    7,
  );

  propertyTest(
    'Paxos Commit, F = 1, managers on participants’ machines: (N−1)(F+3)+F; faster: (N−1)(2F+3)',
    fc.property(fc.integer({ min: 3, max: 8 }), fc.boolean(), (services, fasterPaxos) => {
      const settings = { ...calm, services, mode: 'replicated', placement: 'together' };
      const { metrics } = play({ settings: { ...settings, fasterPaxos } });
      const n = services - 1;
      expect(metrics.messagesPerTransaction).toBe(fasterPaxos ? n * 5 : n * 4 + 1);
    }),
    8,
  );

  test('a no of one participant: nobody keeps anything', () => {
    const { metrics } = play({ settings: { ...calm, signUps: 300, rejectPercent: 40 } });
    expect(metrics.failed).toBeGreaterThan(80);
    expect(metrics).toMatchObject({ orphanWallets: 0, usersWithoutWallet: 0, inDoubt: 0 });
    expect(metrics.users).toBe(300 - metrics.failed);
  });

  test.each([
    [0.1, 0.2],
    [0.3, 0],
    [0, 0.3],
  ])(
    'two calls, %d of the requests and %d of the answers lost: orphans are lost answers',
    (p, q) => {
      const settings = {
        ...calm,
        mode: 'naive',
        signUps: 2000,
        retries: 0,
        requestLossPercent: 100 * p,
        replyLossPercent: 100 * q,
      };
      const { metrics } = play({ settings });
      const share = (1 - p) * q;
      const spread = 4 * Math.sqrt(2000 * share * (1 - share));
      expect(Math.abs(metrics.orphanWallets - 2000 * share)).toBeLessThanOrEqual(spread);
      const fails = p + share;
      const failSpread = 4 * Math.sqrt(2000 * fails * (1 - fails));
      expect(Math.abs(metrics.failed - 2000 * fails)).toBeLessThanOrEqual(failSpread);
    },
  );
});

/** Counted from the tables at the end, and expected from the odds of each call. */
describe('wallets of nobody are counted one by one', { timeout: 60_000 }, () => {
  const settings = {
    mode: 'naive',
    signUps: 2000,
    retries: 1,
    idempotencyKey: false,
    requestLossPercent: 10,
    replyLossPercent: 10,
    rejectPercent: 0,
  };
  const run = new Run(system, makeRecipe(system, { settings }), { trace: 'metrics' });
  run.advance();
  const { metrics } = run.result();

  test('as many as the tables hold without their user', () => {
    const owners = (table: string): number[] =>
      run.world.nodes.flatMap(({ durable }) => {
        const { tables = {} } = (durable ?? {}) as { tables?: Record<string, Table> };
        const rows = [...(tables[table]?.rows.values() ?? [])];
        return rows.filter((row) => row.state !== 'cancelled').map((row) => row.owner);
      });
    const users = new Set(owners('users'));
    const orphans = owners('wallets').filter((owner) => !users.has(owner));
    expect(new Set(orphans).size).toBeLessThan(orphans.length);
    expect(metrics.orphanWallets).toBe(orphans.length);
  });

  test('two tries that fail leave two wallets where both answers were lost', () => {
    const [fails, unheard] = [0.1 + 0.9 * 0.1, 0.9 * 0.1];
    const expected = 2000 * 2 * unheard * fails;
    const spread = 4 * Math.sqrt(2000 * (2 * unheard * 0.1 + 4 * unheard * unheard));
    expect(Math.abs(metrics.orphanWallets - expected)).toBeLessThan(spread);
  });
});

describe('statelessness has nothing to do with it', { timeout: 60_000 }, () => {
  const outcomes = ({ metrics }: ReturnType<typeof play>) =>
    [metrics.users, metrics.wallets, metrics.failed, metrics.orphanWallets].join();

  test.each(['two-phase', 'replicated', 'one'])(
    '%s comes to the same whatever instances remember',
    (mode) => {
      const settings = { mode, signUps: 300 };
      const forgetful = play({ settings: { ...settings, routing: 'random', wipes: true } });
      const mindful = play({ settings: { ...settings, routing: 'sticky', wipes: false } });
      expect(outcomes(forgetful)).toBe(outcomes(mindful));
      expect(forgetful.metrics.orphanWallets).toBe(0);
    },
  );
});

describe('which designs break which promise', { timeout: 60_000 }, () => {
  test.each([
    ['early-commit', { bug: 'early-commit', rejectPercent: 20 }, 'all-or-nothing'],
    ['decides-alone', { bug: 'decides-alone' }, 'keeps-its-word'],
    ['no key', { mode: 'naive', retries: 2, idempotencyKey: false }, 'one-wallet'],
    ['delete on time-out', { mode: 'naive', retries: 0 }, 'books-agree'],
  ])('%s', (_name, settings, property) => {
    expect(broken({ settings: { signUps: 200, ...settings } })).toContain(property);
  });

  test('a process killed between the two calls tells a lie later', () => {
    const interventions = Array.from({ length: 30 }, (_, i) => [
      `${i}s crash users-1`,
      `${i * 1000 + 20}ms restart users-1`,
    ]).flat();
    const settings = { mode: 'naive', instances: 1, patienceMs: 1000, requestLossPercent: 20 };
    expect(broken({ settings, interventions })).toEqual(['books-agree', 'yes-means-yes']);
  });
});

describe('hunts', { timeout: 120_000 }, () => {
  const hunt = (set: Record<string, unknown>, firstSeed: number) => {
    const tries = campaign({ system, set }, { seeds: 60, firstSeed }, true);
    let next = tries.next();
    while (!next.done) next = tries.next();
    return next.value;
  };
  test.each([
    [{ mode: 'replicated' }],
    [{ mode: 'replicated', fasterPaxos: true, services: 4 }],
    [{ mode: 'one', wipes: false, routing: 'sticky' }],
    // The answer is not the end of a saga: the run has to go on for longer than any fault.
    [{ mode: 'saga', settleMs: 10_000 }],
    [{ mode: 'saga', coordinatorDies: 'after-votes', diesAfterS: 2, outageS: 2, settleMs: 10_000 }],
    [{ services: 4, hotPercent: 50, ownPerSecond: 5, rejectPercent: 10 }],
    [{ coordinatorDies: 'after-votes', diesAfterS: 2, outageS: 2, placement: 'together' }],
    [{ mode: 'replicated', coordinatorDies: 'after-decision', diesAfterS: 2, outageS: 2 }],
  ])('find nothing wrong with a right design: %j', (set) => {
    expect(hunt(set, 7000)).toMatchObject({ tried: 60, failed: 0, first: null });
  });
});

describe('stories', () => {
  /** Sends, changes of transactions and notes of one short run, with times in tenths of a millisecond. */
  function story(parts: RecipeParts, from = 0): string[] {
    const { trace, recipe } = play(parts, 'full');
    const { nodes } = system.topology(recipe.settings as never);
    const id = (i: number) => nodes[i]?.id ?? '';
    return linesOf(trace!)
      .filter((l) => l.at >= from && ['Send', 'Part', 'Note', 'Mode'].includes(l.kind))
      .filter((l) => l.name !== 'alive' && !(l.kind === 'Mode' && l.node === 0))
      .map((l) => {
        const what = l.kind === 'Send' ? `→ ${id(l.peer)}: ${l.name}` : l.name;
        return `${((l.at - from) / 1000).toFixed(1)} ${id(l.node)} ${what}`;
      });
  }
  const quiet = {
    signUps: 1,
    ratePerSecond: 1000,
    requestLossPercent: 0,
    replyLossPercent: 0,
    rejectPercent: 0,
    routing: 'sticky',
    instances: 1,
    hopMs: 1,
    settleMs: 1,
  };

  test('one sign-up', () => {
    expect(story({ settings: quiet })).toMatchInlineSnapshot(`
      [
        "1.2 visitors → users-1: sign-up",
        "2.2 users-1 → coordinator-1: begin",
        "3.2 coordinator-1 user 1 (100001): absent → collecting",
        "3.2 coordinator-1 → users-db: prepare",
        "3.2 coordinator-1 → wallets-db: prepare",
        "4.2 users-db user 1 (100001): absent → working",
        "4.2 wallets-db user 1 (100001): absent → working",
        "6.2 users-db user 1 (100001): working → prepared",
        "6.2 users-db → coordinator-1: vote-yes",
        "6.2 wallets-db user 1 (100001): working → prepared",
        "6.2 wallets-db → coordinator-1: vote-yes",
        "9.2 coordinator-1 user 1 (100001): collecting → committed",
        "9.2 coordinator-1 → users-db: commit",
        "9.2 coordinator-1 → wallets-db: commit",
        "9.2 coordinator-1 → users-1: finished",
        "10.2 users-1 → visitors: signed-up",
        "12.2 users-db user 1 (100001): prepared → committed",
        "12.2 users-db → coordinator-1: acknowledge",
        "12.2 wallets-db user 1 (100001): prepared → committed",
        "12.2 wallets-db → coordinator-1: acknowledge",
      ]
    `);
  });

  test('the leader dies after the votes', () => {
    const settings = {
      ...quiet,
      mode: 'replicated',
      coordinatorDies: 'after-votes',
      diesAfterS: 0,
      takeoverMs: 100,
      patienceMs: 5000,
    };
    expect(story({ settings })).toMatchInlineSnapshot(`
      [
        "0.0 coordinator-1 running|leader",
        "1.2 visitors → users-1: sign-up",
        "2.2 users-1 → coordinator-1: begin",
        "2.2 users-1 → coordinator-2: begin",
        "2.2 users-1 → coordinator-3: begin",
        "3.2 coordinator-1 user 1 (1000100001): absent → collecting",
        "3.2 coordinator-1 → users-db: prepare",
        "3.2 coordinator-1 → wallets-db: prepare",
        "4.2 users-db user 1 (1000100001): absent → working",
        "4.2 wallets-db user 1 (1000100001): absent → working",
        "6.2 users-db user 1 (1000100001): working → prepared",
        "6.2 users-db → coordinator-1: vote-yes",
        "6.2 users-db → coordinator-2: vote-yes",
        "6.2 wallets-db user 1 (1000100001): working → prepared",
        "6.2 wallets-db → coordinator-1: vote-yes",
        "6.2 wallets-db → coordinator-2: vote-yes",
        "9.2 coordinator-2 → coordinator-1: accepted-votes",
        "10.2 coordinator-1 dies, and forgets everything that it has not accepted",
        "10.2 coordinator-1 running|off",
        "101.0 coordinator-2 running|leader",
        "101.0 coordinator-2 takes over transaction 1000100001",
        "101.0 coordinator-2 user 1 (1000100001): absent → collecting",
        "101.0 coordinator-2 → coordinator-1: ask",
        "101.0 coordinator-2 → coordinator-3: ask",
        "104.0 coordinator-3 → coordinator-2: promise",
        "105.0 coordinator-2 → coordinator-1: propose",
        "105.0 coordinator-2 → coordinator-3: propose",
        "108.0 coordinator-3 → coordinator-2: accepted-votes",
        "109.0 coordinator-2 user 1 (1000100001): collecting → committed",
        "109.0 coordinator-2 → users-db: commit",
        "109.0 coordinator-2 → wallets-db: commit",
        "109.0 coordinator-2 → users-1: finished",
        "110.0 users-1 → visitors: signed-up",
        "112.0 users-db user 1 (1000100001): prepared → committed",
        "112.0 users-db → coordinator-2: acknowledge",
        "112.0 wallets-db user 1 (1000100001): prepared → committed",
        "112.0 wallets-db → coordinator-2: acknowledge",
      ]
    `);
  });
});
