import { describe, expect, test } from 'vitest';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import {
  countsAtEnd,
  stageOfScenario,
  testShownFacts,
} from '../../../../tests/fixtures/system/stage-facts';
import { makeRecipe } from '../../sim';
import { system } from '.';

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout: 60_000 }, () => {
  testShownFacts(system, {
    healthy: ['0 wallets-db: 1 prepared', '0 users-db: 2 rows locked', 'end users-db: 393 users'],
    broken: [
      '0 users-2: 2 in memory',
      '1 wallets-db: 1 orphaned',
      '1 users-2: 1 reply lost',
      'end wallets-db: 19 orphaned',
    ],
    fixed: ['0 coordinator-2: 1 on disk', '1 visitors: 12 waiting'],
    blocked: [
      '1 wallets-db: 1 prepared',
      '1 wallets-db: 2 rows locked',
      '1 coordinator-1: back in 28.1 s',
    ],
    twice: ['0 wallets-db: 1 duplicate', 'end wallets-db: 19 duplicates'],
    keyed: ['end wallets-db: 400 wallets'],
    'from-log': ['0 coordinator-1: 1 in the log', '1 users-db: 1 prepared'],
    'before-votes': ['1 users-db: 1 prepared'],
    'participant-crash': ['0 wallets-db: 9 prepared', '1 wallets-db: 9 rows locked'],
    stateless: ['1 users-1: wiped 179×'],
    one: ['end users-db: 393 wallets'],
    saga: ['1 users-db: 22 PENDING', '2 users-db: 583 PENDING'],
  });

  test('a crash leaves what is on disk and takes the locks', () => {
    const stage = stageOfScenario(system, 'participant-crash');
    const facts = stage.at(stage.captionAt(0)).facts('wallets-db');
    expect(facts.filter((f) => /locked/.test(f))).toEqual([]);
  });

  const ids = system.scenarios.filter((s) => s.until !== null).map((s) => s.id);
  test.each(ids)('%s: the figures of the panel at the end', (id) => {
    const stage = stageOfScenario(system, id);
    const { metrics } = stage.result;
    const said = countsAtEnd(stage);
    expect(said(/users?$|ACTIVE$/)).toBe(metrics.users);
    expect(said(/wallets?$/)).toBe(metrics.wallets);
    expect(said(/orphaned$/)).toBe(metrics.orphanWallets);
    expect(said(/^no wallet/)).toBe(metrics.usersWithoutWallet);
    expect(said(/duplicates?$/)).toBe(metrics.duplicateWallets);
    expect(said(/waiting$/)).toBe(metrics.unanswered);
    expect(said(/prepared$/)).toBe(metrics.inDoubt);
    expect(said(/PENDING$/)).toBe(0);
  });

  test('the flag for orphaned wallets stands on the wallets database, and on nobody else', () => {
    const { result } = stageOfScenario(system, 'broken');
    const { nodes } = system.topology(result.recipe.settings);
    const wrong = result.verdicts.filter((v) => v.kind !== 'sometimes' && !v.holds);
    expect(wrong.map(({ node }) => nodes[node!].id)).toEqual(['wallets-db']);
  });

  test('blocked: those told no have an account, as its last caption says', () => {
    const { result, captionAt } = stageOfScenario(system, 'blocked');
    const { failed, signUps, users, wallets } = result.metrics;
    expect([failed, users, wallets]).toEqual([90, signUps, signUps]);
    const answered = result.history.filter((e) => e.type === 'fail' && e.time <= captionAt(4));
    expect(answered).toHaveLength(failed);
  });

  test('every lost reply is an orphaned wallet', () => {
    const { result, at } = stageOfScenario(system, 'broken');
    const all = Object.values(at(result.virtualMs * 1000).all()).flat();
    const lost = all.flatMap((text) => /^(\d+) repl(y|ies) lost$/.exec(text)?.[1] ?? []);
    expect(lost.reduce((n, text) => n + Number(text), 0)).toBe(result.metrics.orphanWallets);
  });

  test('only a coordinator that leads wears a crown', () => {
    const { nodes } = system.topology(makeRecipe(system, { scenario: 'fixed' }).settings);
    expect(nodes.filter((n) => n.shape === 'coordinator')).toEqual([]);
    const naive = system.topology(makeRecipe(system, { scenario: 'broken' }).settings).nodes;
    expect(naive.map((n) => n.label).filter((label) => /coordinator/.test(label))).toEqual([]);
  });
});
