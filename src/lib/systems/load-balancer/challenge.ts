import { percent, type Challenge, type SettingsOf } from '../../sim';
import { atLeast, atMost, none, seeds, trap } from '../clauses';
import type { settings } from './settings';

/** Machine 4 is slow from the start, machine 5 begins to fail at 20 s; the reader may change how the balancer deals with it. */
export const challenge: Challenge<SettingsOf<typeof settings>> = {
  title: '200,000 problems',
  goal: 'Machine 4 is three times slower than the others, and machine 5 begins to fail fast at 20 s. Keep errors, latency and rejections down, with no more than one health check every two seconds: checks are traffic too.',
  locked: {
    servers: 5,
    ratePerSecond: 600,
    serviceMs: 4,
    slowFactor: 3,
    slowServer: 4,
    requests: 45_000,
    queueCap: 100,
    hopMs: 0.2,
  },
  interventions: ['20s fail-fast server-5'],
  until: null,
  start: { policy: 'round-robin', checkIntervalMs: 5000, checkFailures: 2, ejectAfterErrors: 0 },
  clauses: [
    atMost('errors', 'errors at most 0.5 % of requests', 'errorPercent', 0.5, '%'),
    atMost('latency', 'p99 at most 100 ms', 'p99Ms', 100, 'ms'),
    none('rejected', 'nothing rejected', 'rejected'),
    atMost(
      'checks',
      'at most one round of health checks every two seconds',
      'checksPerSecond',
      0.5,
      '/s',
    ),
    atLeast(
      'goodput',
      'at least 99 % of requests served',
      (m) => percent(m.completed, m.requests),
      99,
      '%',
    ),
  ],
  seeds,
  references: [
    {
      id: 'two choices, ejection after 5 errors',
      settings: { policy: 'two-choices', ejectAfterErrors: 5 },
    },
    {
      id: 'least outstanding, ejection after 5 errors',
      settings: { policy: 'least-outstanding', ejectAfterErrors: 5 },
    },
    {
      id: 'two choices, one failed check is enough',
      settings: { policy: 'two-choices', checkIntervalMs: 2000, checkFailures: 1 },
    },
  ],
  traps: [
    trap('round robin with ejection', { policy: 'round-robin', ejectAfterErrors: 5 }).fails(
      'latency',
      'Ejection deals with machine 5. Machine 4 still gets a quarter of the requests and cannot keep up.',
    ),
    trap('least outstanding alone', {
      policy: 'least-outstanding',
      ejectAfterErrors: 0,
      checkIntervalMs: 0,
    }).fails(
      'errors',
      'The machine that fails at once always looks idle and attracts the traffic.',
    ),
    trap('checks every 5 s', {
      policy: 'two-choices',
      ejectAfterErrors: 0,
      checkIntervalMs: 5000,
    }).fails('errors', 'Two failed checks, five seconds apart, mean up to ten seconds of errors.'),
    trap('checks every second', {
      policy: 'two-choices',
      ejectAfterErrors: 0,
      checkIntervalMs: 1000,
    }).fails(
      'checks',
      'The errors stay few, but every balancer now asks every machine twice as often as it may.',
    ),
  ],
};
