import { describe, expect, test } from 'vitest';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { stageOfScenario, testShownFacts } from '../../../../tests/fixtures/system/stage-facts';
import { makeRecipe } from '../../sim';
import { system } from '.';

describe('the challenge has no easy way', () => testNoEasyWay(system));

describe('the stage shows', { timeout: 60_000 }, () => {
  testShownFacts(system, [
    ['healthy', 0, 'wallets-db', '1 prepared'],
    ['healthy', 0, 'users-db', '2 rows locked'],
    ['healthy', 'end', 'users-db', '393 users'],
    ['broken', 0, 'users-2', '2 in memory'],
    ['broken', 1, 'wallets-db', '1 orphaned'],
    ['broken', 1, 'users-2', '1 reply lost'],
    ['broken', 'end', 'wallets-db', '19 orphaned'],
    ['fixed', 0, 'coordinator-2', '1 on disk'],
    ['fixed', 1, 'visitors', '12 waiting'],
    ['blocked', 1, 'wallets-db', '1 prepared'],
    ['blocked', 1, 'wallets-db', '2 rows locked'],
    ['blocked', 1, 'coordinator-1', 'back in 28.1 s'],
    ['twice', 0, 'wallets-db', '1 duplicate'],
    ['twice', 'end', 'wallets-db', '19 duplicates'],
    ['keyed', 'end', 'wallets-db', '400 wallets'],
    ['from-log', 0, 'coordinator-1', '1 in the log'],
    ['from-log', 1, 'users-db', '1 prepared'],
    ['before-votes', 1, 'users-db', '1 prepared'],
    ['participant-crash', 0, 'wallets-db', '9 prepared'],
    ['participant-crash', 1, 'wallets-db', '9 rows locked'],
    ['stateless', 1, 'users-1', 'wiped 179×'],
    ['one', 'end', 'users-db', '393 wallets'],
    ['saga', 1, 'users-db', '22 PENDING'],
    ['saga', 2, 'users-db', '583 PENDING'],
  ]);

  test('a crash leaves what is on disk and takes the locks', () => {
    const stage = stageOfScenario(system, 'participant-crash');
    const facts = stage.at(stage.captionAt(0)).facts('wallets-db');
    expect(facts.filter((f) => /locked/.test(f))).toEqual([]);
  });

  const ids = system.scenarios.filter((s) => s.until !== null).map((s) => s.id);
  test.each(ids)('%s: the figures of the panel at the end', (id) => {
    const { result, at } = stageOfScenario(system, id);
    const { metrics } = result;
    const all = Object.values(at(result.virtualMs * 1000).all()).flat();
    const said = (words: RegExp) => Number(all.find((t) => words.test(t))?.match(/\d+/)?.[0] ?? 0);
    expect(said(/users?$|ACTIVE$/)).toBe(metrics.users);
    expect(said(/wallets?$/)).toBe(metrics.wallets);
    expect(said(/orphaned$/)).toBe(metrics.orphanWallets);
    expect(said(/^no wallet/)).toBe(metrics.usersWithoutWallet);
    expect(said(/duplicates?$/)).toBe(metrics.duplicateWallets);
    expect(said(/waiting$/)).toBe(metrics.unanswered);
    expect(said(/prepared$/)).toBe(metrics.inDoubt);
    expect(said(/PENDING$/)).toBe(0);
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
