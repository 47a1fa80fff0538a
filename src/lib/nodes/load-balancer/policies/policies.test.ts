import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { propertyTest } from '../../../../../tests/fixtures/property-test';
import { openStream } from '../../../sim';
import type { Policy, TargetView } from '../policy';
import { policies } from '.';

function view(parts: Partial<TargetView> & { n?: number } = {}): TargetView {
  const n = parts.n ?? 5;
  return {
    eligible: Array.from({ length: n }, (_, i) => i),
    outstanding: new Int32Array(n),
    weights: new Array<number>(n).fill(1),
    random: openStream(1, 'policy'),
    ...parts,
  };
}

/** How often each target is picked, with keys 0, 1, 2 … */
function counts(policy: Policy<unknown>, v: TargetView, picks: number): number[] {
  const memory = policy.open(v.outstanding.length);
  const n = new Array<number>(v.outstanding.length).fill(0);
  for (let key = 0; key < picks; key++) n[policy.pick(v, memory, key)]++;
  return n;
}

/** Within three standard deviations of a fair share. */
const fair = (n: number, picks: number, share: number) =>
  Math.abs(n - picks * share) < 3 * Math.sqrt(picks * share * (1 - share));

const all = Object.entries(policies) as [string, Policy<unknown>][];

describe.each(all)('%s', (_name, policy) => {
  propertyTest(
    'picks only who may be sent to, and reads the view without changing it',
    fc.property(
      fc.uniqueArray(fc.nat(9), { minLength: 1 }),
      fc.array(fc.nat(50), { minLength: 10, maxLength: 10 }),
      fc.array(fc.nat(10_000), { minLength: 1, maxLength: 30 }),
      (targets, loads, keys) => {
        const eligible = [...targets].sort((a, b) => a - b);
        const v = view({ n: 10, eligible, outstanding: Int32Array.from(loads) });
        const memory = policy.open(10);
        for (const key of keys) expect(eligible).toContain(policy.pick(v, memory, key));
        expect([...v.outstanding]).toEqual(loads);
      },
    ),
  );

  test('with one target left, that one', () => {
    expect(counts(policy, view({ eligible: [3] }), 20)).toEqual([0, 0, 0, 20, 0]);
  });

  test('its memory is plain data', () => {
    const memory = policy.open(7);
    expect(structuredClone(memory)).toEqual(memory);
  });
});

test('round robin: exactly equal counts', () => {
  expect(counts(policies['round-robin'] as Policy<unknown>, view(), 1000)).toEqual([
    200, 200, 200, 200, 200,
  ]);
});

test('random: equal chances', () => {
  for (const n of counts(policies.random as Policy<unknown>, view(), 50_000))
    expect(fair(n, 50_000, 0.2)).toBe(true);
});

describe('two choices', () => {
  test('two different targets: the fullest of all is never taken, the others by their rank', () => {
    const outstanding = Int32Array.from([4, 3, 2, 1, 0]);
    const n = counts(policies['two-choices'] as Policy<unknown>, view({ outstanding }), 50_000);
    expect(n[0]).toBe(0);
    for (const rank of [1, 2, 3, 4]) expect(fair(n[rank], 50_000, rank / 10)).toBe(true);
  });

  test('equal loads: equal chances', () => {
    const n = counts(policies['two-choices'] as Policy<unknown>, view(), 50_000);
    for (const seen of n) expect(fair(seen, 50_000, 0.2)).toBe(true);
  });
});

test('least outstanding: the least, ties by equal chances', () => {
  const outstanding = Int32Array.from([2, 1, 5, 1, 1]);
  const n = counts(policies['least-outstanding'] as Policy<unknown>, view({ outstanding }), 30_000);
  expect([n[0], n[2]]).toEqual([0, 0]);
  for (const i of [1, 3, 4]) expect(fair(n[i], 30_000, 1 / 3)).toBe(true);
});

describe('weighted', () => {
  test('in proportion, exactly', () => {
    const weights = [1, 1, 1, 0.5, 0.5];
    expect(counts(policies.weighted as Policy<unknown>, view({ weights }), 800)).toEqual([
      200, 200, 200, 100, 100,
    ]);
  });

  test('and evenly: the heavy one is not sent a burst', () => {
    const v = view({ n: 2, weights: [3, 1] });
    const memory = policies.weighted.open(2);
    const picks = Array.from({ length: 8 }, () => policies.weighted.pick(v, memory, 0));
    expect(picks.join('')).toBe('00100010');
  });
});

describe('hash', () => {
  const owner = (eligible: number[], key: number) =>
    policies.hash.pick(view({ eligible }), policies.hash.open(5), key);
  const keys = Array.from({ length: 2000 }, (_, i) => i);

  test('the same user goes to the same target', () => {
    for (const key of keys.slice(0, 50))
      expect(owner([0, 1, 2, 3, 4], key)).toBe(owner([0, 1, 2, 3, 4], key));
  });

  test('when a target leaves, only its own users move', () => {
    for (const key of keys) {
      const before = owner([0, 1, 2, 3, 4], key);
      if (before !== 4) expect(owner([0, 1, 2, 3], key)).toBe(before);
    }
  });

  test('shares are roughly equal', () => {
    const n = counts(policies.hash as Policy<unknown>, view(), 10_000);
    for (const seen of n) expect(Math.abs(seen - 2000)).toBeLessThan(600);
  });
});
