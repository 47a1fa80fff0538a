import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { expectNoneBroken, undoneAfter, upAgain } from '../../../../tests/fixtures/chaos';
import { system } from '.';

const { play } = runsOf(system);

/** Faults that the farm promises to bear: all of them are over after six seconds. */
const faults = (() => {
  const at = fc.integer({ min: 0, max: 4000 });
  const lasting = fc.integer({ min: 10, max: 1500 });
  const node = fc.constantFrom('worker-1', 'worker-2', 'worker-3', 'worker-4', 'coordinator');
  const share = fc.integer({ min: 1, max: 60 });
  const undone = undoneAfter(at, lasting);
  return fc.array(
    fc.oneof(
      undone('crash', 'restart', node),
      undone('pause', 'resume', node),
      fc.tuple(at, share).map(([t, s]) => [`${t}ms lose *->* ${s}%`]),
      fc.tuple(at, share).map(([t, s]) => [`${t}ms duplicate *->* ${s}%`]),
      fc.tuple(at, share).map(([t, s]) => [`${t}ms reorder *->* 400ms ${s}%`]),
      fc.tuple(at, lasting, node).map(([t, d, n]) => [`${t}ms skew ${n} -${d}ms`]),
    ),
    { maxLength: 7 },
  );
})();

describe('under any faults that it promises to bear', () => {
  const light = { tasks: 200, batch: 5, taskMs: 20, rttMs: 4, workers: 4 };
  const everyone = ['worker-1', 'worker-2', 'worker-3', 'worker-4', 'coordinator'];
  const allWell = upAgain(everyone, '6s');
  test.each([
    ['leases', {}],
    ['heartbeats', { detector: 'heartbeat' }],
    ['backup copies', { backups: true, leaseFactor: 10 }],
    ['leases that are too short', { leaseFactor: 0.5 }],
  ])('%s', { timeout: 60_000 }, (_name, settings) => {
    fc.assert(
      fc.property(faults, fc.nat(1e6), (acts, seed) => {
        expectNoneBroken(system, {
          settings: { ...light, ...settings },
          seed,
          interventions: [...acts.flat(), '6s heal', ...allWell],
          until: '30s',
        });
      }),
      { numRuns: 40 },
    );
  });

  test('all or nothing is never wrong: its total is right, or it is given up', () => {
    fc.assert(
      fc.property(faults, fc.nat(1e6), (acts, seed) => {
        const { metrics } = play({
          settings: { ...light, mode: 'abort' },
          seed,
          interventions: [...acts.flat(), '6s heal', ...allWell],
          until: '30s',
        });
        expect(metrics.countedTwice).toBe(0);
        expect([metrics.finished, metrics.aborted]).toEqual(
          metrics.total === 200 ? [1, 0] : [0, 1],
        );
      }),
      { numRuns: 40 },
    );
  });
});

test('settings may change during a run: the job is divided as it was when it began', () => {
  const interventions = ['200ms set batch=7', '300ms set tasks=10', '400ms set taskMs=0.5'];
  const { metrics } = play({ settings: { batch: 50 }, interventions });
  expect(metrics).toMatchObject({ total: 8000, finished: 1 });
  const threads = play({ settings: { mode: 'threads', batch: 50 }, interventions }).metrics;
  expect(threads).toMatchObject({ total: 8000, finished: 1 });
});
