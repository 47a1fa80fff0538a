import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { testAccounts } from '../../../../tests/fixtures/chaos';
import { system } from '.';

const { play } = runsOf(system);

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
  testAccounts(
    system,
    'every write is accounted for, and closed where its writer is up in the end',
    {
      anyone,
      clocks: 900,
      acts: [
        'set mode=async',
        'set mode=all',
        'set fencing=false',
        'set timeoutMs=200',
        'set detectMs=400',
        'operate node-1 corrupt-disk',
        'operate node-1 delete-all',
        'operate writer-1 delete-all',
        'operate backup restore',
      ],
      settings: {
        mode: fc.constantFrom('async', 'any-one', 'majority', 'all'),
        ratePerSecond: fc.constant(40),
        loadS: fc.constant(4),
        detectMs: fc.constant(600),
        timeoutMs: fc.constantFrom(100, 500),
        backupMinutes: fc.constant(0.1),
      },
      clients: ['writer-1', 'writer-2'],
    },
  );
});
