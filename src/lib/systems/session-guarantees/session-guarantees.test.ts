import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { testSystem } from '../../../../tests/fixtures/system';
import { testNoEasyWay } from '../../../../tests/fixtures/system/easy-ways';
import { makeRecipe, openStream, range, Run, simulate, type RecipeParts } from '../../sim';
import { system } from '.';
import { choose, type Route } from './nodes/routing';
import {
  add,
  addAll,
  gapsOf,
  has,
  highest,
  missingFrom,
  seenAtFirst,
  type PostId,
} from './nodes/seen';

/** What each scenario breaks on purpose; the others break nothing. */
const ON_PURPOSE: Record<string, string[]> = {
  broken: ['read-your-writes', 'monotonic-reads', 'writes-follow-reads'],
  sticky: ['read-your-writes'],
  everywhere: ['monotonic-writes'],
  device: ['read-your-writes', 'monotonic-reads'],
};

testSystem(system, { breaks: ON_PURPOSE });

describe('the challenge cannot be guessed', () => testNoEasyWay(system));

const { metricsOf } = runsOf(system);

describe('a set of posts', () => {
  const ids = fc.array(fc.record({ origin: fc.nat(2), seq: fc.integer({ min: 1, max: 12 }) }));
  const setOf = (list: readonly PostId[]) => {
    const seen = seenAtFirst(3);
    for (const id of list) add(seen, id);
    return seen;
  };
  const all = range(3).flatMap((origin) => range(12, 1).map((seq) => ({ origin, seq })));

  propertyTest(
    'has what was added, in whatever order, and its union with another has both',
    fc.property(ids, ids, (a, b) => {
      const isIn = (list: readonly PostId[], id: PostId): boolean =>
        (id.origin === 0 && id.seq <= 6) ||
        list.some((other) => other.origin === id.origin && other.seq === id.seq);
      const [one, other, both] = [setOf(a), setOf(b), setOf(a)];
      addAll(both, other);
      for (const id of all) {
        expect(has(one, id)).toBe(isIn(a, id));
        expect(has(both, id)).toBe(isIn([...a, ...b], id));
      }
      expect(missingFrom(both, one)).toBeNull();
      const lacks = all.some((id) => has(other, id) && !has(one, id));
      expect(missingFrom(one, other) !== null).toBe(lacks);
      expect(gapsOf(one)).toBe(
        all.filter((id) => !has(one, id) && id.seq < highest(one)[id.origin]).length,
      );
    }),
  );
});

describe('where a read goes', () => {
  const replicas = [5, 6, 7] as unknown as Parameters<typeof choose>[0]['replicas'];
  const places = (route: Route, own: boolean, suspects: number[]) => {
    const random = openStream(1, 'routes');
    const until = new Map(suspects.map((place) => [place, 10]));
    const choice = { route, replicas, sticky: 1, own, suspects: until, now: 5 };
    return [...new Set(range(60).map(() => choose(choice, random)))].sort();
  };

  test.each([
    ['any', false, [], [0, 1, 2]],
    ['followers', false, [], [1, 2]],
    ['sticky', false, [], [1]],
    ['primary', false, [], [0]],
    ['own-primary', true, [], [0]],
    ['own-primary', false, [], [1, 2]],
    ['sticky', false, [1], [2]],
    ['followers', false, [1, 2], [0]],
    ['primary', false, [0], [1, 2]],
    ['any', false, [0, 1, 2], [0]],
  ] as const)('%s, own post %s, without %j: %j', (route, own, suspects, expected) => {
    expect(places(route, own, [...suspects])).toEqual(expected);
  });
});

describe('what keeps which guarantee', () => {
  const load = { steps: 400, ownPercent: 30, route: 'any', writes: 'any' };
  const broken = (settings: RecipeParts['settings']) => {
    const m = metricsOf({ settings: { ...load, ...settings } });
    return [m.readYourWrites, m.monotonicReads, m.writesFollowReads, m.monotonicWrites];
  };

  test('nothing at all breaks all four where every replica accepts posts', () => {
    expect(Math.min(...broken({ token: 'none' }))).toBeGreaterThan(0);
  });

  test.each([
    ['writes', [0, 3]],
    ['reads', [1, 2]],
    ['both', [0, 1, 2, 3]],
  ] as const)('a token of %s keeps its own', (token, kept) => {
    const found = broken({ token });
    expect(kept.map((i) => found[i])).toEqual(kept.map(() => 0));
    if (kept.length < 4) expect(Math.max(...found)).toBeGreaterThan(0);
  });

  test('one log in order cannot break monotonic writes or writes follow reads, one applied as it comes can', () => {
    const one = { token: 'none', writes: 'primary' };
    expect(broken(one).slice(2)).toEqual([0, 0]);
    expect(Math.min(...broken({ ...one, apply: 'as-received' }).slice(2))).toBeGreaterThan(0);
  });

  test('keeping to one follower is worse for own posts than any replica, and never goes back', () => {
    const own = { token: 'none', writes: 'primary', stepMs: 3000, clients: 1 };
    const [any, sticky] = ['any', 'sticky'].map((route) =>
      metricsOf({ settings: { ...load, ...own, route } }),
    );
    expect(sticky.staleOwnPercent).toBeGreaterThan(any.staleOwnPercent + 10);
    expect(sticky.monotonicReads).toBe(0);
  });
});

describe('faults', () => {
  test('a post that is repeated for want of an answer is accepted once', () => {
    const interventions = ['0ms lose primary->ana 60%', '20s heal'];
    const settings = { clients: 1, steps: 20, ownPercent: 100, timeoutMs: 200 };
    const run = new Run(system, makeRecipe(system, { settings, interventions }));
    run.advance();
    expect(run.result().metrics.posts).toBe(20);
    expect(run.result().nodes.primary.posts).toBe(26);
  });

  test('records that are lost or die with a crashed follower reach it in the end', () => {
    const interventions = [
      '0ms lose primary->follower-1 80%',
      '3s crash follower-1',
      '5s restart follower-1',
      '6s heal',
    ];
    const settings = { steps: 120, ownPercent: 40, stepMs: 400 };
    const { nodes } = simulate(system, makeRecipe(system, { settings, interventions }));
    expect(nodes['follower-1'].posts).toBeGreaterThan(60);
    expect(nodes.primary.posts - nodes['follower-1'].posts).toBeLessThan(12);
  });

  test('a token outlives the device only in the account', () => {
    const interventions = [
      '300ms operate ana post',
      '500ms operate ana switch',
      '520ms operate ana read',
    ];
    const stale = (tokenAt: string): number =>
      metricsOf({
        settings: { tokenAt, route: 'sticky', steps: 0, lagMs: 9000 },
        interventions,
        until: '1s',
      }).readYourWrites;
    expect(['connection', 'device', 'account'].map(stale)).toEqual([1, 1, 0]);
  });

  test('a replica applies in order again when that is set in a run', () => {
    const settings = { apply: 'as-received', steps: 100, ownPercent: 60, stepMs: 20 };
    const interventions = ['2s set apply=in-order'];
    expect(metricsOf({ settings, interventions, until: '20s' }).open).toBe(0);
  });
});
