import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  expectNoneBroken,
  testAccounts,
  undoneAfter,
  upAgain,
} from '../../../../tests/fixtures/chaos';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { makeRecipe, range, simulate } from '../../sim';
import { system } from '.';
import { split } from './cuts';

/** Faults that the design promises to bear, at any time in the first twelve seconds; all healed at sixteen. */
const faults = (() => {
  const site = fc.integer({ min: 1, max: 5 });
  const at = fc.integer({ min: 200, max: 12_000 });
  const lasting = fc.integer({ min: 100, max: 4000 });
  const replica = site.map((n) => `replica-${n}`);
  const pair = fc.tuple(site, site).filter(([a, b]) => a !== b);
  const link = pair.map(([a, b]) => `replica-${a}->replica-${b}`);
  const share = fc.integer({ min: 1, max: 50 });
  const undone = undoneAfter(at, lasting);
  return fc.array(
    fc.oneof(
      undone('crash', 'restart', replica),
      undone('pause', 'resume', replica),
      fc
        .tuple(at, lasting, fc.subarray([1, 2, 3, 4, 5], { minLength: 1, maxLength: 4 }))
        .map(([t, d, side]) => [
          `${t}ms ${split(
            side,
            [1, 2, 3, 4, 5].filter((s) => !side.includes(s)),
          )}`,
          `${t + d}ms heal`,
        ]),
      fc.tuple(at, link).map(([t, l]) => [`${t}ms cut ${l}`]),
      fc.tuple(at, link, share).map(([t, l, s]) => [`${t}ms lose ${l} ${s}%`]),
      fc.tuple(at, share).map(([t, s]) => [`${t}ms duplicate *->* ${s}%`]),
      fc.tuple(at, share).map(([t, s]) => [`${t}ms reorder *->* 120ms ${s}%`]),
      fc
        .tuple(at, replica, fc.integer({ min: -4000, max: 4000 }))
        .map(([t, r, ms]) => [`${t}ms skew ${r} ${ms < 0 ? '-' : ''}${Math.abs(ms)}ms`]),
    ),
    { maxLength: 6 },
  );
})();

describe('under any faults that it promises to bear', () => {
  const light = { loadS: 14, ratePerSecond: 20 };
  const allWell = upAgain(
    range(5, 1).map((n) => `replica-${n}`),
    '16s',
  );
  const designs: Record<string, Record<string, string | number>> = {
    'a counter kept by majority': { writePercent: 60 },
    'a register, for the checker': { workload: 'register', writePercent: 50 },
    'a wallet kept by majority': { workload: 'wallet', walletStart: 500 },
    'a merging counter': { counterMode: 'crdt' },
    'a merging cart': { workload: 'cart', cartMode: 'crdt' },
    'a cart and a wallet': { workload: 'shop', cartMode: 'crdt' },
  };
  for (const [name, settings] of Object.entries(designs))
    propertyTest(
      `${name} keeps every promise`,
      fc.property(faults, fc.nat(), (acts, seed) => {
        expectNoneBroken(system, {
          settings: { ...light, ...settings },
          seed,
          interventions: [...acts.flat(), '16s heal', ...allWell],
          until: '21s',
        });
      }),
      15,
    );
});

describe('whatever is done to clients and replicas alike', () => {
  const anyone = fc
    .tuple(fc.constantFrom('client', 'replica'), fc.integer({ min: 1, max: 5 }))
    .map(([kind, n]) => `${kind}-${n}`);
  test('a client that wakes from a long pause gives up what is overdue, and goes on', () => {
    const recipe = makeRecipe(system, {
      settings: { loadS: 6, attempts: 5, timeoutMs: 500 },
      interventions: [
        '2s cut client-5<->replica-5',
        '2.1s pause client-5',
        '2.45s resume client-5',
      ],
    });
    const { metrics, nodes } = simulate(system, recipe);
    expect(metrics.inFlight).toBe(0);
    expect(nodes['client-5'].unknown).toBeGreaterThan(0);
  });

  test('a client that is down in the end has broken no promise of the design', () => {
    const recipe = makeRecipe(system, { interventions: ['2s crash client-1'], until: '6s' });
    const broken = simulate(system, recipe).verdicts.filter((v) => v.kind === 'always' && !v.holds);
    expect(broken).toEqual([]);
  });

  testAccounts(
    system,
    'every operation is accounted for, and closed where its client is up in the end',
    {
      anyone,
      clocks: 500,
      acts: [
        'set counterMode=lww',
        'set counterMode=quorum',
        'set timeoutMs=200',
        'set attempts=5',
      ],
      settings: {
        counterMode: fc.constantFrom('quorum', 'lww', 'crdt'),
        attempts: fc.integer({ min: 1, max: 5 }),
        timeoutMs: fc.constantFrom(100, 500),
        ratePerSecond: fc.constant(40),
        loadS: fc.constant(4),
      },
      clients: range(5, 1).map((n) => `client-${n}`),
    },
  );
});
