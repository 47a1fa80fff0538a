import { describe, expect, test } from 'vitest';
import { runsOf } from '../../../../tests/fixtures/play';
import { system } from '.';

const { play } = runsOf(system);

describe('a saga', { timeout: 60_000 }, () => {
  const faults = { mode: 'saga', signUps: 300, requestLossPercent: 20, replyLossPercent: 20 };

  test('a refused wallet ends as CANCELLED, and counts as no success', () => {
    const { metrics } = play({ settings: { ...faults, rejectPercent: 40 } });
    expect(metrics).toMatchObject({ failed: 0, orphanWallets: 0, usersWithoutWallet: 0 });
    expect(metrics.users).toBe(metrics.wallets);
    expect(metrics.successPercent).toBeCloseTo(metrics.users / 3, 9);
    expect(metrics.users).toBeGreaterThan(130);
    expect(metrics.users).toBeLessThan(230);
  });

  test.each(['before-votes', 'after-votes', 'after-decision'])(
    'whoever it has in its hands when it dies %s is PENDING until it is back, and nobody waits',
    (coordinatorDies) => {
      const outage = { coordinatorDies, diesAfterS: 5, outageS: 8, rejectPercent: 0 };
      const { metrics, verdicts } = play({ settings: { ...faults, ...outage } });
      expect(verdicts.filter((v) => v.kind !== 'sometimes' && !v.holds)).toEqual([]);
      expect(metrics.pendingMaxMs).toBeGreaterThan(7_500);
      expect(metrics.pendingMaxMs).toBeLessThan(12_000);
      expect(metrics.ackMaxMs).toBeLessThan(100);
      expect(metrics.lockHoldMaxMs).toBeLessThan(20);
      expect(metrics).toMatchObject({ successPercent: 100, duplicateWallets: 0, users: 300 });
    },
  );
});
