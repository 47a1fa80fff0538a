import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { someOf, TO_NETWORK, toProcess, upAgain } from '../../../../tests/fixtures/chaos';
import { propertyTest } from '../../../../tests/fixtures/property-test';
import { makeRecipe, replayCommand, simulate, type RecipeParts } from '../../sim';
import { system } from '.';

const play = (parts: RecipeParts) => simulate(system, makeRecipe(system, parts));

describe('whatever is done to writers, copies and monitors alike', () => {
  test('a clock that is set neither ends a lease nor stretches one', () => {
    const { metrics } = play({
      settings: { mode: 'async', ratePerSecond: 100, loadS: 20 },
      interventions: [
        '5s skew node-1 -60s',
        '5.1s partition zone-a|zone-b,zone-c',
        '15s heal',
        '16s skew node-2 60s',
      ],
      until: '22s',
    });
    expect(metrics).toMatchObject({ divergedWrites: 0, failovers: 1 });
  });

  const anyone = fc.constantFrom(
    'writer-1',
    'writer-2',
    'node-1',
    'node-2',
    'node-3',
    'monitor-1',
    'monitor-2',
    'backup',
  );
  const act = fc.oneof(
    ...toProcess(anyone, 900),
    fc.constantFrom(
      ...TO_NETWORK,
      'set mode=async',
      'set mode=all',
      'set fencing=false',
      'set timeoutMs=200',
      'set detectMs=400',
      'operate node-1 corrupt-disk',
      'operate node-1 delete-all',
      'operate writer-1 delete-all',
      'operate backup restore',
    ),
  );
  const parts = fc.record({
    seed: fc.nat(2 ** 32 - 1),
    settings: fc.record({
      mode: fc.constantFrom('async', 'any-one', 'majority', 'all'),
      ratePerSecond: fc.constant(40),
      loadS: fc.constant(4),
      detectMs: fc.constant(600),
      timeoutMs: fc.constantFrom(100, 500),
      backupMinutes: fc.constant(0.1),
    }),
    interventions: someOf(act),
  });

  propertyTest(
    'every write is accounted for, and closed where its writer is up in the end',
    fc.property(parts, ({ interventions, ...rest }) => {
      const recipe = makeRecipe(system, {
        ...rest,
        interventions: [...interventions, ...upAgain(['writer-1', 'writer-2'], '4500ms')],
        until: null,
      });
      const { metrics, verdicts } = simulate(system, recipe, { trace: 'full' });
      const accounts = verdicts.find((v) => v.property === 'accounted-for');
      expect(accounts?.holds, replayCommand(recipe, system)).toBe(true);
      expect(metrics.inFlight).toBe(0);
    }),
    60,
  );
});
